import { CelError } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { isWhole, parseQuantity, Quantity, toWhole, wholeQuantity } from './quantity';

const maxInt = 2n ** 63n - 1n;

/** The quantity functions of CEL in Kubernetes. */
export function registerQuantities({ global, member }: CelRegistry): void {
  global('quantity', ['string'], 'Quantity', (text: string) => {
    const quantity = parseQuantity(text);
    if (quantity === undefined)
      throw new CelError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    return quantity;
  });
  global('isQuantity', ['string'], 'bool', (text: string) => parseQuantity(text) !== undefined);
  const sign = (quantity: Quantity): bigint => signOf(quantity.billionths);
  global('sign', ['Quantity'], 'int', sign);
  member('sign', ['Quantity'], 'int', sign);
  member('isInteger', ['Quantity'], 'bool', isInteger);
  member('asInteger', ['Quantity'], 'int', (quantity: Quantity) => {
    if (!isInteger(quantity)) throw new CelError('cannot convert value to integer');
    return toWhole(quantity);
  });
  member(
    'asApproximateFloat',
    ['Quantity'],
    'double',
    (quantity: Quantity) => Number(quantity.billionths) / 1e9,
  );
  const both = ['Quantity', 'Quantity'];
  member('add', both, 'Quantity', (a: Quantity, b: Quantity) => plus(a, b));
  member('add', ['Quantity', 'int'], 'Quantity', (a: Quantity, b: bigint) => plus(a, wholeQuantity(b)));
  member('sub', both, 'Quantity', (a: Quantity, b: Quantity) => minus(a, b));
  member('sub', ['Quantity', 'int'], 'Quantity', (a: Quantity, b: bigint) => minus(a, wholeQuantity(b)));
  member('isLessThan', both, 'bool', (a: Quantity, b: Quantity) => a.billionths < b.billionths);
  member('isGreaterThan', both, 'bool', (a: Quantity, b: Quantity) => a.billionths > b.billionths);
  member('compareTo', both, 'int', (a: Quantity, b: Quantity) => signOf(a.billionths - b.billionths));
}

function isInteger(quantity: Quantity): boolean {
  return isWhole(quantity) && toWhole(quantity) <= maxInt && toWhole(quantity) >= -maxInt;
}

function plus(a: Quantity, b: Quantity): Quantity {
  return new Quantity(a.billionths + b.billionths);
}

function minus(a: Quantity, b: Quantity): Quantity {
  return new Quantity(a.billionths - b.billionths);
}

function signOf(value: bigint): bigint {
  return value > 0n ? 1n : value < 0n ? -1n : 0n;
}
