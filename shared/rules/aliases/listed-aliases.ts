import { ALIAS_LISTINGS } from './alias-listings';

const TOKEN = /~?[^\s{}]+|[{}]/g;
const expanded = new Map<string, ReadonlySet<string>>();

/** The aliases that Azure lists for a type (lower case), without the type's name; undefined: the type is not listed. */
export function listedAliases(resourceType: string): ReadonlySet<string> | undefined {
  if (!Object.hasOwn(ALIAS_LISTINGS, resourceType)) return undefined;
  let names = expanded.get(resourceType);
  if (names === undefined) {
    names = expand((ALIAS_LISTINGS[resourceType] ?? []).join(' '));
    expanded.set(resourceType, names);
  }
  return names;
}

/** `a{b c[]{d}}` → a, a.b, a.c, a.c[*], a.c[*].d. */
function expand(listing: string): ReadonlySet<string> {
  const names = new Set<string>();
  const parents = [''];
  let last = '';
  for (const [token] of listing.toLowerCase().matchAll(TOKEN)) {
    if (token === '{') parents.push(`${last}.`);
    else if (token === '}') parents.pop();
    else {
      const isArray = token.endsWith('[]');
      const name = `${parents.at(-1)}${token.replace(/^~/, '').replace(/\[\]$/, '')}`;
      if (!token.startsWith('~')) names.add(name);
      if (isArray) names.add(`${name}[*]`);
      last = isArray ? `${name}[*]` : name;
    }
  }
  return names;
}
