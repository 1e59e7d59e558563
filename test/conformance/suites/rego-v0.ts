import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compile,
  equal,
  type JsonValue,
  parseExactJson,
  type RegoValue,
  valueToRegoText,
} from '../../../shared/rego';
import { jsonFiles } from '../conformance-directory';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';
import { type Case, describeError, text, textList } from './rego-case';
import { fromMarked, nearlyEqual } from './rego-marked-values';

/** Regorus' interpreter cases, nearly all of them in Rego v0. */
export const suite: ConformanceSuite = {
  name: 'rego-v0',
  *run(dir) {
    for (const file of jsonFiles(dir)) {
      const document = parseExactJson(readFileSync(join(dir, file), 'utf8')) as {
        readonly cases?: readonly Case[];
      };
      for (const each of document.cases ?? []) yield result(each);
    }
  },
};

const REQUIRES: Readonly<Record<string, string>> = {
  'rego-extensions': 'an `or` operator that only Regorus has',
  targets: '`__target__` declarations, which only Regorus has',
  'execution-timer': 'settings of Regorus’ own timer',
};

function result(c: Case): CaseResult {
  const base = { id: text(c['id']), area: text(c['area']) };
  if (c['skip'] === true) return { ...base, outcome: 'skipped', reason: 'upstream does not run it' };
  const needs = textList(c['requires']).find((r) => REQUIRES[r] !== undefined);
  if (needs !== undefined) return { ...base, outcome: 'skipped', reason: REQUIRES[needs] as string };
  const reason = runCase(c);
  return reason === undefined ? { ...base, outcome: 'passed' } : { ...base, outcome: 'failed', reason };
}

/** Undefined if the case passes, else why it doesn't. */
function runCase(c: Case): string | undefined {
  let got: RegoValue[];
  const printed: string[] = [];
  try {
    got = evaluate(c, printed);
  } catch (error) {
    return c['want_error'] === undefined ? describeError(error) : undefined;
  }
  if (c['want_error'] !== undefined) return `no error, want ${text(c['want_error'])}; got ${show(got)}`;
  if (c['want_no_error'] === true) return undefined;
  if (c['want_prints'] !== undefined && !equal(printed, c['want_prints']))
    return `printed ${show(printed)}, want ${show(c['want_prints'] as readonly RegoValue[])}`;
  const wanted = c['want_results'] ?? (c['want_result'] === undefined ? [] : [c['want_result']]);
  const want = (wanted as readonly RegoValue[]).map(fromMarked).filter((v) => v !== undefined);
  const same =
    got.length === want.length && got.every((value, i) => nearlyEqual(value, want[i] as RegoValue));
  return same ? undefined : `got ${show(got)}, want ${show(want)}`;
}

function evaluate(c: Case, printed: string[]): RegoValue[] {
  const modules = textList(c['modules']).map((source, i) => ({ file: `rego_${i}`, source }));
  const compiled = compile(modules, {
    version: text(c['rego_version']) === 'v1' ? 'v1' : 'v0',
    dialect: 'regorus',
    data: (c['data'] ?? {}) as JsonValue,
    onPrint: (file, line, what) => printed.push(`${file}:${line}: ${what}`),
  });
  const inputs = (c['inputs'] as readonly RegoValue[] | undefined) ?? [c['input']];
  const results: RegoValue[] = [];
  for (const input of inputs) {
    const rows = compiled.query(text(c['query']), {
      ...(input === undefined ? {} : { input }),
      // Regorus counts fewer things as errors than OPA: where a result is wanted, an error means undefined.
      strictBuiltinErrors: c['strict_builtin_errors'] === true && c['want_error'] !== undefined,
      nowNanoseconds: BigInt(Date.now()) * 1_000_000n,
    });
    for (const { bindings, expressions } of rows) {
      if (Object.keys(bindings).length > 0) results.push({ ...bindings });
      else if (rows.length === 1) results.push(...expressions);
      else results.push(expressions);
    }
  }
  return results;
}

function show(values: readonly RegoValue[]): string {
  return values.map(valueToRegoText).join(' ; ').slice(0, 500) || 'nothing';
}
