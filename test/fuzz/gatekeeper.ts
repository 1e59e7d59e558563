import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  compileConstraint,
  compileConstraintTemplate,
  createInventory,
  evaluateReview,
  type Inventory,
  type JsonObject,
  reviewOf,
} from '../../shared/gatekeeper';
import { randomBag } from './gatekeeper-generators';
import { randomSource } from './rules-random';

/**
 * `npm run fuzz -- gatekeeper [--seconds=N] [--seed=N]`: random matches and random CEL find what `gator test` finds.
 * Needs `gator` on PATH. Prints the seed of each finding.
 */
export const fuzz = {
  name: 'gatekeeper',
  run(args: readonly string[] = []): number {
    const option = (name: string): string | undefined =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const seconds = Number(option('seconds') ?? 30);
    const firstSeed = Number(option('seed') ?? Date.now() % 1_000_000_000);
    const gator = findGator();
    if (gator === undefined) {
      console.error('gatekeeper: gator is not on PATH, so nothing is compared');
      return 0;
    }
    console.log(`gatekeeper: seeds from ${firstSeed}, ${seconds} s`);
    const until = Date.now() + seconds * 1000;
    const counts = { rounds: 0, violations: 0, findings: 0 };
    for (let seed = firstSeed; Date.now() < until; seed++) {
      const bag = randomBag(randomSource(seed));
      const theirs = askGator(gator, [...bag.templates, ...bag.constraints, ...bag.objects]);
      const ours = judge(bag);
      counts.rounds++;
      counts.violations += theirs.length;
      for (const [who, some, others] of [
        ['gator', theirs, ours],
        ['Plimsoll', ours, theirs],
      ] as const) {
        for (const found of some.filter((each) => !others.includes(each))) {
          counts.findings++;
          console.log(`FOUND seed ${seed}: only ${who} says ${found}`);
        }
      }
    }
    console.log(`gatekeeper: ${JSON.stringify(counts)}`);
    return counts.findings === 0 ? 0 : 1;
  },
};

function findGator(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'gator'))
    .find((file) => existsSync(file));
}

interface GatorResult {
  readonly msg: string;
  readonly constraint: { readonly kind: string; readonly metadata: { readonly name: string } };
  readonly violatingObject: { readonly apiVersion: string; readonly metadata: { readonly uid?: string } };
}

/** Every violation as a text; the objects of the bag are known by their uid. */
function askGator(gator: string, bag: readonly JsonObject[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'));
  try {
    const file = join(folder, 'bag.yaml');
    writeFileSync(file, bag.map((each) => JSON.stringify(each)).join('\n---\n'));
    const { stdout, stderr } = spawnSync(gator, ['test', '-f', file, '-o', 'json'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (!stdout.startsWith('[') && !stdout.startsWith('null')) throw new Error(stderr || stdout);
    const results = (JSON.parse(stdout) ?? []) as GatorResult[];
    return results.flatMap(({ msg, constraint, violatingObject }) => {
      const { uid } = violatingObject.metadata;
      return uid === undefined ? [] : [`${constraint.metadata.name} ${uid}: ${msg}`];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Bag {
  readonly templates: readonly JsonObject[];
  readonly constraints: readonly JsonObject[];
  readonly objects: readonly JsonObject[];
}

function judge({ templates, constraints, objects }: Bag): string[] {
  const compiled = templates.map((template) => compileConstraintTemplate(template));
  const inventory = createInventory(objects);
  return constraints.flatMap((resource) => {
    const template = compiled.find(({ kind }) => kind === resource['kind']);
    if (template === undefined) throw new Error(`no template for ${String(resource['kind'])}`);
    const constraint = compileConstraint(template, resource);
    return objects.flatMap((object) => {
      const namespaceObject = namespaceFor(object, inventory);
      const review = reviewOf(object, namespaceObject === undefined ? {} : { namespaceObject });
      const document = { ...review.document, namespaceObject: {} };
      const { violations } = evaluateReview(constraint, { ...review, document });
      const { uid } = object['metadata'] as { uid: string };
      return violations.map(({ message }) => `${constraint.name} ${uid}: ${message}`);
    });
  });
}

/** As `gator test` supplies it: an empty one where the object names none, and one for `default`. */
function namespaceFor(object: JsonObject, inventory: Inventory): JsonObject | undefined {
  const { namespace } = object['metadata'] as { namespace?: string };
  if (namespace === undefined) return { metadata: { name: '' } };
  return (
    inventory.namespace(namespace) ??
    (namespace === 'default' ? { metadata: { name: 'default' } } : undefined)
  );
}
