import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../shared/expressions';
import {
  type CompiledPolicyRule,
  compilePolicyRule,
  effectOf,
  parseDefinition,
  type RuleContext,
} from '../shared/rules';
import { randomSource, syntheticCluster, syntheticResource } from './rules-resources';

interface Loaded {
  readonly rule: CompiledPolicyRule;
  readonly effect: string;
  readonly parameters: JsonObject;
}

interface Measurement {
  readonly what: string;
  readonly definitions: number;
  readonly resources: number;
  readonly evaluations: number;
  readonly perSecond: number;
  /** By the processor's time, which other work on the machine does not stretch. */
  readonly perProcessorSecond: number;
  readonly hits: number;
  readonly errors: number;
  readonly compileMilliseconds: number;
  readonly heapGrowthKilobytes: number;
}

const NOW = '2026-06-01T12:00:00.0000000Z';
const CLUSTERS = 10_000;
const MIXED = 2_000;

/** `npm run bench -- rules [--clusters=N] [--json]`: built-in definitions over synthetic resources. */
export const bench = {
  name: 'rules',
  run(args: readonly string[] = []): void {
    const dir = join(
      resolve(process.env['CONFORMANCE_DIR'] ?? '../shared/conformance'),
      'azure-builtin-definitions',
    );
    if (!existsSync(dir)) {
      console.error(`rules: not run, ${dir} is missing (set CONFORMANCE_DIR)`);
      return;
    }
    const clusters = Number(
      args.find((arg) => arg.startsWith('--clusters='))?.slice('--clusters='.length) ?? CLUSTERS,
    );
    const kubernetes = readArray(join(dir, 'kubernetes', 'definitions.json'));
    const sample = [...kubernetes, ...readLines(join(dir, 'sample.jsonl.gz'))];
    const random = randomSource(7);
    const results = [
      measure('Kubernetes definitions × clusters', kubernetes, () => syntheticCluster(random), clusters),
      measure(
        'all definitions × mixed resources',
        sample,
        () => syntheticResource(random),
        Math.min(MIXED, clusters),
      ),
    ];
    if (args.includes('--json')) console.log(JSON.stringify({ rules: results }));
    else for (const result of results) print(result);
  },
};

function measure(
  what: string,
  definitions: readonly JsonObject[],
  make: () => JsonObject,
  count: number,
): Measurement {
  const before = performance.now();
  const rules = definitions.flatMap(load);
  const compileMilliseconds = performance.now() - before;
  const resources = Array.from({ length: count }, make);
  // A first pass over a few lets the machine settle, as a service that has run for a while has.
  evaluateAll(rules, resources.slice(0, 50));
  const heapBefore = heap();
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  const { evaluations, hits, errors } = evaluateAll(rules, resources);
  const { user, system } = process.cpuUsage(cpuStart);
  const seconds = (performance.now() - start) / 1000;
  return {
    what,
    definitions: rules.length,
    resources: resources.length,
    evaluations,
    perSecond: Math.round(evaluations / seconds),
    perProcessorSecond: Math.round((evaluations * 1e6) / (user + system)),
    hits,
    errors,
    compileMilliseconds: Math.round(compileMilliseconds),
    heapGrowthKilobytes: Math.round((heap() - heapBefore) / 1024),
  };
}

function evaluateAll(rules: readonly Loaded[], resources: readonly JsonObject[]) {
  let evaluations = 0;
  let hits = 0;
  let errors = 0;
  for (const resource of resources) {
    for (const { rule, effect, parameters } of rules) {
      const context: RuleContext = { resource, parameters, utcNow: NOW };
      evaluations += 1;
      if (!rule.applicable(context, effect)) continue;
      const outcome = rule.evaluate(context);
      if (outcome.hit) hits += 1;
      if (outcome.error) errors += 1;
    }
  }
  return { evaluations, hits, errors };
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

/** Compiles a definition with its defaults; one whose effect is disabled by default is taken as audit. */
function load(definition: JsonObject): Loaded[] {
  const { mode, parameters: declarations, policyRule } = parseDefinition(definition);
  const rule = compilePolicyRule(policyRule, {
    parameters: declarations,
    ...(mode === undefined ? {} : { mode }),
  });
  const parameters = Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [name, placeholderOf(declaration)]),
  );
  const effect = rule.effect(parameters);
  return [{ rule, parameters, effect: effectOf(effect) === 'disabled' ? 'audit' : effect }];
}

function placeholderOf(declaration: JsonValue): JsonValue {
  if (!isJsonObject(declaration)) return '';
  if (declaration['defaultValue'] !== undefined) return declaration['defaultValue'];
  const allowed = declaration['allowedValues'];
  if (isJsonArray(allowed)) return allowed[0] ?? '';
  const placeholders: Readonly<Record<string, JsonValue>> = {
    array: [],
    object: {},
    boolean: true,
    integer: 1,
    float: 1,
  };
  return placeholders[String(declaration['type']).toLowerCase()] ?? 'x';
}

function readArray(path: string): readonly JsonObject[] {
  const content = JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
  return (isJsonArray(content) ? content : []).filter(isJsonObject);
}

function readLines(path: string): readonly JsonObject[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}

function print(result: Measurement): void {
  console.log(
    `${result.what}: ${result.definitions} × ${result.resources} = ${result.evaluations} evaluations, ` +
      `${result.perSecond.toLocaleString('en')}/s (${result.perProcessorSecond.toLocaleString('en')} per processor second); ${result.hits} hits, ${result.errors} errors; ` +
      `compiled in ${result.compileMilliseconds} ms; heap ${result.heapGrowthKilobytes >= 0 ? '+' : ''}${result.heapGrowthKilobytes} kB`,
  );
}
