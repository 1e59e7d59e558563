import { isEntry, isMember } from '../runtime/access';
import { div, minus, mul, plus, rem } from '../runtime/arithmetic';
import { gt, gte, lt, lte } from '../runtime/relations';
import { equal, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';

/** Operators under the names by which they can be called or replaced. */
export const operatorBuiltins = builtinTable({
  eq: (a: RegoValue, b: RegoValue) => equal(a, b),
  equal: (a: RegoValue, b: RegoValue) => equal(a, b),
  neq: (a: RegoValue, b: RegoValue) => !equal(a, b),
  lt,
  lte,
  gt,
  gte,
  plus,
  minus,
  mul,
  div,
  rem,
  'internal.member_2': (a: RegoValue, b: RegoValue) => isMember(a, b),
  'internal.member_3': (a: RegoValue, b: RegoValue, c: RegoValue) => isEntry(a, b, c),
  trace: (_: RegoValue) => true,
});
