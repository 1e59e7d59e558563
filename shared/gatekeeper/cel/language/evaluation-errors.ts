import { CelError, CelUint, typeOf } from './cel-value';

/** The error of a function that is called with values it is not for. */
export function noSuchOverload(name: string, values: readonly unknown[]): CelError {
  const types = values.map((value) => typeOf(value)).join(', ');
  return new CelError(`no such overload: ${name}(${types})`);
}

/** A key or index as messages write it. */
export function showKey(value: unknown): string {
  return value instanceof CelUint ? String(value.value) : String(value);
}
