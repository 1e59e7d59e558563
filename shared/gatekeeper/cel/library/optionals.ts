import { CelError, CelMap, CelOptional, isList, isMap, mapSize, numeric } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

/** Functions on values that may be missing. */
export function registerOptionals({ global, member }: CelRegistry): void {
  global('optional.of', ['A'], 'optional(A)', (value: unknown) => CelOptional.of(value));
  global('optional.none', [], 'optional(A)', () => CelOptional.none);
  global('optional.ofNonZeroValue', ['A'], 'optional(A)', (value: unknown) =>
    isZero(value) ? CelOptional.none : CelOptional.of(value),
  );
  member('hasValue', ['optional(A)'], 'bool', (optional: CelOptional) => optional.get() !== undefined);
  member('value', ['optional(A)'], 'A', (optional: CelOptional) => {
    const present = optional.get();
    if (present === undefined) throw new CelError('optional.none() dereference');
    return present.value;
  });
  member('or', ['optional(A)', 'optional(A)'], 'optional(A)', (optional: CelOptional, other: CelOptional) =>
    optional.get() === undefined ? other : optional,
  );
  member('orValue', ['optional(A)', 'A'], 'A', (optional: CelOptional, other: unknown) => {
    const present = optional.get();
    return present === undefined ? other : present.value;
  });
}

function isZero(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  const number = numeric(value);
  if (number !== undefined) return Number(number) === 0;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  return (value instanceof CelMap || isMap(value)) && mapSize(value) === 0;
}
