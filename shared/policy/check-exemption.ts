import type { JsonValue } from './json';
import { limits } from './limits';
import { measureJson } from './measure-json';
import { parsePolicyAssignment } from './policy-assignment';
import { parsePolicyExemption } from './policy-exemption';
import { parsePolicySetDefinition } from './policy-set-definition';
import { type PolicyProblem, problemOf } from './problem';
import { keyCovers } from './scope';
import { indexAncestors, type ScopeTree } from './scope-tree';
import { selectorLimitProblems } from './selector';

/**
 * Why Azure would refuse to write an exemption; empty when it would not. Takes the raw exemption, the raw assignment
 * it names (undefined when there is none) and, where known, the raw initiative behind that and the scope tree.
 */
export function checkExemption(
  exemption: JsonValue,
  assignment: JsonValue | undefined,
  context: { readonly setDefinition?: JsonValue; readonly scopeTree?: ScopeTree } = {},
): readonly PolicyProblem[] {
  const oversize = measureJson(exemption, limits.bodyCharacters);
  if (oversize !== undefined) return [oversize];
  const parsed = parsePolicyExemption(exemption);
  if ('problem' in parsed) return [parsed.problem];
  const { id, assignmentKey, policyAssignmentId, scopeKey, validateScope } = parsed.value;
  const problems: PolicyProblem[] = parsed.value.resourceSelectors.flatMap(({ selectors }, index) =>
    selectorLimitProblems(selectors, `resourceSelectors[${index}].selectors`),
  );
  if (parsed.value.resourceSelectors.length > limits.resourceSelectors) {
    problems.push(problemOf('TooMany', id, 'resourceSelectors', limits.resourceSelectors));
  }
  const target = assignment === undefined ? undefined : parsePolicyAssignment(assignment);
  if (target === undefined || 'problem' in target || target.value.key !== assignmentKey) {
    return [...problems, problemOf('ExemptionOrphan', id, id, policyAssignmentId)];
  }
  const ancestors = indexAncestors(context.scopeTree ?? { subscriptions: [] });
  const isGroup = target.value.scopeKey.startsWith('/providers/microsoft.management/');
  const canTell = !isGroup || context.scopeTree !== undefined;
  if (validateScope && canTell && !keyCovers(target.value.scopeKey, scopeKey, ancestors)) {
    problems.push(problemOf('ExemptionOutsideScope', id, id, target.value.scope));
  }
  const set =
    context.setDefinition === undefined ? undefined : parsePolicySetDefinition(context.setDefinition);
  if (set !== undefined && 'value' in set) {
    const known = new Set(set.value.policyDefinitions.map(({ key }) => key));
    for (const key of parsed.value.referenceKeys) {
      if (!known.has(key)) problems.push(problemOf('UnknownReference', id, key, 'The exemption'));
    }
  }
  return problems;
}
