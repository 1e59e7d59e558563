import { describe, expect, it } from 'vitest';
import { catalogCases } from './cases';
import type { CatalogCase } from './cases/catalog-case';
import type { JsonObject, JsonValue } from './json';
import { messagesOf } from './testing/messages-of';

/** What names an object; without it there is no object to judge. */
const identity = new Set(['apiVersion', 'kind', 'metadata', 'name']);

const messagesFor = (each: CatalogCase, object: JsonObject): string[] =>
  messagesOf({ ...each, object })
    .map(withoutNulls)
    .sort();

/** Some messages print what they are about; a null in it does not matter. */
const withoutNulls = (message: string): string => message.replaceAll(/"[^"]*": null(, )?/g, '');

/** For each member of each object within: the whole without it, and the whole with null in its place. */
function* variants(
  value: JsonValue,
  path: string,
): Generator<[path: string, without: JsonValue, nulled: JsonValue]> {
  if (isList(value)) {
    for (const [index, member] of value.entries())
      for (const [at, without, nulled] of variants(member, `${path}[${index}]`))
        yield [at, value.with(index, without), value.with(index, nulled)];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _, ...rest } = value;
      if (!identity.has(key)) yield [`${path}.${key}`, rest, { ...value, [key]: null }];
      for (const [at, without, nulled] of variants(member, `${path}.${key}`))
        yield [at, { ...value, [key]: without }, { ...value, [key]: nulled }];
    }
  }
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

describe('a field that is null', () => {
  it.each(catalogCases)('counts as absent: $rule $says', (each) => {
    for (const [path, without, nulled] of variants(each.object, ''))
      expect([path, messagesFor(each, nulled as JsonObject)]).toEqual([
        path,
        messagesFor(each, without as JsonObject),
      ]);
  });
});
