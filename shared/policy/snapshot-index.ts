import type { PolicyAssignment } from './policy-assignment';
import type { PolicyExemption } from './policy-exemption';
import type { PolicyInForce } from './policy-in-force';
import type { PolicyProblem } from './problem';
import {
  type OverrideSubject,
  type ResolveContext,
  resolveAssignment,
  unresolved,
  variesByResource,
} from './resolve-assignment';
import type { AncestorIndex } from './scope-tree';

/** An assignment ready to be asked about resources. */
export interface AssignmentPlan {
  readonly assignment: PolicyAssignment;
  readonly problem?: PolicyProblem;
  readonly notScopeKeys: ReadonlySet<string>;
  /** Its policies for a resource, resolved once for all resources that overrides cannot tell apart. */
  readonly policies: (subject: OverrideSubject) => readonly PolicyInForce[];
}

/** An exemption that counts, or one of which only assignment and scope could be read. */
export type ExemptionEntry = { readonly exemption: PolicyExemption } | { readonly problem: PolicyProblem };

/** Exemptions by the key of their assignment, then by the key of what they exempt. */
export type ExemptionIndex = ReadonlyMap<string, ReadonlyMap<string, readonly ExemptionEntry[]>>;

/** A policy that covers a kind of resource in a place, with the exemptions that may apply to it. */
export interface Candidate {
  readonly policy: PolicyInForce;
  readonly exemptions: readonly ExemptionEntry[];
}

/** The candidates for resources below the same mentioned scopes, of one type and location. */
export interface CandidateList {
  readonly candidates: readonly Candidate[];
  /** The answer itself, shared, when no exemption is in play. */
  readonly inForce?: readonly PolicyInForce[];
}

/** What makes "policies in force" cost only what covers the resource. The caches change, the answers never do. */
export interface SnapshotIndex {
  readonly ancestors: AncestorIndex;
  readonly plans: readonly AssignmentPlan[];
  readonly plansByKey: ReadonlyMap<string, AssignmentPlan>;
  readonly plansByScope: ReadonlyMap<string, readonly AssignmentPlan[]>;
  readonly exemptions: ExemptionIndex;
  /** All scopes that anything mentions. Resources with the same of these above them share their answer. */
  readonly mentioned: ReadonlySet<string>;
  readonly cache: Map<string, CandidateList>;
}

/** Cached answers kept at most, by mentioned scopes, type and location; beyond it the cache starts anew. */
export const MAX_CACHED_ANSWERS = 20_000;
const MAX_CACHED_VARIANTS = 500;

/** Makes the plan of an assignment. Its policies are resolved when first asked for. */
export function planAssignment(
  assignment: PolicyAssignment,
  problem: PolicyProblem | undefined,
  context: ResolveContext,
): AssignmentPlan {
  const varies = variesByResource(assignment);
  const variants = new Map<string, readonly PolicyInForce[]>();
  const policies = (subject: OverrideSubject): readonly PolicyInForce[] => {
    const key = varies ? `${subject.type}|${subject.location ?? ''}` : '';
    const known = variants.get(key);
    if (known !== undefined) return known;
    if (variants.size >= MAX_CACHED_VARIANTS) variants.clear();
    const resolved =
      problem === undefined
        ? resolveAssignment(assignment, subject, context)
        : [unresolved(assignment, assignment.policyDefinitionId, problem)];
    const frozen = Object.freeze(resolved.map((policy) => Object.freeze(policy)));
    variants.set(key, frozen);
    return frozen;
  };
  return {
    assignment,
    ...(problem === undefined ? {} : { problem }),
    notScopeKeys: new Set(assignment.notScopeKeys),
    policies,
  };
}

/** Puts plans and exemptions where a resource's chain of scopes finds them. */
export function indexPlans(
  plans: readonly AssignmentPlan[],
  exemptions: ExemptionIndex,
  ancestors: AncestorIndex,
): SnapshotIndex {
  const plansByScope = new Map<string, AssignmentPlan[]>();
  const mentioned = new Set<string>();
  for (const plan of plans) {
    const { scopeKey } = plan.assignment;
    const there = plansByScope.get(scopeKey);
    if (there === undefined) plansByScope.set(scopeKey, [plan]);
    else there.push(plan);
    mentioned.add(scopeKey);
    for (const key of plan.notScopeKeys) mentioned.add(key);
  }
  for (const byScope of exemptions.values()) for (const key of byScope.keys()) mentioned.add(key);
  return {
    ancestors,
    plans,
    plansByKey: new Map(plans.map((plan) => [plan.assignment.key, plan])),
    plansByScope,
    exemptions,
    mentioned,
    cache: new Map(),
  };
}
