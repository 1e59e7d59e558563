import type { AliasCatalogue, ResolvedAlias } from './aliases/alias-catalogue';
import { PolicyRuleError } from './errors';
import { MAX_FIELD_LENGTH } from './limits';
import { keySegment, parsePropertyPath } from './property-path';
import { PLAIN_FIELDS } from './subject';

/** What the name of a field stands for. */
export type ResolvedField =
  | { readonly kind: 'plain'; readonly name: string }
  | { readonly kind: 'path'; readonly alias: ResolvedAlias };

/** The forms that a field's name may have, with what each stands for. */
export const FIELD_FORMS: readonly (readonly [form: string, summary: string])[] = [
  ['name', 'the last segment of the name'],
  ['fullName', 'the name with those of the parents'],
  ['type', 'the full resource type'],
  ['kind', 'the kind'],
  ['location', 'the location in lower case without spaces; compared likewise'],
  ['id', 'the resource id'],
  ['apiVersion', 'the api-version of the evaluation'],
  ['identity.type', 'the managed identity; other `identity.…` paths too'],
  ['tags', 'all tags as an object'],
  ["tags['name']", 'one tag; also `tags.name` and `tags[name]`; a quote within quotes is doubled'],
  ['Microsoft.X/type/property', 'an alias: by the table of deviations, else `properties.property`'],
  ['Microsoft.X/type/list[*]', 'every element of an array; further `[*]` and members may follow'],
  ['Microsoft.X/property', 'an alias of a provider as a whole'],
];

const rootPath = (alias: Pick<ResolvedAlias, 'path'>): ResolvedField => ({
  kind: 'path',
  alias: { resourceType: undefined, known: true, ...alias },
});

/** Finds what a field's name stands for. Throws PolicyRuleError where it stands for nothing. */
export function resolveField(name: string, aliases: AliasCatalogue, path: string): ResolvedField {
  if (name.length > MAX_FIELD_LENGTH) {
    throw new PolicyRuleError(
      'InvalidField',
      path,
      `The name has more than ${MAX_FIELD_LENGTH} characters.`,
      'Compute a shorter one.',
    );
  }
  const lower = name.toLowerCase();
  if (PLAIN_FIELDS.has(lower)) return { kind: 'plain', name: lower };
  if (lower === 'tags[*]') return rootPath({ path: parsePropertyPath(name) });
  if (lower.startsWith('tags.') || lower.startsWith('tags[')) {
    return rootPath({ path: [keySegment('tags'), keySegment(tagName(name))] });
  }
  if (lower.startsWith('identity.') || lower === 'identity')
    return rootPath({ path: parsePropertyPath(name) });
  const alias = aliases.resolve(name);
  if (alias !== undefined) return { kind: 'path', alias };
  const looksLikeAlias = name.includes('/');
  throw new PolicyRuleError(
    looksLikeAlias ? 'UnknownAlias' : 'InvalidField',
    path,
    `"${name}" is no field${looksLikeAlias ? ' that Azure publishes an alias for' : ''}.`,
    'Use a property such as "type", a tag such as "tags[\'owner\']", or an alias such as "Microsoft.X/type/property".',
  );
}

/** The tag within `tags.x`, `tags[x]` and `tags['x']`; a quote within quotes is doubled. */
export function tagName(field: string): string {
  const afterTags = field.slice('tags'.length);
  if (afterTags.startsWith('.')) return afterTags.slice(1);
  const last = afterTags.lastIndexOf(']');
  const inner = afterTags.slice(1, last < 0 ? undefined : last);
  const quote = inner[0];
  if ((quote === "'" || quote === '"') && inner.length > 1 && inner.endsWith(quote)) {
    return inner.slice(1, -1).replaceAll(quote + quote, quote);
  }
  return inner;
}
