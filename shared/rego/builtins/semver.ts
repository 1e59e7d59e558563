import { builtinError } from '../runtime/session';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

/** Digits of one part of a version. */
const SEMVER =
  /^v?(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

export const semverBuiltins = builtinTable({
  'semver.is_valid': (x: RegoValue) => typeof x === 'string' && parse(x) !== undefined,
  'semver.compare': (a: RegoValue, b: RegoValue) => {
    if (typeof a !== 'string') return wrong('semver.compare', 1, 'string', a);
    if (typeof b !== 'string') return wrong('semver.compare', 2, 'string', b);
    const x = parse(a);
    const y = parse(b);
    if (x === undefined)
      return builtinError('semver.compare', `operand 1: string ${JSON.stringify(a)} is not a valid SemVer`);
    if (y === undefined)
      return builtinError('semver.compare', `operand 2: string ${JSON.stringify(b)} is not a valid SemVer`);
    return Math.sign(compare(x, y));
  },
});

interface Version {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
}

function parse(text: string): Version | undefined {
  const match = SEMVER.exec(text);
  if (match === null) return undefined;
  const pre = match[4]?.split('.') ?? [];
  if (pre.some((part) => /^0\d+$/.test(part))) return undefined;
  const numbers = [match[1], match[2], match[3]].map((n) => BigInt(n as string));
  return numbers.some((n) => n >= 2n ** 63n) ? undefined : { numbers, pre };
}

function compare(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const x = a.numbers[i] as bigint;
    const y = b.numbers[i] as bigint;
    if (x !== y) return x < y ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const order = comparePart(a.pre[i] as string, b.pre[i] as string);
    if (order !== 0) return order;
  }
  return a.pre.length - b.pre.length;
}

function comparePart(a: string, b: string): number {
  const x = /^\d+$/.test(a);
  const y = /^\d+$/.test(b);
  if (x && y) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
