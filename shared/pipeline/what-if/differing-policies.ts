import { contentHash, type PolicyInForce, type PolicySnapshot, policiesInForce } from '../../policy';
import { changesResources, type Surroundings } from '../evaluate';

/** The policies in force for a resource that have to be evaluated on either side. */
export interface DifferingPolicies {
  readonly before: readonly PolicyInForce[];
  readonly after: readonly PolicyInForce[];
}

/**
 * The policies that may come to another state: those in force on one side only, and those that differ in anything
 * that decides an evaluation. Where one of these changes resources, so do all others that change resources: they may
 * come to contradict it, or cease to. When the resource itself differs, that is all of them. Pure.
 *
 * @param before the resource as it is; undefined when it does not exist
 * @param after the resource as it would be: the same object when it stays as it is
 */
export function differingPolicies(
  snapshots: { readonly before: PolicySnapshot; readonly after: PolicySnapshot },
  before: Surroundings | undefined,
  after: Surroundings | undefined,
): DifferingPolicies {
  const old = inForce(snapshots.before, before);
  const now = inForce(snapshots.after, after);
  if (before?.resource !== after?.resource) return { before: old, after: now };
  const oldPrints = new Map(old.map((policy) => [policy.key, fingerprint(policy)]));
  const same = new Set(
    now.filter((policy) => oldPrints.get(policy.key) === fingerprint(policy)).map(({ key }) => key),
  );
  const differs = ({ key }: PolicyInForce): boolean => !same.has(key);
  const mayConflict = [...old, ...now].some((policy) => differs(policy) && changesResources(policy));
  const wanted = (policy: PolicyInForce): boolean =>
    differs(policy) || (mayConflict && changesResources(policy));
  return { before: old.filter(wanted), after: now.filter(wanted) };
}

const inForce = (snapshot: PolicySnapshot, around: Surroundings | undefined): readonly PolicyInForce[] =>
  around === undefined ? [] : policiesInForce(snapshot, around.resource, new Date(around.evaluatedAt));

/** Everything that decides the state; what only shows in it, or only acts on requests, does not count. */
function fingerprint(policy: PolicyInForce): string {
  return contentHash({
    definition: policy.definition.key,
    rule: policy.ruleHash,
    set: policy.setDefinition?.key ?? '',
    effect: policy.effect,
    parameters: policy.parameters,
    exemption: policy.exemption?.key ?? '',
    problem: policy.problem?.message ?? '',
  });
}
