import type { ArmResource } from '../../shared/policy/index';
import { ArmError } from './arm-error';

type Test = (resource: ArmResource) => boolean;

const comparison = /^(\w+)\s+(eq|ne)\s+'((?:[^']|'')*)'$/i;
const call =
  /^(substringof|startswith)\(\s*(?:'((?:[^']|'')*)'|(\w+))\s*,\s*(?:'((?:[^']|'')*)'|(\w+))\s*\)$/i;

/**
 * Reads the `$filter` of a list of resources or resource groups: comparisons (`eq`, `ne`), `substringof('x', name)` and
 * `startswith(tagName, 'x')`, joined by `and` and `or`. A `tagValue` belongs to the `tagName` beside it.
 * Throws ArmError `InvalidFilterInQueryString`.
 */
export function parseResourceFilter(text: string | null): Test {
  if (text === null || text.trim() === '') return () => true;
  const choices = split(text, 'or').map((choice) => conjunction(split(choice, 'and')));
  return (resource) => choices.some((test) => test(resource));
}

function conjunction(terms: readonly string[]): Test {
  const tagName = terms
    .map((term) => comparison.exec(term))
    .find((match) => match?.[1]?.toLowerCase() === 'tagname')?.[3];
  const tests = terms.map((term) => termTest(term, tagName));
  return (resource) => tests.every((test) => test(resource));
}

function termTest(term: string, tagName: string | undefined): Test {
  const compared = comparison.exec(term);
  if (compared !== null) {
    const [, column = '', operator = '', quoted = ''] = compared;
    const wanted = quoted.replaceAll("''", "'").toLowerCase();
    const equal = operator.toLowerCase() === 'eq';
    const read = valuesOf(column, tagName, term);
    return (resource) => read(resource).some((value) => value.toLowerCase() === wanted) === equal;
  }
  const called = call.exec(term);
  if (called === null) throw unsupported(term);
  const [, name = '', firstText, firstColumn, secondText, secondColumn] = called;
  const column = firstColumn ?? secondColumn;
  const part = (firstText ?? secondText)?.replaceAll("''", "'").toLowerCase();
  if (column === undefined || part === undefined) throw unsupported(term);
  const read = valuesOf(column, tagName, term);
  const holds = (value: string): boolean =>
    name.toLowerCase() === 'startswith' ? value.startsWith(part) : value.includes(part);
  return (resource) => read(resource).some((value) => holds(value.toLowerCase()));
}

function valuesOf(
  column: string,
  tagName: string | undefined,
  term: string,
): (resource: ArmResource) => string[] {
  const tags = (resource: ArmResource): [string, string][] =>
    Object.entries(resource.tags ?? {}).map(([name, value]) => [name, String(value)]);
  switch (column.toLowerCase()) {
    case 'name':
      return (resource) => [resource.name];
    case 'resourcetype':
      return (resource) => [resource.type];
    case 'location':
      return (resource) => [resource.location ?? ''];
    case 'resourcegroup':
      return (resource) => [/\/resourceGroups\/([^/]+)/i.exec(resource.id)?.[1] ?? ''];
    case 'tagname':
      return (resource) => tags(resource).map(([name]) => name);
    case 'tagvalue':
      return (resource) =>
        tags(resource)
          .filter(([name]) => tagName === undefined || name.toLowerCase() === tagName.toLowerCase())
          .map(([, value]) => value);
    default:
      throw unsupported(term);
  }
}

const split = (text: string, word: 'and' | 'or'): string[] =>
  text
    .split(new RegExp(`\\s+${word}\\s+(?=(?:[^']*'[^']*')*[^']*$)`, 'i'))
    .map((term) => term.trim().replace(/^\((.*)\)$/, '$1'));

const unsupported = (term: string): ArmError =>
  new ArmError(
    400,
    'InvalidFilterInQueryString',
    `The filter '${term}' is not supported. Compare name, resourceType, location, resourceGroup, tagName or tagValue with a quoted text.`,
  );
