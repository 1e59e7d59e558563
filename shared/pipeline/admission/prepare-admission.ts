import {
  type Constraint,
  createExpander,
  createMutationSystem,
  indexConstraints,
  type JsonObject,
  type MutationSystem,
  mergeExpansions,
  reviewOf,
} from '../../gatekeeper';
import {
  isJsonObject,
  isKubernetesMode,
  type PolicyInForce,
  type JsonObject as PolicyJson,
} from '../../policy';
import type { CompiledPolicyRule } from '../../rules';
import { indexNeeds, looksAtNamespace, selectsByNamespace } from '../cluster-index';
import {
  clusterPolicy,
  type Engines,
  forEngine,
  mutatorOf,
  ruleContext,
  type Surroundings,
  type TemplateLookup,
} from '../evaluate';
import type { AdmissionProblem, PreparedAdmission } from './prepared-admission';
import { withImpliedPods } from './with-implied-pods';

/**
 * Prepares the policies in force for a cluster: its `if` is decided, parameters are bound, templates compiled and
 * constraints indexed by kind. Pure. A policy that is exempt, disabled, not enforced or broken denies nothing.
 *
 * @param fetched constraint templates that the catalog lacks, by URL
 * @param expansions the ExpansionTemplates of the cluster itself
 */
export function prepareAdmission(
  policies: readonly PolicyInForce[],
  around: Surroundings,
  engines: Engines,
  fetched?: TemplateLookup,
  expansions: readonly PolicyJson[] = [],
): PreparedAdmission {
  const all: Constraint[] = [];
  const mutators: JsonObject[] = [];
  const policyOf = new Map<Constraint, PolicyInForce>();
  const templates = new Map<Constraint, PolicyJson>();
  const problems: AdmissionProblem[] = [];
  for (const policy of policies) {
    if (!isKubernetesMode(policy.definition.mode) || policy.exemption !== undefined) continue;
    const prepared = prepare(policy, around, engines, fetched);
    if (prepared === undefined) continue;
    if ('problem' in prepared) {
      problems.push({ policyKey: policy.key, ...prepared.problem });
      continue;
    }
    if ('mutator' in prepared) {
      mutators.push(prepared.mutator);
      continue;
    }
    const { constraint, template } = prepared;
    all.push(constraint);
    templates.set(constraint, template);
    const actions = constraint.enforcementActions('validation.gatekeeper.sh');
    if (actions.some((action) => action !== 'dryrun')) policyOf.set(constraint, policy);
  }
  const mutations = mutators.length === 0 ? undefined : createMutationSystem(mutators);
  const enforced = [...policyOf.keys()];
  return {
    cluster: around.resource,
    enforced: indexConstraints(enforced),
    watched: indexConstraints(all),
    policyOf,
    runaways: new Map(),
    expander: expanderOf(mergeExpansions(expansions.map(forEngine)).templates, mutations),
    ...(mutations === undefined ? {} : { mutations }),
    mutationsNamespaced: mutators.some(selectsByNamespace),
    needs: indexNeeds(enforced, (constraint) => templates.get(constraint)),
    namespaced: new Set(enforced.filter((one) => looksAtNamespace(one, templates.get(one)))),
    problems,
  };
}

/** What a workload implies is mutated before it is judged, as the Pods will be when their turn comes. */
const expanderOf = (templates: readonly JsonObject[], mutations: MutationSystem | undefined) =>
  createExpander(
    templates,
    mutations === undefined
      ? undefined
      : (object, namespaceObject) =>
          mutations.mutate(
            reviewOf(object, {
              source: 'Generated',
              ...(namespaceObject === undefined ? {} : { namespaceObject }),
            }),
          ).object,
  );

type Prepared =
  | { readonly constraint: Constraint; readonly template: PolicyJson }
  | { readonly mutator: JsonObject }
  | { readonly problem: { readonly code: string; readonly message: string } };

function prepare(
  policy: PolicyInForce,
  around: Surroundings,
  engines: Engines,
  fetched: TemplateLookup | undefined,
): Prepared | undefined {
  if (policy.problem !== undefined) return { problem: policy.problem };
  const rule = engines.rule(policy);
  if ('problem' in rule) return { problem: rule.problem };
  const context = ruleContext(policy, around);
  const expanded = expanding(rule.value, policy);
  if (policy.effect === 'mutate')
    return policy.enforcementMode === 'Default' ? mutatorOf(policy, expanded, context) : undefined;
  const onCluster = clusterPolicy(policy, expanded, context, engines, fetched);
  if (onCluster === undefined) return undefined;
  if ('constraint' in onCluster)
    return { constraint: onCluster.constraint, template: onCluster.origin.template };
  const { complianceState, reasonCode, details } = onCluster.verdict;
  return { problem: { code: reasonCode ?? complianceState, message: details?.reason ?? complianceState } };
}

/** The rule with details that take in what workloads imply. */
const expanding = (rule: CompiledPolicyRule, policy: PolicyInForce): CompiledPolicyRule => ({
  ...rule,
  details: (context) => {
    const details = rule.details(context);
    return isJsonObject(details) ? withImpliedPods(policy, details) : details;
  },
});
