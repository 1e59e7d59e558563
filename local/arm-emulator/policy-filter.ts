import { ArmError } from './arm-error';

/** A `$filter` of a policy list. */
export interface PolicyFilter {
  readonly atScope: boolean;
  readonly atExactScope: boolean;
  readonly excludeExpired: boolean;
  readonly policyDefinitionId?: string;
  readonly policyAssignmentId?: string;
  readonly policyType?: string;
  readonly category?: string;
}

const comparison = /^(\w+)\s+-?eq\s+(?:'((?:[^']|'')*)'|(\S+))$/i;
const functions = new Map<string, keyof PolicyFilter>([
  ['atscope()', 'atScope'],
  ['atexactscope()', 'atExactScope'],
  ['excludeexpired()', 'excludeExpired'],
]);
const columns = new Map<string, keyof PolicyFilter>([
  ['policydefinitionid', 'policyDefinitionId'],
  ['policyassignmentid', 'policyAssignmentId'],
  ['policytype', 'policyType'],
  ['category', 'category'],
]);

/** Reads a `$filter`, terms joined by `and`. Throws ArmError `InvalidFilterInQueryString`. */
export function parsePolicyFilter(text: string | null): PolicyFilter {
  const filter: Partial<Record<keyof PolicyFilter, string | true>> = {};
  for (const term of splitTerms(text ?? '')) {
    const named = functions.get(term.toLowerCase());
    if (named !== undefined) {
      filter[named] = true;
      continue;
    }
    const [, column = '', quoted, bare] = comparison.exec(term) ?? [];
    const name = columns.get(column.toLowerCase());
    if (name === undefined)
      throw new ArmError(
        400,
        'InvalidFilterInQueryString',
        `The filter '${term}' is not supported. Use atScope(), atExactScope(), excludeExpired(), or policyDefinitionId, policyAssignmentId, policyType or category with eq.`,
      );
    filter[name] = quoted?.replaceAll("''", "'") ?? bare ?? '';
  }
  return { atScope: false, atExactScope: false, excludeExpired: false, ...filter } as PolicyFilter;
}

/** The terms between `and`, where an `and` inside quotes is text. */
const splitTerms = (text: string): string[] =>
  text
    .split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i)
    .map((term) => term.trim())
    .filter((term) => term !== '');
