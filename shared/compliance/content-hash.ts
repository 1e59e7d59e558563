import { createHash } from 'node:crypto';
import type { JsonValue } from '../policy';

/**
 * Hash of what a record says: 32 hex digits, the same for equal JSON whatever the order of keys. Absent and
 * undefined properties are equal.
 */
export function contentHash(content: object): string {
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify((value ?? null) as JsonValue);
}
