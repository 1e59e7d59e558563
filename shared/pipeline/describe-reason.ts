import type { JsonValue } from '../policy';

/** One leaf of a rule that decided its outcome, as the Policy Insights API shows it. */
export interface EvaluatedLeaf {
  readonly result: string;
  readonly expression: string;
  readonly path: string;
  readonly expressionValue?: JsonValue;
  readonly targetValue?: JsonValue;
  readonly operator: string;
}

const must: Readonly<Record<string, readonly [holds: string, fails: string]>> = {
  equals: ['must be', 'must not be'],
  notequals: ['must not be', 'must be'],
  like: ['must be like', 'must not be like'],
  notlike: ['must not be like', 'must be like'],
  match: ['must match', 'must not match'],
  notmatch: ['must not match', 'must match'],
  matchinsensitively: ['must match', 'must not match'],
  notmatchinsensitively: ['must not match', 'must match'],
  contains: ['must contain', 'must not contain'],
  notcontains: ['must not contain', 'must contain'],
  containskey: ['must have the key', 'must not have the key'],
  notcontainskey: ['must not have the key', 'must have the key'],
  in: ['must be one of', 'must be none of'],
  notin: ['must be none of', 'must be one of'],
  less: ['must be less than', 'must be at least'],
  lessorequals: ['must be at most', 'must be more than'],
  greater: ['must be more than', 'must be at most'],
  greaterorequals: ['must be at least', 'must be less than'],
};

/** What is not to be "false" has to be true: said so, it needs no second thought. */
const opposites: Readonly<Record<string, string>> = { true: 'false', false: 'true' };

const longestValue = 80;

/**
 * Says in one line why a resource is not compliant, e.g. `location is "westeurope", must be one of ["northeurope"]`.
 *
 * The rule of a policy describes the bad case, so a leaf that held has to be turned round, while a leaf that did not
 * hold (under a `not`, or in an existence condition) is the wish itself (azure-policy: reason phrases by operator).
 *
 * @param leaves the leaves that decided; those on the resource's type only say that the policy applies and are left out
 * @returns undefined when no leaf tells a reason
 */
export function describeReason(leaves: readonly EvaluatedLeaf[]): string | undefined {
  const telling = leaves.filter((leaf) => leaf.expression.toLowerCase() !== 'type');
  return telling.length === 0 ? undefined : telling.map(describeLeaf).join('; ');
}

function describeLeaf(leaf: EvaluatedLeaf): string {
  const subject = leaf.path === '' ? leaf.expression : leaf.path;
  const operator = leaf.operator.toLowerCase();
  const held = leaf.result.toLowerCase() === 'true';
  const found = leaf.expressionValue === undefined ? 'is missing' : `is ${show(leaf.expressionValue)}`;
  if (operator === 'exists') {
    const wanted = String(leaf.targetValue).toLowerCase() === 'true' ? !held : held;
    return wanted ? `${subject} is missing, must be set` : `${subject} ${found}, must not be set`;
  }
  const opposite = opposites[String(leaf.targetValue).toLowerCase()];
  if (opposite !== undefined && (operator === 'equals' ? held : operator === 'notequals' && !held))
    return `${subject} ${found}, must be ${opposite}`;
  const phrase = must[operator]?.[held ? 1 : 0] ?? `${held ? 'must not' : 'must'} satisfy ${leaf.operator}`;
  return `${subject} ${found}, ${phrase} ${show(leaf.targetValue ?? null)}`;
}

function show(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
