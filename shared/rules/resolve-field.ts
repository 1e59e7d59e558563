import type { AliasCatalogue, ResolvedAlias } from './aliases/alias-catalogue';
import { PolicyRuleError } from './errors';
import { keySegment, parsePropertyPath } from './property-path';
import { PLAIN_FIELDS } from './subject';

/** What the name of a field stands for. */
export type ResolvedField =
  | { readonly kind: 'plain'; readonly name: string }
  | { readonly kind: 'path'; readonly alias: ResolvedAlias };

const rootPath = (alias: Pick<ResolvedAlias, 'path'>): ResolvedField => ({
  kind: 'path',
  alias: { resourceType: undefined, known: true, ...alias },
});

/** Finds what a field's name stands for. Throws PolicyRuleError where it stands for nothing. */
export function resolveField(name: string, aliases: AliasCatalogue, path: string): ResolvedField {
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
