import { isJsonObject, isKubernetesMode, type PolicyInForce } from '../../policy';
import { templateUrl } from './constraint-template-source';
import { attempt, type Engines } from './engines';
import { ruleContext } from './rule-context';
import type { Surroundings } from './surroundings';

/**
 * The addresses of templates that have to be fetched before the policies can be evaluated on a cluster: those of
 * policies that mean the cluster, which neither the catalog nor the definition itself has. Pure.
 */
export function templateUrls(
  policies: readonly PolicyInForce[],
  around: Surroundings,
  engines: Engines,
): string[] {
  const urls = policies.flatMap((policy) => {
    if (
      !isKubernetesMode(policy.definition.mode) ||
      policy.problem !== undefined ||
      policy.exemption !== undefined
    )
      return [];
    if (policy.effect === 'mutate' || !mayBeUnknown(policy)) return [];
    const rule = engines.rule(policy);
    if ('problem' in rule) return [];
    const context = ruleContext(policy, around);
    if (!rule.value.evaluate(context).hit) return [];
    const details = attempt(() => rule.value.details(context));
    if ('problem' in details || !isJsonObject(details.value)) return [];
    return templateUrl(details.value) ?? [];
  });
  return [...new Set(urls)];
}

/** Nearly all definitions name an address that the catalog knows, as it stands: no need to expand those. */
function mayBeUnknown(policy: PolicyInForce): boolean {
  const then = policy.definition.policyRule['then'];
  const details = isJsonObject(then) ? then['details'] : undefined;
  return !isJsonObject(details) || templateUrl(details) !== undefined;
}
