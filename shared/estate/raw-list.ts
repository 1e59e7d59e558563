import { isJsonObject, type JsonObject, type JsonValue } from '../policy/index';

/** The part of a core-client list operation that is used here. */
export type ListOperation = (options: {
  onResponse: (response: { readonly bodyAsText?: string | null }) => void;
}) => { byPage(): AsyncIterable<unknown> };

/**
 * Runs a list operation of an SDK client and gives the raw objects of all pages: the client's own results lack every
 * property that is newer than the package. Throws what the client throws.
 */
export async function rawList(operation: ListOperation): Promise<JsonObject[]> {
  const items: JsonObject[] = [];
  let text: string | null | undefined;
  const pages = operation({ onResponse: (response) => (text = response.bodyAsText) }).byPage();
  for await (const _ of pages) {
    const body = JSON.parse(text ?? '{}') as JsonValue;
    const values = isJsonObject(body) ? body['value'] : undefined;
    if (Array.isArray(values)) items.push(...(values as JsonValue[]).filter(isJsonObject));
  }
  return items;
}
