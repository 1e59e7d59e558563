import type { EvaluatedState } from '../../compliance';
import type { Constraint } from '../../gatekeeper';
import { isKubernetesMode, type JsonObject, type PolicyInForce } from '../../policy';
import type { Modification, RelatedResourceQuery } from '../../rules';
import { clusterPolicy, type TemplateOrigin } from './cluster-policy';
import { conflictingKeys, modificationOf } from './conflicting-policies';
import type { TemplateLookup } from './constraint-template-source';
import type { Engines } from './engines';
import { evaluateResourcePolicy, relatedQuery } from './evaluate-resource-policy';
import { ruleContext } from './rule-context';
import { stateContent } from './state-content';
import type { Surroundings } from './surroundings';
import { failed, type Verdict } from './verdict';

/** A question about resources beside the one under evaluation, and the policy that asks it. */
export interface RelatedQuestion {
  readonly policyKey: string;
  readonly query: RelatedResourceQuery;
}

/** What the policies in force say about a resource. */
export interface PolicyResults {
  readonly states: readonly EvaluatedState[];
  /** Constraints that its Kubernetes objects have to be judged by, with the key of their policy. */
  readonly constraints: ReadonlyMap<Constraint, string>;
  /** Where the template of each of these constraints comes from. */
  readonly origins: ReadonlyMap<Constraint, TemplateOrigin>;
}

/** The questions that have to be answered before {@link evaluatePolicies} can be called. Pure. */
export function relatedQuestions(
  policies: readonly PolicyInForce[],
  around: Surroundings,
  engines: Engines,
): RelatedQuestion[] {
  return policies.flatMap((policy) => {
    if (
      policy.problem !== undefined ||
      isKubernetesMode(policy.definition.mode) ||
      policy.exemption !== undefined
    )
      return [];
    const rule = engines.rule(policy);
    if ('problem' in rule) return [];
    const query = relatedQuery(policy, rule.value, ruleContext(policy, around));
    return query === undefined ? [] : [{ policyKey: policy.key, query }];
  });
}

/**
 * Evaluates the policies in force for one resource. Pure: what it needs to know arrives as arguments.
 *
 * Every policy that applies yields a state; one that is broken yields an `Error` state with its reason and stops no
 * other. Policies over Kubernetes objects yield a state that is computed from those objects, and their constraint.
 *
 * Policies that would change the same field in contradiction have the state `Conflict`: hand in all that change resources.
 *
 * @param related answers to {@link relatedQuestions}, by policy key
 * @param fetched answers to {@link templateUrls}
 */
export function evaluatePolicies(
  policies: readonly PolicyInForce[],
  around: Surroundings,
  engines: Engines,
  related: ReadonlyMap<string, readonly JsonObject[]>,
  fetched: TemplateLookup = new Map(),
): PolicyResults {
  const states: EvaluatedState[] = [];
  const constraints = new Map<Constraint, string>();
  const origins = new Map<Constraint, TemplateOrigin>();
  const modifications = new Map<Modification, number>();
  const add = (policy: PolicyInForce, verdict: Verdict, fromComponents = false): void => {
    const content = stateContent(policy, around, verdict);
    states.push(fromComponents ? { content, fromComponents } : { content });
  };
  for (const policy of policies) {
    const rule = policy.problem === undefined ? engines.rule(policy) : { problem: policy.problem };
    if ('problem' in rule) {
      const { code, message } = rule.problem;
      add(policy, policy.exemption === undefined ? failed(code, message) : { complianceState: 'Exempt' });
      continue;
    }
    const context = ruleContext(policy, around);
    if (!isKubernetesMode(policy.definition.mode)) {
      const verdict = evaluateResourcePolicy(policy, rule.value, context, related.get(policy.key));
      if (verdict === undefined) continue;
      add(policy, verdict);
      const modification =
        verdict.complianceState === 'NonCompliant' ? modificationOf(policy, rule.value, context) : undefined;
      if (modification !== undefined) modifications.set(modification, states.length - 1);
      continue;
    }
    const onCluster = clusterPolicy(policy, rule.value, context, engines, fetched);
    if (onCluster === undefined) continue;
    if ('verdict' in onCluster) add(policy, onCluster.verdict);
    else {
      add(policy, { complianceState: 'Compliant' }, true);
      constraints.set(onCluster.constraint, policy.key);
      origins.set(onCluster.constraint, onCluster.origin);
    }
  }
  const conflicting = conflictingKeys([...modifications.keys()]);
  for (const [{ key }, index] of modifications) {
    const state = states[index];
    if (state !== undefined && conflicting.has(key))
      states[index] = { content: { ...state.content, complianceState: 'Conflict' } };
  }
  return { states, constraints, origins };
}
