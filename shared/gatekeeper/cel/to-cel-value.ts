import { isJsonArray, type JsonValue } from '../json';

/**
 * A JSON value as CEL sees it: numbers without a fraction are integers (bigint), the rest stays. Copies as far as
 * there are integers to replace; everything else is shared.
 */
export function toCelValue(value: JsonValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (isJsonArray(value)) return toCelList(value);
  if (typeof value === 'object' && value !== null) return toCelMap(value);
  return value;
}

function toCelList(list: readonly JsonValue[]): unknown {
  let copy: unknown[] | undefined;
  list.forEach((member, index) => {
    const converted = toCelValue(member);
    if (converted === member) return;
    copy ??= [...list];
    copy[index] = converted;
  });
  return copy ?? list;
}

function toCelMap(map: { readonly [key: string]: JsonValue }): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(map)) {
    const converted = toCelValue(member);
    if (converted === member) continue;
    copy ??= { ...map };
    Object.defineProperty(copy, key, {
      value: converted,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy ?? map;
}
