import { compareValues, type RegoValue } from '../values/value';

// Numbers are what policies compare most; they need no look at the total order.

export function lt(a: RegoValue, b: RegoValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a < b : compareValues(a, b) < 0;
}

export function lte(a: RegoValue, b: RegoValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a <= b : compareValues(a, b) <= 0;
}

export function gt(a: RegoValue, b: RegoValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a > b : compareValues(a, b) > 0;
}

export function gte(a: RegoValue, b: RegoValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a >= b : compareValues(a, b) >= 0;
}
