import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import {
  compile,
  equal,
  objectOf,
  parseExactJson,
  RegoBudgetError,
  RegoCompileError,
  RegoEvaluationError,
  type RegoValue,
  setOf,
  valueToJsonText,
} from '../../shared/rego';
import { randomPolicy } from './rego-generator';
import { randomSource } from './rules-random';

/** A parse or an evaluation that takes longer counts as a finding, in milliseconds. */
const SLOW = 3_000;

/**
 * `npm run fuzz -- rego [--seconds=N] [--seed=N] [--only=parser|opa|self]`: mutated sources never crash or hang the
 * compiler; random policies give what `opa` (on PATH) gives. Prints the seed of each finding.
 */
export const fuzz = {
  name: 'rego',
  run(args: readonly string[] = []): number {
    const option = (name: string): string | undefined =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const seconds = Number(option('seconds') ?? 30);
    const firstSeed = Number(option('seed') ?? Date.now() % 1_000_000_000);
    const only = option('only');
    const opa = findOpa();
    if (opa === undefined) console.error('rego: opa is not on PATH, so answers are not compared');
    console.log(`rego: seeds from ${firstSeed}, ${seconds} s`);
    const corpus = sources();
    const until = Date.now() + seconds * 1000;
    const counts = { parsed: 0, compared: 0, orderOnly: 0, refusedByBoth: 0, refusedByTypes: 0, findings: 0 };
    const report = (seed: number, what: string): void => {
      counts.findings++;
      console.log(`FOUND seed ${seed}: ${what}`);
    };
    for (let seed = firstSeed; Date.now() < until; seed++) {
      if (only === undefined || only === 'parser') {
        for (let i = 0; i < 20; i++) {
          counts.parsed++;
          const problem = tryParse(mutate(randomSource(seed * 31 + i), corpus));
          if (problem !== undefined) report(seed * 31 + i, problem);
        }
      }
      if (opa !== undefined && only !== 'parser') compareWithOpa(opa, seed, counts, report);
    }
    console.log(`rego: ${JSON.stringify(counts)}`);
    return counts.findings === 0 ? 0 : 1;
  },
};

function findOpa(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'opa'))
    .find((file) => existsSync(file));
}

/** Policies to mutate: those of the conformance cases, where they are at hand. */
function sources(): string[] {
  const dir = resolve(process.env['CONFORMANCE_DIR'] ?? '../shared/conformance', 'rego-v1');
  const found = existsSync(dir)
    ? readdirSync(dir)
        .filter((file) => file.endsWith('.json'))
        .flatMap((file) => {
          const { cases } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as {
            cases: { modules?: string[] }[];
          };
          return cases.flatMap((c) => c.modules ?? []);
        })
    : [];
  return found.length > 0 ? found : [randomPolicy(randomSource(1)).source];
}

const SNIPPETS = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '|',
  ':=',
  '=',
  'if',
  'not ',
  'some ',
  'every ',
  'with ',
  ' as ',
  '"',
  '`',
  '$"',
  '{{',
  '\\',
  '\n',
  '#',
  '0x',
  '1e9',
  '__proto__',
  '\u0000',
  '\u2028',
  ',',
  ';',
  '.',
  '..',
  'import rego.v1',
  'default ',
  'else',
];

function mutate(random: () => number, corpus: readonly string[]): string {
  const at = (length: number): number => Math.floor(random() * length);
  let text = corpus[at(corpus.length)] ?? '';
  for (let i = 1 + at(4); i > 0; i--) {
    const from = at(text.length + 1);
    const choice = random();
    if (choice < 0.3) text = text.slice(0, from) + (SNIPPETS[at(SNIPPETS.length)] ?? '') + text.slice(from);
    else if (choice < 0.5) text = text.slice(0, from) + text.slice(from + at(20));
    else if (choice < 0.65) text = text.slice(0, from) + text.slice(at(text.length + 1));
    else if (choice < 0.8) text = text.slice(0, from) + String.fromCharCode(at(0x3000)) + text.slice(from);
    else if (choice < 0.9)
      text = text.slice(0, from) + (SNIPPETS[at(SNIPPETS.length)] ?? '').repeat(at(2000)) + text.slice(from);
    else text = text.slice(0, from) + (corpus[at(corpus.length)] ?? '').slice(at(50)) + text.slice(from);
  }
  return text;
}

/** Compiles and, if that works, evaluates under a budget; says what must not have happened. */
function tryParse(source: string): string | undefined {
  const start = performance.now();
  try {
    const policy = compile([{ file: 'fuzz.rego', source }], {
      version: source.length % 2 === 0 ? 'v1' : 'v0',
    });
    policy.evaluate('data', {
      input: {},
      budget: { steps: 100_000, elements: 100_000, milliseconds: 1_000 },
    });
  } catch (error) {
    const typed =
      error instanceof RegoCompileError ||
      error instanceof RegoBudgetError ||
      error instanceof RegoEvaluationError;
    if (!typed)
      return `${String(error)}\n${error instanceof Error ? error.stack : ''}\nsource: ${JSON.stringify(source)}`;
  }
  const took = performance.now() - start;
  return took > SLOW
    ? `took ${Math.round(took)} ms\nsource: ${JSON.stringify(source.slice(0, 2000))}`
    : undefined;
}

interface Counts {
  compared: number;
  orderOnly: number;
  refusedByBoth: number;
  refusedByTypes: number;
}

type Answer = { readonly value: RegoValue } | { readonly error: string };

function compareWithOpa(
  opa: string,
  seed: number,
  counts: Counts,
  report: (seed: number, what: string) => void,
): void {
  const { source, input } = randomPolicy(randomSource(seed));
  const theirs = askOpa(opa, source, input);
  const ours = askUs(source, input);
  counts.compared++;
  if ('error' in theirs) {
    // Its own failure says nothing about ours.
    if (theirs.error.includes('eval_internal_error')) return;
    if ('error' in ours) counts.refusedByBoth++;
    // OPA's static types are finer than ours: what can never match is refused there and undefined here.
    else if (/match error|invalid argument|undefined ref/.test(theirs.error)) counts.refusedByTypes++;
    else report(seed, `opa refuses, we do not: ${theirs.error}\n${source}`);
    return;
  }
  if ('error' in ours)
    report(seed, `we refuse, opa does not: ${ours.error}\n${source}\ninput: ${JSON.stringify(input)}`);
  else if (equal(ours.value, theirs.value)) return;
  // OPA goes through a set literal that holds computed elements in the order of their unevaluated terms.
  else if (equal(unordered(ours.value), unordered(theirs.value))) counts.orderOnly++;
  else report(seed, `${difference(ours.value, theirs.value)}\n${source}\ninput: ${JSON.stringify(input)}`);
}

/** Lists as sets, all the way down. */
function unordered(value: RegoValue): RegoValue {
  if (Array.isArray(value)) return setOf((value as readonly RegoValue[]).map(unordered));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return objectOf(
    Object.entries(value).map(([key, member]) => [key, unordered(member as RegoValue)] as const),
  );
}

function askUs(source: string, input: unknown): Answer {
  try {
    const result = compile([{ file: 'fuzz.rego', source }]).evaluateExact('data.fuzz', {
      input: parseExactJson(JSON.stringify(input)),
      budget: { steps: 5_000_000, elements: 5_000_000 },
    });
    return result.defined ? { value: parseExactJson(valueToJsonText(result.value)) } : { error: 'undefined' };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function askOpa(opa: string, source: string, input: unknown): Answer {
  const dir = mkdtempSync(join(tmpdir(), 'rego-fuzz-'));
  try {
    writeFileSync(join(dir, 'policy.rego'), source);
    writeFileSync(join(dir, 'input.json'), JSON.stringify(input));
    const args = [
      'eval',
      '--format',
      'json',
      '-d',
      join(dir, 'policy.rego'),
      '-i',
      join(dir, 'input.json'),
      'json.marshal(data.fuzz)',
    ];
    const { stdout } = spawnSync(opa, args, { encoding: 'utf8', timeout: 20_000 });
    const answer = JSON.parse(stdout) as {
      errors?: { message: string; code?: string }[];
      result?: { expressions: { value: string }[] }[];
    };
    const value = answer.result?.[0]?.expressions[0]?.value;
    if (value !== undefined) return { value: parseExactJson(value) };
    return { error: answer.errors?.map((e) => `${e.code}: ${e.message}`).join('; ') ?? 'undefined' };
  } catch (error) {
    return { error: String(error) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function difference(ours: RegoValue, theirs: RegoValue): string {
  const a = ours as { readonly [key: string]: RegoValue };
  const b = theirs as { readonly [key: string]: RegoValue };
  const show = (v: RegoValue | undefined): string => (v === undefined ? 'undefined' : valueToJsonText(v));
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((key) => a[key] === undefined || b[key] === undefined || !equal(a[key], b[key]))
    .map((key) => `${key}: ours ${show(a[key])}, opa ${show(b[key])}`)
    .join('\n');
}
