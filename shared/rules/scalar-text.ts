import type { JsonValue } from '../expressions';

/** The text of a scalar, in lower case; empty for null, arrays and objects. */
export function lowerText(value: JsonValue | undefined): string {
  return value === null || value === undefined || typeof value === 'object'
    ? ''
    : String(value).toLowerCase();
}
