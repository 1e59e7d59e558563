import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RE2JS } from 're2js';
import {
  type Constraint,
  compileConstraint,
  compileConstraintTemplate,
  createInventory,
  evaluateReview,
  type Inventory,
  type JsonObject,
  type Review,
  reviewOf,
  reviewOfRequest,
  type TemplateEngine,
} from '../../../shared/gatekeeper';
import { jsonFiles } from '../conformance-directory';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';

interface Assertion {
  readonly violations?: 'yes' | 'no' | number;
  readonly message?: string;
}

interface LibraryCase {
  readonly name: string;
  readonly object: JsonObject;
  readonly inventory?: JsonObject[];
  readonly assertions: Assertion[];
}

interface LibraryTest {
  readonly suite: string;
  readonly test: string;
  readonly template: JsonObject;
  readonly constraint: JsonObject;
  readonly cases: LibraryCase[];
}

/** The Gatekeeper library's suites, run on each engine that a template has code for. */
export const suite: ConformanceSuite = { name: 'gatekeeper-library', run };

function* run(dir: string): Iterable<CaseResult> {
  const library = join(dir, 'library');
  const seen = new Map<string, number>();
  for (const file of jsonFiles(library)) {
    const folder = JSON.parse(readFileSync(join(library, file), 'utf8')) as {
      folder: string;
      tests: LibraryTest[];
    };
    for (const test of folder.tests) {
      for (const engine of enginesOf(test.template))
        yield* numbered(runTest(folder.folder, test, engine), seen);
    }
  }
}

/** Repeated names get `~2`, `~3` and so on. */
function* numbered(results: Iterable<CaseResult>, seen: Map<string, number>): Iterable<CaseResult> {
  for (const result of results) {
    const count = (seen.get(result.id) ?? 0) + 1;
    seen.set(result.id, count);
    yield count === 1 ? result : { ...result, id: `${result.id}~${count}` };
  }
}

function enginesOf(template: JsonObject): TemplateEngine[] {
  const [target] = (template['spec'] as { targets: { rego?: string; code?: { engine: TemplateEngine }[] }[] })
    .targets;
  const engines = new Set((target?.code ?? []).map((code) => code.engine));
  if (target?.rego !== undefined) engines.add('Rego');
  return [...engines];
}

function* runTest(folder: string, test: LibraryTest, engine: TemplateEngine): Iterable<CaseResult> {
  let constraint: Constraint | undefined;
  let refusal = '';
  try {
    constraint = compileConstraint(compileConstraintTemplate(test.template, { engine }), test.constraint);
  } catch (error) {
    refusal = String(error);
  }
  for (const each of test.cases) {
    const id = `${folder}/${test.suite}/${test.test}/${each.name}#${engine}`;
    const problem = constraint === undefined ? refusal : runCase(constraint, each);
    yield problem === undefined
      ? { id, area: engine, outcome: 'passed' }
      : { id, area: engine, outcome: 'failed', reason: problem };
  }
}

function runCase(constraint: Constraint, each: LibraryCase): string | undefined {
  const inventory = createInventory(each.inventory ?? []);
  const outcome = evaluateReview(constraint, toReview(each.object, inventory), {
    inventory: inventory.document,
  });
  if (outcome.error !== undefined) return `${outcome.error.code}: ${outcome.error.message}`;
  const messages = outcome.violations.map((violation) => violation.message);
  for (const assertion of each.assertions) {
    const pattern = assertion.message === undefined ? undefined : RE2JS.compile(assertion.message);
    const count = messages.filter((message) => pattern?.matcher(message).find() ?? true).length;
    const wanted = assertion.violations ?? 'yes';
    const holds = wanted === 'yes' ? count > 0 : wanted === 'no' ? count === 0 : count === wanted;
    if (!holds) {
      return `wanted ${wanted} violations${pattern === undefined ? '' : ` like ${assertion.message}`}, got ${JSON.stringify(messages)}`;
    }
  }
  return undefined;
}

function toReview(object: JsonObject, inventory: Inventory): Review {
  if (object['kind'] === 'AdmissionReview') return reviewOfRequest(object['request'] as JsonObject);
  const namespace = (object['metadata'] as { namespace?: string } | undefined)?.namespace;
  const namespaceObject = namespace === undefined ? undefined : inventory.namespace(namespace);
  return reviewOf(object, namespaceObject === undefined ? {} : { namespaceObject });
}
