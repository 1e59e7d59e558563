import { evaluateExpression } from '../../expressions';
import {
  checkAssignment,
  checkDefinition,
  checkExemption,
  checkSetDefinition,
  isJsonObject,
  type JsonValue,
  type PolicyObjects,
  parsePolicyDefinition,
} from '../../policy';
import { compilePolicyRule } from '../../rules';
import { attempt } from '../evaluate';
import type { WhatIfProblem } from './answer';
import { type Proposal, policyObjectKey, propertyOf, versionlessKey } from './proposal';

/**
 * Why Azure would refuse to write what is proposed; empty when it would not. Rules are compiled too. Pure.
 *
 * @param objects all policy objects as they would be, the proposed ones included
 */
export function checkProposal(
  proposal: Omit<Proposal, 'remove'>,
  objects: PolicyObjects,
): readonly WhatIfProblem[] {
  const { scopeTree } = objects;
  const definitions = byKey(objects.definitions);
  const setDefinitions = byKey(objects.setDefinitions);
  const assignments = byKey(objects.assignments);
  const targetOf = (assignment: JsonValue | undefined): JsonValue | undefined => {
    const key = versionlessKey(propertyOf(assignment, 'policyDefinitionId'));
    return definitions.get(key) ?? setDefinitions.get(key);
  };
  return [
    ...proposal.definitions.flatMap((raw) => [...checkDefinition(raw), ...checkRule(raw)]),
    ...proposal.setDefinitions.flatMap((raw) => checkSetDefinition(raw, memberDefinitions(raw, definitions))),
    ...proposal.assignments.flatMap((raw) => {
      const target = targetOf(raw);
      return checkAssignment(raw, target, {
        definitions: memberDefinitions(target, definitions),
        scopeTree,
        evaluateExpression: (text, scope) => evaluateExpression(text, scope),
      });
    }),
    ...proposal.exemptions.flatMap((raw) => {
      const assignment = assignments.get(versionlessKey(propertyOf(raw, 'policyAssignmentId')));
      const setDefinition = setDefinitions.get(versionlessKey(propertyOf(assignment, 'policyDefinitionId')));
      return checkExemption(raw, assignment, {
        ...(setDefinition === undefined ? {} : { setDefinition }),
        scopeTree,
      });
    }),
  ];
}

/** The ids of an initiative's members; none for anything else. */
export function memberIds(setDefinition: JsonValue | undefined): readonly string[] {
  const members = propertyOf(setDefinition, 'policyDefinitions');
  if (!Array.isArray(members)) return [];
  return (members as readonly JsonValue[])
    .map((member) => (isJsonObject(member) ? member['policyDefinitionId'] : undefined))
    .filter((id) => typeof id === 'string');
}

function memberDefinitions(
  setDefinition: JsonValue | undefined,
  definitions: ReadonlyMap<string, JsonValue>,
): readonly JsonValue[] {
  const keys = new Set(memberIds(setDefinition).map(versionlessKey));
  return [...keys].map((key) => definitions.get(key)).filter((raw) => raw !== undefined);
}

/** What the compiler of rules says, where the document is sound enough to have a rule. */
function checkRule(raw: JsonValue): readonly WhatIfProblem[] {
  const parsed = parsePolicyDefinition(raw);
  if ('problem' in parsed) return [];
  const { id, policyRule, parameters, mode } = parsed.value;
  const compiled = attempt(() => compilePolicyRule(policyRule, { parameters, mode }));
  return 'problem' in compiled ? [{ ...compiled.problem, target: id }] : [];
}

/** Objects by id. Of several versions the first counts, as in the list that ARM gives. */
function byKey(objects: readonly JsonValue[]): ReadonlyMap<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  for (const object of objects) {
    const key = policyObjectKey(object);
    if (key !== '' && !found.has(key)) found.set(key, object);
  }
  return found;
}
