import { armIdKey, parseArmId } from './arm-id';
import type { ArmResource } from './arm-resource';
import { normaliseLocation } from './location';
import { modeCovers } from './mode-covers';
import { isExemptionValid, type PolicyExemption } from './policy-exemption';
import type { PolicyInForce } from './policy-in-force';
import type { PolicySnapshot } from './policy-snapshot';
import type { PolicyProblem } from './problem';
import { isNeverEvaluated } from './resource-types';
import { scopeChain } from './scope';
import { type SelectorSubject, selectsResource } from './selector';
import {
  type AssignmentPlan,
  type Candidate,
  type CandidateList,
  type ExemptionEntry,
  MAX_CACHED_ANSWERS,
  type SnapshotIndex,
} from './snapshot-index';

/**
 * The policies that bear on a resource at a moment: scope and notScopes, resource selectors, overrides and mode are
 * settled, one entry per assignment and member, ordered by key. Disabled ones are left out (see {@link listDisabled});
 * a valid exemption is attached. Whether the rule applies to the resource is for the engines. The list and its entries
 * are shared and frozen.
 */
export function policiesInForce(
  snapshot: PolicySnapshot,
  resource: ArmResource,
  now: Date,
): readonly PolicyInForce[] {
  const list = candidatesFor(snapshot.index, resource);
  if (list.inForce !== undefined) return list.inForce;
  return list.candidates
    .filter(({ policy }) => policy.effect !== 'disabled')
    .map((candidate) => applyExemptions(candidate, now));
}

/** The policies that would bear on a resource but have the effect `disabled`, ordered by key. */
export function listDisabled(snapshot: PolicySnapshot, resource: ArmResource): readonly PolicyInForce[] {
  const { candidates } = candidatesFor(snapshot.index, resource);
  return candidates.map(({ policy }) => policy).filter(({ effect }) => effect === 'disabled');
}

/**
 * All policies of an assignment, disabled ones included, without looking at any resource: overrides that ask for a
 * location or type do not take part. Empty when there is no such assignment.
 */
export function policiesOfAssignment(
  snapshot: PolicySnapshot,
  assignmentId: string,
): readonly PolicyInForce[] {
  return snapshot.index.plansByKey.get(armIdKey(assignmentId))?.policies({ type: '' }) ?? [];
}

function candidatesFor(index: SnapshotIndex, resource: ArmResource): CandidateList {
  const type = typeOf(resource);
  const location = locationOf(resource);
  const scopes = scopeChain(armIdKey(resource.id), index.ancestors).filter((scope) =>
    index.mentioned.has(scope),
  );
  const cacheKey = `${cacheKeyOf(scopes)}|${type}|${location ?? ''}`;
  const known = index.cache.get(cacheKey);
  if (known !== undefined) return known;
  const list = listCandidates(index, scopes, { type, ...(location === undefined ? {} : { location }) });
  if (index.cache.size >= MAX_CACHED_ANSWERS) index.cache.clear();
  index.cache.set(cacheKey, list);
  return list;
}

/** Within a subscription the nearest scope settles all that are above it. */
function cacheKeyOf(scopes: readonly string[]): string {
  const [nearest = ''] = scopes;
  return nearest.startsWith('/subscriptions/') ? nearest : scopes.join('|');
}

function listCandidates(
  index: SnapshotIndex,
  scopes: readonly string[],
  subject: Omit<SelectorSubject, 'referenceKey'>,
): CandidateList {
  const candidates: Candidate[] = [];
  if (!isNeverEvaluated(subject.type)) {
    for (const scope of scopes) {
      for (const plan of index.plansByScope.get(scope) ?? []) {
        candidates.push(...candidatesOf(index, plan, scopes, subject));
      }
    }
  }
  candidates.sort((a, b) => (a.policy.key < b.policy.key ? -1 : 1));
  if (candidates.some(({ exemptions }) => exemptions.length > 0)) return { candidates };
  const enabled = candidates.map(({ policy }) => policy).filter(({ effect }) => effect !== 'disabled');
  return { candidates, inForce: Object.freeze(enabled) };
}

function candidatesOf(
  index: SnapshotIndex,
  plan: AssignmentPlan,
  scopes: readonly string[],
  subject: Omit<SelectorSubject, 'referenceKey'>,
): Candidate[] {
  const { assignment, notScopeKeys } = plan;
  if (notScopeKeys.size > 0 && scopes.some((scope) => notScopeKeys.has(scope))) return [];
  const byScope = index.exemptions.get(assignment.key);
  const covering = byScope === undefined ? [] : scopes.flatMap((scope) => byScope.get(scope) ?? []);
  const candidates: Candidate[] = [];
  for (const policy of plan.policies(subject)) {
    const asMember = { ...subject, referenceKey: policy.reference?.key ?? '' };
    if (!selectsResource(assignment.resourceSelectors, asMember)) continue;
    if (!modeCovers(policy.definition.mode, subject.type, subject.location !== undefined)) continue;
    const exemptions = covering.filter((entry) => concerns(entry, asMember));
    candidates.push({ policy, exemptions });
  }
  return candidates;
}

function concerns(entry: ExemptionEntry, member: SelectorSubject): boolean {
  if ('problem' in entry) return true;
  const { referenceKeys, resourceSelectors } = entry.exemption;
  return (
    (referenceKeys.length === 0 || referenceKeys.includes(member.referenceKey)) &&
    selectsResource(resourceSelectors, member)
  );
}

function applyExemptions({ policy, exemptions }: Candidate, now: Date): PolicyInForce {
  if (exemptions.length === 0) return policy;
  let exemption: PolicyExemption | undefined;
  let problem: PolicyProblem | undefined = policy.problem;
  for (const entry of exemptions) {
    if ('problem' in entry) problem ??= entry.problem;
    else if (isExemptionValid(entry.exemption, now) && lasts(entry.exemption, exemption)) {
      exemption = entry.exemption;
    }
  }
  if (exemption === undefined && problem === policy.problem) return policy;
  return Object.freeze({
    ...policy,
    ...(exemption === undefined ? {} : { exemption }),
    ...(problem === undefined ? {} : { problem }),
  });
}

/** Of several exemptions the one that lasts longest is shown; the id settles a tie. */
function lasts(one: PolicyExemption, other: PolicyExemption | undefined): boolean {
  if (other === undefined) return true;
  const a = one.expiresOn ?? Number.POSITIVE_INFINITY;
  const b = other.expiresOn ?? Number.POSITIVE_INFINITY;
  return a === b ? one.key < other.key : a > b;
}

function typeOf(resource: ArmResource): string {
  if (typeof resource.type === 'string' && resource.type !== '') return resource.type.toLowerCase();
  const id = parseArmId(resource.id);
  if (id?.kind === 'subscription') return 'microsoft.resources/subscriptions';
  if (id?.kind === 'resourceGroup') return 'microsoft.resources/subscriptions/resourcegroups';
  return id?.type?.toLowerCase() ?? '';
}

function locationOf(resource: ArmResource): string | undefined {
  return typeof resource.location === 'string' && resource.location.trim() !== ''
    ? normaliseLocation(resource.location)
    : undefined;
}
