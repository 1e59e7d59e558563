import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareValues,
  compile,
  equal,
  parseExactJson,
  parseRegoValue,
  RegoCompileError,
  RegoEvaluationError,
  type RegoValue,
  valueToJsonText,
} from '../../../shared/rego';
import { jsonFiles } from '../conformance-directory';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';
import { asJsonShape, type Case, describeError, text, textList } from './rego-case';
import { hostTable, testSleep, unreachable } from './rego-test-builtins';

/** OPA's own conformance cases for Rego v1. */
export const suite: ConformanceSuite = {
  name: 'rego-v1',
  *run(dir) {
    for (const file of jsonFiles(dir)) {
      const { cases } = parseExactJson(readFileSync(join(dir, file), 'utf8')) as unknown as {
        cases: readonly Case[];
      };
      for (const each of cases) {
        const base = { id: text(each['id']), area: text(each['area']) };
        const reason = runCase(each);
        yield (
          reason === undefined ? { ...base, outcome: 'passed' } : { ...base, outcome: 'failed', reason }
        ) satisfies CaseResult;
      }
    }
  },
};

/** Undefined if the case passes, else why it doesn't. */
function runCase(c: Case): string | undefined {
  const wantError = c['want_error'] ?? c['want_error_code'];
  let rows: readonly { readonly [name: string]: RegoValue }[];
  try {
    rows = evaluate(c);
  } catch (error) {
    if (wantError === undefined) return describeError(error);
    if (c['want_error'] !== undefined) {
      const message = describeError(error);
      return message.includes(text(c['want_error']))
        ? undefined
        : `error is ${message}, want ${text(c['want_error'])}`;
    }
    const code =
      error instanceof RegoEvaluationError || error instanceof RegoCompileError ? error.code : String(error);
    return code === text(c['want_error_code'])
      ? undefined
      : `error is ${describeError(error)}, want ${text(c['want_error_code'])}`;
  }
  if (wantError !== undefined) return `no error, want ${text(wantError)}; got ${show(rows)}`;
  const want = (c['want_result'] ?? []) as readonly { readonly [name: string]: RegoValue }[];
  const sortIt = c['sort_bindings'] === true;
  const left = rows.map((row) => shape(row, sortIt));
  const right = want.map((row) => shape(row, sortIt));
  const contained = (a: readonly RegoValue[], b: readonly RegoValue[]): boolean =>
    a.every((x) => b.some((y) => equal(x, y)));
  return contained(left, right) && contained(right, left)
    ? undefined
    : `got ${show(rows)}, want ${show(want)}`;
}

function evaluate(c: Case) {
  const modules = textList(c['modules']).map((source, i) => ({ file: `test-${i}.rego`, source }));
  const compiled = compile(modules, {
    version: 'v1',
    builtins: { 'test.sleep': testSleep, 'http.send': unreachable, 'net.lookup_ip_addr': hostTable },
  });
  const input = c['input_term'] === undefined ? c['input'] : parseRegoValue(text(c['input_term']));
  const rows = compiled.query(text(c['query']), {
    ...(input === undefined ? {} : { input }),
    data: c['data'] ?? {},
    regoValues: true,
    strictBuiltinErrors: c['strict_error'] === true,
    nowNanoseconds: BigInt(Date.now()) * 1_000_000n,
  });
  // A query that only holds or fails gives one empty row for each solution; false answers are no solutions.
  return rows.filter((row) => !row.expressions.includes(false)).map((row) => row.bindings);
}

function shape(row: { readonly [name: string]: RegoValue }, sorted: boolean): RegoValue {
  const result: Record<string, RegoValue> = {};
  for (const [name, value] of Object.entries(row)) {
    const json = asJsonShape(value);
    result[name] =
      sorted && Array.isArray(json) ? [...(json as readonly RegoValue[])].sort(compareValues) : json;
  }
  return result;
}

function show(rows: unknown): string {
  const list = rows as readonly { readonly [name: string]: RegoValue }[];
  return (
    list
      .map((row) => valueToJsonText(asJsonShape({ ...row })))
      .join(' ')
      .slice(0, 600) || 'nothing'
  );
}
