import { createHash } from 'node:crypto';
import { isJsonArray, isJsonObject, type JsonValue } from './json';

/**
 * JSON text that is the same for the same content: keys sorted by code unit, no white space. Properties whose value is
 * undefined are left out, as `JSON.stringify` does. Recursive: meant for documents that `measureJson` let pass.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isJsonArray(value)) {
    let text = '[';
    for (const item of value) text += text.length === 1 ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `${text}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `${text}}`;
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function contentHash(value: JsonValue): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 of a text, in hexadecimal. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
