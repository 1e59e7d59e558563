import { allowedEffects } from './allowed-effects';
import { armIdKey } from './arm-id';
import { bindParameters } from './bind-parameters';
import { parseEffect } from './effect';
import type { EvaluateExpression } from './evaluate-expression';
import type { JsonValue } from './json';
import { limits } from './limits';
import { measureJson } from './measure-json';
import { identityTypeOf, type PolicyAssignment, parsePolicyAssignment } from './policy-assignment';
import { type PolicyDefinition, parsePolicyDefinition } from './policy-definition';
import { buildLibrary, type PolicyLibrary } from './policy-library';
import { type PolicySetDefinition, parsePolicySetDefinition } from './policy-set-definition';
import { type PolicyProblem, problemOf } from './problem';
import { policyObjectId } from './read-object';
import { resolveAssignment } from './resolve-assignment';
import { keyCovers } from './scope';
import { indexAncestors, type ScopeTree } from './scope-tree';
import { selectorLimitProblems } from './selector';

/** What lets a check look further than the two documents themselves. Whatever is left out is not checked. */
export interface CheckContext {
  /** Raw definitions of an initiative's members. */
  readonly definitions?: readonly JsonValue[];
  readonly scopeTree?: ScopeTree;
  readonly evaluateExpression?: EvaluateExpression;
}

/**
 * Why Azure would refuse to write an assignment; empty when it would not. Takes the raw assignment and the raw
 * definition or initiative it names, undefined when there is none. Parameters, exclusions, selectors, overrides,
 * references, identity and limits are checked (azure-policy documentation, assignment structure).
 */
export function checkAssignment(
  assignment: JsonValue,
  definitionOrSet: JsonValue | undefined,
  context: CheckContext = {},
): readonly PolicyProblem[] {
  const oversize = measureJson(assignment, limits.bodyCharacters);
  if (oversize !== undefined) return [oversize];
  const parsed = parsePolicyAssignment(assignment);
  if ('problem' in parsed) return [parsed.problem];
  const target = readTarget(parsed.value, definitionOrSet);
  const own = [
    ...checkText(parsed.value),
    ...checkScopes(parsed.value, context),
    ...checkLists(parsed.value),
  ];
  if ('problem' in target) return [...own, target.problem];
  return [
    ...own,
    ...checkReach(parsed.value, context),
    ...bindParameters(target.value.declarations, parsed.value.parameters).problems,
    ...checkReferences(parsed.value, target.set),
    ...checkOverrides(parsed.value, target, context),
    ...checkIdentity(parsed.value, definitionOrSet, context),
  ];
}

type Target =
  | { readonly value: PolicyDefinition; readonly set?: undefined }
  | { readonly value: PolicySetDefinition; readonly set: PolicySetDefinition };

function readTarget(
  assignment: PolicyAssignment,
  raw: JsonValue | undefined,
): Target | { readonly problem: PolicyProblem } {
  const code = assignment.isInitiative ? 'SetDefinitionNotFound' : 'DefinitionNotFound';
  const missing = { problem: problemOf(code, assignment.id, assignment.policyDefinitionId) };
  if (raw === undefined) return missing;
  if (!assignment.isInitiative) {
    const parsed = parsePolicyDefinition(raw);
    if ('problem' in parsed) return parsed;
    return parsed.value.key === assignment.definitionKey ? { value: parsed.value } : missing;
  }
  const parsed = parsePolicySetDefinition(raw);
  if ('problem' in parsed) return parsed;
  return parsed.value.key === assignment.definitionKey ? { value: parsed.value, set: parsed.value } : missing;
}

function checkText(assignment: PolicyAssignment): PolicyProblem[] {
  const { id, displayName = '', description = '' } = assignment;
  return [
    ...(displayName.length > limits.displayNameCharacters
      ? [problemOf('TooLong', id, 'displayName', limits.displayNameCharacters)]
      : []),
    ...(description.length > limits.descriptionCharacters
      ? [problemOf('TooLong', id, 'description', limits.descriptionCharacters)]
      : []),
  ];
}

function checkScopes(assignment: PolicyAssignment, { scopeTree }: CheckContext): PolicyProblem[] {
  const ancestors = indexAncestors(scopeTree ?? { subscriptions: [] });
  const isGroup = (key: string) => key.startsWith('/providers/microsoft.management/managementgroups/');
  return assignment.notScopes.flatMap((notScope, index) => {
    const key = assignment.notScopeKeys[index] ?? '';
    // Without the tree nobody can tell what lies below a management group.
    if (isGroup(assignment.scopeKey) && scopeTree === undefined) return [];
    return keyCovers(assignment.scopeKey, key, ancestors)
      ? []
      : [problemOf('NotScopeOutside', assignment.id, notScope, assignment.scope)];
  });
}

function checkLists(assignment: PolicyAssignment): PolicyProblem[] {
  const { id, notScopes, overrides, resourceSelectors } = assignment;
  const tooMany = (path: string, count: number, limit: number) =>
    count > limit ? [problemOf('TooMany', id, path, limit)] : [];
  return [
    ...tooMany('notScopes', notScopes.length, limits.notScopes),
    ...tooMany('overrides', overrides.length, limits.overrides),
    ...tooMany('resourceSelectors', resourceSelectors.length, limits.resourceSelectors),
    ...resourceSelectors.flatMap(({ selectors }, index) =>
      selectorLimitProblems(selectors, `resourceSelectors[${index}].selectors`),
    ),
    ...overrides.flatMap(({ selectors }, index) =>
      selectorLimitProblems(selectors, `overrides[${index}].selectors`),
    ),
  ];
}

/** A custom definition serves the scope where it is stored and those below; a built-in one serves everywhere. */
function checkReach(assignment: PolicyAssignment, { scopeTree }: CheckContext): PolicyProblem[] {
  const { policyDefinitionId } = assignment;
  const id =
    policyObjectId(policyDefinitionId, 'policydefinitions') ??
    policyObjectId(policyDefinitionId, 'policysetdefinitions');
  const stored = armIdKey(id?.scope ?? '');
  const needsTree = stored.startsWith('/providers/');
  if (stored === '' || (needsTree && scopeTree === undefined)) return [];
  const ancestors = indexAncestors(scopeTree ?? { subscriptions: [] });
  return keyCovers(stored, assignment.scopeKey, ancestors)
    ? []
    : [problemOf('DefinitionOutOfReach', assignment.id, policyDefinitionId, assignment.scope)];
}

function checkReferences(
  assignment: PolicyAssignment,
  set: PolicySetDefinition | undefined,
): PolicyProblem[] {
  const known = new Set(set?.policyDefinitions.map(({ key }) => key) ?? []);
  const unknown = (key: string, where: string) =>
    known.has(key) ? [] : [problemOf('UnknownReference', assignment.id, key, where)];
  return [
    ...assignment.nonComplianceMessages.flatMap(({ referenceKey }) =>
      referenceKey === undefined ? [] : unknown(referenceKey, 'A non-compliance message'),
    ),
    ...assignment.overrides.flatMap(({ selectors }) =>
      selectors.flatMap(({ kind, values }) =>
        kind === 'policyDefinitionReferenceId'
          ? [...values].flatMap((key) => unknown(key, 'An override'))
          : [],
      ),
    ),
  ];
}

function checkOverrides(
  assignment: PolicyAssignment,
  target: Target,
  context: CheckContext,
): PolicyProblem[] {
  const library = libraryOf(context.definitions ?? [], []);
  return assignment.overrides.flatMap((override): PolicyProblem[] => {
    if (override.kind === 'definitionVersion') {
      const isCustom = target.value.policyType.toLowerCase() === 'custom';
      return isCustom ? [problemOf('VersionOverrideOnCustom', assignment.id)] : [];
    }
    if (parseEffect(override.value) === undefined) {
      return [problemOf('UnknownEffect', assignment.id, override.value)];
    }
    const named = override.selectors.find(({ kind }) => kind === 'policyDefinitionReferenceId');
    const members = (target.set?.policyDefinitions ?? []).filter(
      ({ key }) => named === undefined || named.values.has(key) !== named.negated,
    );
    const definitions =
      target.set === undefined
        ? [target.value]
        : members.flatMap(({ definitionKey }) => library.definitions.get(definitionKey)?.versions ?? []);
    return definitions.flatMap((definition) => refusedEffect(definition, override.value));
  });
}

function refusedEffect(definition: PolicyDefinition, value: string): PolicyProblem[] {
  const allowed = allowedEffects(definition);
  if (allowed.length === 0 || allowed.some((effect) => effect === parseEffect(value))) return [];
  return [problemOf('EffectNotAllowed', definition.id, value, allowed.join(', '))];
}

function checkIdentity(
  assignment: PolicyAssignment,
  definitionOrSet: JsonValue | undefined,
  context: CheckContext,
): PolicyProblem[] {
  const identity = identityTypeOf(assignment);
  const location = assignment.location?.trim().toLowerCase() ?? '';
  if (identity !== undefined) {
    const needsRegion = identity.includes('systemassigned') && (location === '' || location === 'global');
    return needsRegion ? [problemOf('LocationRequired', assignment.id)] : [];
  }
  if (context.evaluateExpression === undefined || definitionOrSet === undefined) return [];
  const definitions = [...(context.definitions ?? []), ...(assignment.isInitiative ? [] : [definitionOrSet])];
  const library = libraryOf(definitions, assignment.isInitiative ? [definitionOrSet] : []);
  const policies = resolveAssignment(
    assignment,
    { type: '' },
    { library, evaluate: context.evaluateExpression },
  );
  const needing = policies.find(({ effect }) => effect === 'modify' || effect === 'deployifnotexists');
  return needing === undefined ? [] : [problemOf('IdentityRequired', assignment.id, needing.effect)];
}

function libraryOf(definitions: readonly JsonValue[], sets: readonly JsonValue[]): PolicyLibrary {
  return buildLibrary(definitions, sets, () => {});
}
