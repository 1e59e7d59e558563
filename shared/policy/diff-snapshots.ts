import { armIdKey } from './arm-id';
import { canonicalJson } from './canonical-json';
import type { JsonValue } from './json';
import type { PolicyAssignment } from './policy-assignment';
import type { PolicySnapshot } from './policy-snapshot';
import { keyCovers } from './scope';
import type { ResourceSelector, Selector } from './selector';
import type { AssignmentPlan, ExemptionEntry } from './snapshot-index';

/** An assignment whose policies differ between two snapshots, and where resources have to be evaluated for that. */
export interface PolicyChange {
  readonly assignmentId: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Ids of the scopes concerned, at or below the assignment's own. */
  readonly scopes: readonly string[];
}

/**
 * What a change of policy touches, as narrowly as can be told: a changed exemption or exclusion concerns its own scope
 * only, a subscription that moved only itself, and texts that nobody evaluates (display names, who changed it when)
 * concern nothing. Ordered by assignment.
 */
export function diffSnapshots(before: PolicySnapshot, after: PolicySnapshot): readonly PolicyChange[] {
  if (before.snapshotVersion === after.snapshotVersion) return [];
  const keys = [...new Set([...before.index.plansByKey.keys(), ...after.index.plansByKey.keys()])].sort();
  const moved = movedSubscriptions(before, after);
  return keys.flatMap((key): PolicyChange[] => {
    const old = before.index.plansByKey.get(key);
    const now = after.index.plansByKey.get(key);
    if (now === undefined) return old === undefined ? [] : [wholly(old.assignment, 'removed')];
    if (old === undefined) return [wholly(now.assignment, 'added')];
    if (fingerprint(before, old) !== fingerprint(after, now)) return [wholly(now.assignment, 'changed')];
    const scopes = [
      ...changedNotScopes(old.assignment, now.assignment),
      ...changedExemptions(before, after, key),
      ...movedInOrOut(before, after, now.assignment, moved),
    ];
    const narrowed = narrow(scopes, now.assignment, before, after);
    return narrowed.length === 0
      ? []
      : [{ assignmentId: now.assignment.id, kind: 'changed', scopes: narrowed }];
  });
}

function wholly(assignment: PolicyAssignment, kind: PolicyChange['kind']): PolicyChange {
  return { assignmentId: assignment.id, kind, scopes: [assignment.scope] };
}

/** Everything that decides an evaluation under the assignment or shows in its states, but for where it is excluded. */
function fingerprint(snapshot: PolicySnapshot, plan: AssignmentPlan): string {
  const { assignment } = plan;
  const members = plan.policies({ type: '' }).map(
    (policy): JsonValue => ({
      key: policy.key,
      definition: policy.definition.key,
      version: policy.definition.version.text,
      mode: policy.definition.mode,
      rule: policy.ruleHash,
      category: policy.definition.category ?? '',
      effect: policy.effect,
      parameters: policy.parameters,
      groups: policy.reference?.groupNames ?? [],
      message: policy.nonComplianceMessage ?? '',
      problem: policy.problem?.message ?? '',
      notes: policy.notes.map((note) => note.message),
      set:
        policy.setDefinition === undefined
          ? ''
          : `${policy.setDefinition.key} ${policy.setDefinition.version.text}`,
      texts: assignment.overrides.length === 0 ? '' : textsOf(snapshot, policy.definition.key),
    }),
  );
  return canonicalJson({
    members,
    parameters: assignment.parameters,
    enforcementMode: assignment.enforcementMode,
    selectors: selectorsJson(assignment.resourceSelectors),
    overrides: assignment.overrides.map(
      (override): JsonValue => ({
        kind: override.kind,
        value: override.kind === 'policyEffect' ? override.value : override.value.text,
        selectors: override.selectors.map(selectorJson),
      }),
    ),
  });
}

/** Overrides may choose another version for some resources, so every text at hand counts. */
function textsOf(snapshot: PolicySnapshot, definitionKey: string): string {
  const versions = snapshot.library.definitions.get(definitionKey)?.versions ?? [];
  return versions
    .map(({ version, ruleHash }) => `${version.text} ${ruleHash}`)
    .sort()
    .join(' ');
}

function changedNotScopes(old: PolicyAssignment, now: PolicyAssignment): readonly string[] {
  const before = new Set(old.notScopeKeys);
  const after = new Set(now.notScopeKeys);
  return [
    ...old.notScopes.filter((_, index) => !after.has(old.notScopeKeys[index] ?? '')),
    ...now.notScopes.filter((_, index) => !before.has(now.notScopeKeys[index] ?? '')),
  ];
}

function changedExemptions(before: PolicySnapshot, after: PolicySnapshot, key: string): readonly string[] {
  const old = before.index.exemptions.get(key);
  const now = after.index.exemptions.get(key);
  const scopes = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...scopes].filter((scope) => exemptionText(old?.get(scope)) !== exemptionText(now?.get(scope)));
}

function exemptionText(entries: readonly ExemptionEntry[] = []): string {
  const texts = entries.map((entry) => {
    if ('problem' in entry) return entry.problem.message;
    const { key, referenceKeys, expiresOn, exemptionCategory, resourceSelectors } = entry.exemption;
    return canonicalJson({
      key,
      referenceKeys,
      expiresOn: expiresOn ?? null,
      exemptionCategory,
      selectors: selectorsJson(resourceSelectors),
    });
  });
  return texts.sort().join('\n');
}

/** Subscriptions whose ancestors differ, with the management groups they left or entered. */
function movedSubscriptions(
  before: PolicySnapshot,
  after: PolicySnapshot,
): ReadonlyMap<string, ReadonlySet<string>> {
  const moved = new Map<string, ReadonlySet<string>>();
  const old = before.index.ancestors;
  const now = after.index.ancestors;
  for (const subscription of new Set([...old.keys(), ...now.keys()])) {
    const left = old.get(subscription) ?? [];
    const entered = now.get(subscription) ?? [];
    const groups = [
      ...left.filter((group) => !entered.includes(group)),
      ...entered.filter((group) => !left.includes(group)),
    ];
    if (groups.length > 0) moved.set(subscription, new Set(groups));
  }
  return moved;
}

function movedInOrOut(
  before: PolicySnapshot,
  after: PolicySnapshot,
  assignment: PolicyAssignment,
  moved: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  if (moved.size === 0) return [];
  const mentioned = [
    assignment.scopeKey,
    ...assignment.notScopeKeys,
    ...(before.index.exemptions.get(assignment.key)?.keys() ?? []),
    ...(after.index.exemptions.get(assignment.key)?.keys() ?? []),
  ];
  return [...moved]
    .filter(([, groups]) => mentioned.some((key) => groups.has(key)))
    .map(([subscription]) => `/subscriptions/${subscription}`);
}

/** Scopes within the assignment's, without those that another one covers; one above it becomes the assignment's. */
function narrow(
  scopes: readonly string[],
  assignment: PolicyAssignment,
  before: PolicySnapshot,
  after: PolicySnapshot,
): readonly string[] {
  const covers = (scope: string, key: string) =>
    keyCovers(scope, key, before.index.ancestors) || keyCovers(scope, key, after.index.ancestors);
  const inside = new Map<string, string>();
  for (const scope of scopes) {
    const key = armIdKey(scope);
    if (covers(assignment.scopeKey, key)) inside.set(key, scope);
    else if (covers(key, assignment.scopeKey)) inside.set(assignment.scopeKey, assignment.scope);
  }
  const keys = [...inside.keys()];
  return keys
    .filter((key) => !keys.some((other) => other !== key && covers(other, key)))
    .sort()
    .map((key) => inside.get(key) ?? key);
}

function selectorsJson(entries: readonly ResourceSelector[]): JsonValue {
  return entries.map((entry) => entry.selectors.map(selectorJson));
}

function selectorJson(selector: Selector): JsonValue {
  return { kind: selector.kind, negated: selector.negated, values: [...selector.values].sort() };
}
