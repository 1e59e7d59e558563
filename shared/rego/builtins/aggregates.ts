import { isObject, objectSize } from '../runtime/access';
import { mul, plus } from '../runtime/arithmetic';
import { isNumber, type RegoNumber, toBigInt } from '../values/number';
import { productInDoubles } from '../values/soft-float';
import { compareValues, RegoSet, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { listOperand, wrong, wrongMember } from './operands';
import { hasSurrogates } from './strings';

export const aggregateBuiltins = builtinTable({
  count,
  sum: fold('sum', 0, plus),
  product,
  max: (xs: RegoValue) => extreme('max', xs, 1),
  min: (xs: RegoValue) => extreme('min', xs, -1),
  sort: (xs: RegoValue) => {
    const list = listOperand(xs);
    if (list === undefined) return wrong('sort', 1, 'one of {set, array}', xs);
    return xs instanceof RegoSet ? [...list] : [...list].sort(compareValues);
  },
});

/** `all` and `any`: kept for v0 only. They react to `true` and nothing else. */
export const quantifierBuiltins = builtinTable({
  all: (xs: RegoValue) =>
    listOperand(xs)?.every((x) => x === true) ?? wrong('all', 1, 'one of {array, set}', xs),
  any: (xs: RegoValue) =>
    listOperand(xs)?.some((x) => x === true) ?? wrong('any', 1, 'one of {array, set}', xs),
});

function count(x: RegoValue): RegoValue | undefined {
  if (Array.isArray(x)) return x.length;
  if (x instanceof RegoSet) return x.size;
  if (typeof x === 'string') return hasSurrogates(x) ? [...x].length : x.length;
  if (isObject(x)) return objectSize(x);
  return wrong('count', 1, 'one of {array, object, set, string}', x);
}

function fold(name: string, start: number, step: (a: RegoValue, b: RegoValue) => RegoValue | undefined) {
  return (xs: RegoValue): RegoValue | undefined => {
    const list = listOperand(xs);
    if (list === undefined) return wrong(name, 1, 'one of {set, array}', xs);
    let total: RegoValue | undefined = start;
    for (const x of list) {
      if (!isNumber(x)) return wrongMember(name, 1, xs, 'number', x);
      if (total === undefined) return undefined;
      total = step(total, x);
    }
    return total;
  };
}

/** Integers exactly; with a fraction among them, all in doubles. */
function product(xs: RegoValue): RegoValue | undefined {
  const list = listOperand(xs);
  if (list === undefined) return wrong('product', 1, 'one of {set, array}', xs);
  const odd = list.find((x) => !isNumber(x));
  if (odd !== undefined) return wrongMember('product', 1, xs, 'number', odd);
  const numbers = list as readonly RegoNumber[];
  return numbers.every((x) => toBigInt(x) !== undefined)
    ? numbers.reduce((total: RegoValue | undefined, x) => (total === undefined ? total : mul(total, x)), 1)
    : productInDoubles(numbers);
}

function extreme(name: string, xs: RegoValue, direction: number): RegoValue | undefined {
  const list = listOperand(xs);
  if (list === undefined) return wrong(name, 1, 'one of {set, array}', xs);
  let best: RegoValue | undefined;
  for (const x of list) if (best === undefined || compareValues(x, best) * direction >= 0) best = x;
  return best;
}
