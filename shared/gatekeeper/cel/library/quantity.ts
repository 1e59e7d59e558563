import { CelOpaque } from '../language/cel-value';

const suffixes: ReadonlyMap<string, readonly [base: bigint, exponent: number]> = new Map([
  ['n', [10n, -9]],
  ['u', [10n, -6]],
  ['m', [10n, -3]],
  ['', [10n, 0]],
  ['k', [10n, 3]],
  ['M', [10n, 6]],
  ['G', [10n, 9]],
  ['T', [10n, 12]],
  ['P', [10n, 15]],
  ['E', [10n, 18]],
  ['Ki', [2n, 10]],
  ['Mi', [2n, 20]],
  ['Gi', [2n, 30]],
  ['Ti', [2n, 40]],
  ['Pi', [2n, 50]],
  ['Ei', [2n, 60]],
]);

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d{1,3}))?$/;
/** Longest quantity that is read. */
const maxLength = 64;
/** Values are whole numbers of this fraction of one: what `n` stands for. */
const scale = 1_000_000_000n;

/** A Kubernetes quantity, exact down to a billionth; finer parts are rounded up, as Kubernetes does. */
export class Quantity extends CelOpaque {
  override readonly typeName = 'kubernetes.Quantity';
  constructor(readonly billionths: bigint) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof Quantity && other.billionths === this.billionths;
  }
}

/** Reads a quantity such as `250m`, `1.5Gi` or `1e3`; undefined when the text is none. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length > maxLength ? null : pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponentText] = match;
  if (whole === '' && fraction === '') return undefined;
  const [base, exponent] =
    exponentText === undefined ? (suffixes.get(suffix) ?? [10n, 0]) : [10n, Number(exponentText)];
  const digits = BigInt(whole + fraction) * scale;
  const factor = base ** BigInt(Math.abs(exponent));
  const numerator = exponent >= 0 ? digits * factor : digits;
  const denominator = 10n ** BigInt(fraction.length) * (exponent < 0 ? factor : 1n);
  const rounded = (numerator + denominator - 1n) / denominator;
  return new Quantity(sign === '-' ? -rounded : rounded);
}

/** Whether the quantity is a whole number. */
export function isWhole(quantity: Quantity): boolean {
  return quantity.billionths % scale === 0n;
}

/** A whole number as a quantity. */
export function wholeQuantity(value: bigint): Quantity {
  return new Quantity(value * scale);
}

/** The whole number that a whole quantity is. */
export function toWhole(quantity: Quantity): bigint {
  return quantity.billionths / scale;
}
