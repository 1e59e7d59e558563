import { compareValues, equal, isRegoSet, objectOf, type RegoValue, setOf } from '../../../shared/rego';

/** Decodes the marks of wanted values: `{"set!": […]}`, `{"object!": [{key, value}]}` and `"#undefined"`. */
export function fromMarked(value: RegoValue): RegoValue | undefined {
  if (value === '#undefined') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly RegoValue[]).map((v) => fromMarked(v) as RegoValue);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const object = value as { readonly [key: string]: RegoValue };
  const set = object['set!'];
  if (Array.isArray(set)) return setOf((set as readonly RegoValue[]).map((v) => fromMarked(v) as RegoValue));
  const entries = object['object!'];
  if (Array.isArray(entries)) {
    const pairs = entries as readonly { readonly key: RegoValue; readonly value: RegoValue }[];
    return objectOf(
      pairs.map((p) => [fromMarked(p.key) as RegoValue, fromMarked(p.value) as RegoValue] as const),
    );
  }
  return objectOf(
    Object.entries(object).flatMap(([key, member]) => {
      const decoded = fromMarked(member);
      return decoded === undefined ? [] : [[key, decoded] as const];
    }),
  );
}

/**
 * Equality for these cases. Regorus computes fractions in 64-bit floats and OPA, whose semantics are ours, in wider
 * ones (the data's README says so), hence fractions may differ in the last place of a double.
 */
export function nearlyEqual(got: RegoValue, want: RegoValue): boolean {
  if (equal(got, want)) return true;
  const a = numeric(got);
  const b = numeric(want);
  if (a !== undefined && b !== undefined && !(Number.isInteger(a) && Number.isInteger(b)))
    return Math.abs(a - b) <= Math.abs(b) * 2 ** -51;
  if (Array.isArray(got) && Array.isArray(want)) {
    return (
      got.length === want.length && got.every((v, i) => nearlyEqual(v as RegoValue, want[i] as RegoValue))
    );
  }
  if (isRegoSet(got) && isRegoSet(want)) return nearlyEqual([...got.sorted()], [...want.sorted()]);
  if (typeof got !== 'object' || typeof want !== 'object' || got === null || want === null) return false;
  if (Object.getPrototypeOf(got) !== Object.prototype || Object.getPrototypeOf(want) !== Object.prototype)
    return false;
  const entries = (v: RegoValue): [string, RegoValue][] =>
    Object.entries(v as { readonly [key: string]: RegoValue }).sort(([x], [y]) => compareValues(x, y));
  const x = entries(got);
  const y = entries(want);
  return (
    x.length === y.length &&
    x.every(([key, value], i) => key === y[i]?.[0] && nearlyEqual(value, y[i]?.[1] as RegoValue))
  );
}

function numeric(value: RegoValue): number | undefined {
  return typeof value === 'number' ? value : isDecimal(value) ? Number(value.text) : undefined;
}

function isDecimal(value: RegoValue): value is RegoValue & { readonly text: string } {
  return typeof value === 'object' && value !== null && value.constructor?.name === 'Decimal';
}
