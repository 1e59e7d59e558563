import { policyKeyOfState } from '../compliance';
import {
  type ArmResource,
  isClusterType,
  isKubernetesMode,
  type PolicyInForce,
  policiesInForce,
} from '../policy';
import { type SyncProblem, syncProblem, type WantedInCluster } from './constraint-sync';
import {
  evaluatePolicies,
  mutatorOf,
  type PolicyResults,
  ruleContext,
  type Surroundings,
  templateUrls,
} from './evaluate';
import type { EvaluationPorts } from './ports';
import { readSurroundings } from './read-surroundings';

/**
 * Brings the objects in a cluster with Gatekeeper in step with the policies in force, where that is switched on. What
 * keeps it from happening is told, never thrown: the evaluation is worth having without it.
 */
export async function syncClusterConstraints(
  resourceId: string,
  ports: EvaluationPorts,
): Promise<readonly SyncProblem[]> {
  const { constraintSync } = ports;
  if (constraintSync?.covers(resourceId) !== true) return [];
  const cluster = await ports.resources.getResource(resourceId);
  if (cluster === undefined || !isClusterType(cluster.type)) return [];
  const now = ports.now();
  const wanted = await wantedInCluster(cluster, now, ports);
  try {
    return await constraintSync.sync(cluster, wanted, now);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const known = typeof code === 'string' ? code : 'ClusterUnreachable';
    return [syncProblem(known, cluster.name, String(message))];
  }
}

/** Judges the policies over Kubernetes objects alone, which ask nothing about other resources. */
async function wantedInCluster(
  cluster: ArmResource,
  now: Date,
  ports: EvaluationPorts,
): Promise<WantedInCluster> {
  const snapshot = await ports.policies.current();
  const policies = policiesInForce(snapshot, cluster, now).filter(({ definition }) =>
    isKubernetesMode(definition.mode),
  );
  const around = await readSurroundings(cluster, snapshot, now.toISOString(), ports);
  const urls = ports.templates === undefined ? [] : templateUrls(policies, around, ports.engines);
  const fetched = await ports.templates?.find(urls, now);
  const results = evaluatePolicies(policies, around, ports.engines, new Map(), fetched);
  const { constraints, origins } = results;
  const { mutators, problems } = wantedMutators(policies, around, ports);
  const broken = new Set([...brokenPolicies(results), ...problems.flatMap(({ policyKeys }) => policyKeys)]);
  return { constraints, origins, mutators, problems, broken };
}

const brokenPolicies = ({ states }: PolicyResults): string[] =>
  states
    .filter(({ content, fromComponents }) => content.complianceState === 'Error' && fromComponents !== true)
    .map(({ content }) => policyKeyOfState(content));

function wantedMutators(
  policies: readonly PolicyInForce[],
  around: Surroundings,
  { engines }: EvaluationPorts,
): Pick<WantedInCluster, 'mutators' | 'problems'> {
  const mutators: WantedInCluster['mutators'][number][] = [];
  const problems: SyncProblem[] = [];
  for (const policy of policies) {
    if (policy.effect !== 'mutate' || policy.enforcementMode !== 'Default') continue;
    if (policy.exemption !== undefined || policy.problem !== undefined) continue;
    const rule = engines.rule(policy);
    // A rule that does not compile has its Error state already.
    if ('problem' in rule) continue;
    const made = mutatorOf(policy, rule.value, ruleContext(policy, around));
    if (made === undefined) continue;
    if ('mutator' in made) mutators.push({ policyKey: policy.key, mutator: made.mutator });
    else {
      const { message } = made.problem;
      problems.push(syncProblem('InvalidMutation', policy.definition.name, message, [policy.key]));
    }
  }
  return { mutators, problems };
}
