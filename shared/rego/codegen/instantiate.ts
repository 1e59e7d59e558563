import type { BuiltinFunction } from '../builtins/builtin';
import { formatD, formatS, formatV } from '../builtins/sprintf';
import { RegoEvaluationError } from '../errors';
import {
  follow,
  followStored,
  get,
  isEntry,
  isMember,
  isPlainObject,
  keysOf,
  keysUnordered,
  membersFor,
  membersOf,
  membersUnordered,
  objectSize,
} from '../runtime/access';
import { MISSING, newAnswers, recall, remember } from '../runtime/answers';
import { div, minus, mul, plus, rem } from '../runtime/arithmetic';
import { patched, put, putOnce } from '../runtime/build';
import { createDocuments, type Documents, overlay, shadowOf } from '../runtime/documents';
import { putAt } from '../runtime/put-at';
import { gt, gte, lt, lte } from '../runtime/relations';
import { currentSession, overBudget, refuel } from '../runtime/session';
import { equal, mapKey, RegoMap, RegoSet, type RegoValue } from '../values/value';
import type { GeneratedCode } from './generate';

/** Generated code at work: rule functions by group index, and the state they share. */
export interface Instance {
  readonly entries: readonly (() => RegoValue | undefined)[];
  readonly query?: () => (RegoValue | undefined)[][];
  start(
    input: RegoValue | undefined,
    data: RegoValue,
    plain: boolean,
    elements: number,
    depth: number,
    stable: boolean,
    fuel: number,
  ): void;
  stop(): void;
  busy(): boolean;
  save(): unknown;
  restore(state: unknown): void;
  readonly docs: Documents;
}

export type TraceFunction = (literal: number, values: readonly (readonly [string, RegoValue])[]) => void;

/** Has V8 compile generated code. This is the only place where text becomes code. */
export function instantiate(
  code: GeneratedCode,
  builtins: readonly BuiltinFunction[],
  trace: TraceFunction | undefined,
  sites: readonly string[] = [],
): Instance {
  const site = (index: number): void => {
    currentSession().site = sites[index];
  };
  const runtime = Object.freeze({ ...fixedRuntime, trace: trace ?? ignore, site });
  const factory = new Function('R', 'K', 'B', code.source) as (
    r: typeof runtime,
    k: readonly RegoValue[],
    b: readonly BuiltinFunction[],
  ) => Instance;
  return factory(runtime, code.constants, builtins);
}

function ignore(): void {
  // Tracing is off.
}

const fixedRuntime = {
  RegoSet,
  equal,
  get,
  follow,
  followStored,
  membersOf,
  membersUnordered,
  keysOf,
  keysUnordered,
  membersFor,
  objectSize,
  isMember,
  isEntry,
  isCollection,
  put,
  putOnce,
  putAt,
  patched,
  lt,
  lte,
  gt,
  gte,
  plus,
  minus,
  mul,
  div,
  rem,
  refuel,
  overBudget,
  createDocuments,
  shadowOf,
  overlay,
  candidates,
  rowsOf,
  addRow,
  tableOf,
  formatV,
  formatS,
  formatD,
  MISSING,
  newAnswers,
  recall,
  remember,
  conflict,
  keyConflict,
};

const NO_ROWS: readonly (readonly RegoValue[])[] = [];

type Rows = Map<unknown, (readonly RegoValue[])[]>;

/** Rows of a table whose key equals the value. */
function rowsOf(table: Rows, value: RegoValue): readonly (readonly RegoValue[])[] {
  return table.get(mapKey(value)) ?? NO_ROWS;
}

function addRow(table: Rows, key: RegoValue, row: readonly RegoValue[]): void {
  const at = mapKey(key);
  const rows = table.get(at);
  if (rows === undefined) table.set(at, [row]);
  else rows.push(row);
}

/** The table of a loop for some values that its path is given; filled where it is not yet. */
function tableOf(
  tables: Map<unknown, Rows>,
  given: readonly RegoValue[],
  fill: (given: readonly RegoValue[]) => Rows,
): Rows {
  const [only] = given;
  const key = mapKey(given.length === 1 && only !== undefined ? only : given);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const filled = fill(given);
  tables.set(key, filled);
  return filled;
}

/** The definitions that a rule's table has for a value. What is no plain scalar is compared with all constants. */
function candidates<T>(
  table: ReadonlyMap<unknown, readonly T[]>,
  none: readonly T[],
  all: readonly T[],
  value: RegoValue | undefined,
): readonly T[] {
  if (value === undefined) return none;
  return typeof value === 'object' || typeof value === 'bigint' ? all : (table.get(value) ?? none);
}

function isCollection(value: RegoValue): boolean {
  return Array.isArray(value) || value instanceof RegoSet || value instanceof RegoMap || isPlainObject(value);
}

function conflict(rule: number): never {
  const name = currentSession().ruleName(rule);
  const isFunction = name.startsWith('function ');
  const what = isFunction
    ? 'functions must not produce multiple outputs for same inputs'
    : 'complete rules must not produce multiple outputs';
  throw new RegoEvaluationError('eval_conflict_error', what, name);
}

function keyConflict(): never {
  throw new RegoEvaluationError('eval_conflict_error', 'object keys must be unique');
}
