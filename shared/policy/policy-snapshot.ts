import { type ArmId, armIdKey } from './arm-id';
import { canonicalJson, hashText } from './canonical-json';
import type { EvaluateExpression } from './evaluate-expression';
import { isJsonObject, type JsonValue, ownProperty } from './json';
import { measureJson } from './measure-json';
import { type PolicyAssignment, parsePolicyAssignment, unreadableAssignment } from './policy-assignment';
import type { PolicyDefinition } from './policy-definition';
import { type PolicyExemption, parsePolicyExemption } from './policy-exemption';
import { buildLibrary, type PolicyLibrary } from './policy-library';
import type { PolicySetDefinition } from './policy-set-definition';
import { type PolicyProblem, problemOf } from './problem';
import { type PolicyObjectType, policyObjectId } from './read-object';
import { keyCovers } from './scope';
import { type AncestorIndex, indexAncestors, type ScopeTree } from './scope-tree';
import {
  type AssignmentPlan,
  type ExemptionEntry,
  indexPlans,
  planAssignment,
  type SnapshotIndex,
} from './snapshot-index';

/** The policy objects of an estate as raw ARM JSON, and where its subscriptions hang. */
export interface PolicyObjects {
  readonly definitions: readonly JsonValue[];
  readonly setDefinitions: readonly JsonValue[];
  readonly assignments: readonly JsonValue[];
  readonly exemptions: readonly JsonValue[];
  readonly scopeTree: ScopeTree;
}

/** A policy object that could not be taken as it is. */
export interface SnapshotProblem {
  readonly kind: PolicyObjectType;
  readonly problem: PolicyProblem;
}

/** All policy of an estate at one moment, read once and asked about many resources. */
export interface PolicySnapshot {
  /** Hash of everything it was built from: equal versions give equal answers. */
  readonly snapshotVersion: string;
  readonly library: PolicyLibrary;
  readonly assignments: readonly PolicyAssignment[];
  readonly exemptions: readonly PolicyExemption[];
  /** What could not be read or has no effect. Each is also an `Error` state wherever it concerns a resource. */
  readonly problems: readonly SnapshotProblem[];
  readonly scopeTree: ScopeTree;
  /** For this folder only. */
  readonly index: SnapshotIndex;
}

/**
 * Reads all policy objects. One bad object never spoils the others: it is listed in `problems`, and assignments that
 * need it yield policies in force with a `problem`. An object listed twice counts once; definitions may be listed in
 * several versions (`…/versions/1.2.0` in the id, or `properties.version`).
 */
export function buildPolicySnapshot(
  objects: PolicyObjects,
  options: { readonly evaluateExpression: EvaluateExpression },
): PolicySnapshot {
  const problems: SnapshotProblem[] = [];
  const report = (kind: PolicyObjectType, problem: PolicyProblem) => problems.push({ kind, problem });
  const library = buildLibrary(objects.definitions, objects.setDefinitions, report);
  const ancestors = indexAncestors(objects.scopeTree);

  const plans = new Map<string, AssignmentPlan>();
  const context = { library, evaluate: options.evaluateExpression };
  for (const raw of objects.assignments) {
    const parsed = parsePolicyAssignment(raw);
    if ('value' in parsed) {
      const { key } = parsed.value;
      if (!plans.has(key)) plans.set(key, planAssignment(parsed.value, undefined, context));
      continue;
    }
    report('policyassignments', parsed.problem);
    const id = idOf(raw, 'policyassignments');
    if (id === undefined || plans.has(id.key)) continue;
    const standIn = unreadableAssignment(id, textProperty(raw, 'policyDefinitionId'));
    plans.set(id.key, planAssignment(standIn, parsed.problem, context));
  }
  const exemptions = readExemptions(objects.exemptions, plans, ancestors, report);
  return {
    snapshotVersion: versionOf(objects),
    library,
    assignments: [...plans.values()].map((plan) => plan.assignment),
    exemptions: exemptions.all,
    problems,
    scopeTree: objects.scopeTree,
    index: indexPlans([...plans.values()], exemptions.byAssignment, ancestors),
  };
}

/** All versions of a definition that the snapshot holds, by id in any letter case. */
export function definitionVersions(snapshot: PolicySnapshot, id: string): readonly PolicyDefinition[] {
  return snapshot.library.definitions.get(armIdKey(id))?.versions ?? [];
}

/** All versions of an initiative that the snapshot holds, by id in any letter case. */
export function setDefinitionVersions(snapshot: PolicySnapshot, id: string): readonly PolicySetDefinition[] {
  return snapshot.library.setDefinitions.get(armIdKey(id))?.versions ?? [];
}

function readExemptions(
  raws: readonly JsonValue[],
  plans: ReadonlyMap<string, AssignmentPlan>,
  ancestors: AncestorIndex,
  report: (kind: PolicyObjectType, problem: PolicyProblem) => void,
) {
  const all = new Map<string, PolicyExemption>();
  const byAssignment = new Map<string, Map<string, ExemptionEntry[]>>();
  const add = (assignmentKey: string, scopeKey: string, entry: ExemptionEntry) => {
    const byScope = byAssignment.get(assignmentKey) ?? new Map<string, ExemptionEntry[]>();
    byAssignment.set(assignmentKey, byScope);
    byScope.set(scopeKey, [...(byScope.get(scopeKey) ?? []), entry]);
  };
  for (const raw of raws) {
    const parsed = parsePolicyExemption(raw);
    if ('problem' in parsed) {
      report('policyexemptions', parsed.problem);
      const id = idOf(raw, 'policyexemptions');
      const assignment = policyObjectId(textProperty(raw, 'policyAssignmentId'), 'policyassignments');
      if (id === undefined || assignment === undefined) continue;
      const problem = problemOf('ExemptionUnreadable', id.id, id.id, parsed.problem.message);
      add(assignment.key, id.scope?.toLowerCase() ?? '', { problem });
      continue;
    }
    const exemption = parsed.value;
    if (all.has(exemption.key)) continue;
    all.set(exemption.key, exemption);
    const assignment = plans.get(exemption.assignmentKey)?.assignment;
    if (assignment === undefined) {
      report(
        'policyexemptions',
        problemOf('ExemptionOrphan', exemption.id, exemption.id, exemption.policyAssignmentId),
      );
    } else if (exemption.validateScope && !keyCovers(assignment.scopeKey, exemption.scopeKey, ancestors)) {
      report(
        'policyexemptions',
        problemOf('ExemptionOutsideScope', exemption.id, exemption.id, assignment.scope),
      );
    } else {
      add(exemption.assignmentKey, exemption.scopeKey, { exemption });
    }
  }
  return { all: [...all.values()], byAssignment };
}

function idOf(raw: JsonValue, kind: PolicyObjectType): ArmId | undefined {
  const id = isJsonObject(raw) ? ownProperty(raw, 'id') : undefined;
  return typeof id === 'string' ? policyObjectId(id, kind) : undefined;
}

function textProperty(raw: JsonValue, name: string): string {
  if (!isJsonObject(raw)) return '';
  const properties = ownProperty(raw, 'properties');
  const value = ownProperty(isJsonObject(properties) ? properties : raw, name);
  return typeof value === 'string' ? value : '';
}

/** The order in which a list came does not matter, so each object is hashed alone and the hashes are sorted. */
function versionOf(objects: PolicyObjects): string {
  const hashes = (raws: readonly JsonValue[]) => raws.map(hashOf).sort().join(' ');
  const places = objects.scopeTree.subscriptions.map((place) =>
    [place.subscriptionId, ...place.managementGroups].join('/').toLowerCase(),
  );
  return hashText(
    [
      hashes(objects.definitions),
      hashes(objects.setDefinitions),
      hashes(objects.assignments),
      hashes(objects.exemptions),
      places.sort().join(' '),
    ].join('\n'),
  );
}

function hashOf(raw: JsonValue): string {
  return measureJson(raw) === undefined ? hashText(canonicalJson(raw)) : 'unreadable';
}
