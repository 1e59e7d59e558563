import { armIdKey, managementGroupsOf, type PolicySnapshot, parseArmId } from '../../policy';
import type { WhatIfProblem } from './answer';
import { type Proposal, policyObjectId } from './proposal';

/**
 * Tells of proposed assignments and exemptions that hang elsewhere than the question looks, so that nothing could
 * change by them. Pure.
 *
 * @param scope the id of a subscription, a resource group or a resource
 */
export function checkScope(
  proposal: Pick<Proposal, 'assignments' | 'exemptions'>,
  scope: string,
  { scopeTree }: PolicySnapshot,
): readonly WhatIfProblem[] {
  const looked = `${armIdKey(scope)}/`;
  const above = new Set(managementGroupsOf(scopeTree, parseArmId(scope)?.subscriptionId ?? '').map(armIdKey));
  return [...proposal.assignments, ...proposal.exemptions].map(policyObjectId).flatMap((id) => {
    const home = parseArmId(id)?.scope;
    if (home === undefined) return [];
    const key = armIdKey(home);
    const overlaps = looked.startsWith(`${key}/`) || `${key}/`.startsWith(looked);
    return overlaps || above.has(key) ? [] : [elsewhere(id, scope)];
  });
}

const elsewhere = (id: string, scope: string): WhatIfProblem => ({
  code: 'ScopeNotCovered',
  message: `'${id.slice(0, 300)}' is for nothing at, above or below '${scope}', where this question looks. Correct its id, or ask about another scope.`,
  target: id.slice(0, 300),
});
