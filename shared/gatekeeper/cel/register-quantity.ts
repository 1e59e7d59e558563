import type { Environment } from '@marcbachmann/cel-js';
import { isWhole, parseQuantity, Quantity, toWhole, wholeQuantity } from './quantity';

/** The quantity functions of CEL in Kubernetes. */
export function registerQuantity(environment: Environment): void {
  environment
    .registerType('Quantity', Quantity)
    .registerFunction('quantity(string): Quantity', (text: string) => {
      const quantity = parseQuantity(text);
      if (quantity === undefined) throw new Error(`"${text}" is not a quantity`);
      return quantity;
    })
    .registerFunction('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined)
    .registerFunction('Quantity.sign(): int', (quantity: Quantity) => signOf(quantity.billionths))
    .registerFunction('Quantity.isInteger(): bool', isWhole)
    .registerFunction('Quantity.asInteger(): int', (quantity: Quantity) => {
      if (!isWhole(quantity)) throw new Error('cannot convert value to integer');
      return toWhole(quantity);
    })
    .registerFunction(
      'Quantity.asApproximateFloat(): double',
      (quantity: Quantity) => Number(quantity.billionths) / 1e9,
    )
    .registerFunction('Quantity.add(Quantity): Quantity', (a: Quantity, b: Quantity) => plus(a, b))
    .registerFunction('Quantity.add(int): Quantity', (a: Quantity, b: bigint) => plus(a, wholeQuantity(b)))
    .registerFunction('Quantity.sub(Quantity): Quantity', (a: Quantity, b: Quantity) => minus(a, b))
    .registerFunction('Quantity.sub(int): Quantity', (a: Quantity, b: bigint) => minus(a, wholeQuantity(b)))
    .registerFunction(
      'Quantity.isLessThan(Quantity): bool',
      (a: Quantity, b: Quantity) => a.billionths < b.billionths,
    )
    .registerFunction(
      'Quantity.isGreaterThan(Quantity): bool',
      (a: Quantity, b: Quantity) => a.billionths > b.billionths,
    )
    .registerFunction('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
      signOf(a.billionths - b.billionths),
    );
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
