import {
  type ArmResource,
  contentHash,
  isClusterType,
  isKubernetesMode,
  type JsonObject,
  type PolicySnapshot,
  policiesInForce,
} from '../../policy';
import { templateUrls } from '../evaluate';
import type { EvaluationPorts } from '../ports';
import { readSurroundings } from '../read-surroundings';
import { followExpansions } from './follow-expansions';
import { prepareAdmission } from './prepare-admission';
import type { PreparedAdmission } from './prepared-admission';
import { withinTime } from './within-time';

/** The prepared policies of each cluster, kept up to date beside the reviews. */
export interface FollowedAdmission {
  /**
   * The policies in force on a cluster; undefined when there is no such cluster. Reads nothing while they are fresh;
   * when they are a few seconds old they are used once more and read again in the background.
   *
   * @param clusterId lower-cased ARM id
   */
  current(clusterId: string): Promise<PreparedAdmission | undefined>;
}

/** Ages of what is known of a cluster, in milliseconds. */
const ages = {
  /** Not looked at again before. */
  fresh: 1_000,
  /** Older than this a review waits for the look: nobody asked for a while, and much may have changed. */
  stale: 10_000,
  /** Longest wait for that look; then what was known is used all the same. */
  patience: 1_000,
  /** Rebuilt at the latest: exemptions end and rules may ask for the time. */
  rebuilt: 60_000,
} as const;

/** Clusters that are kept; an app that watches more prepares those anew that it saw least recently. */
const mostClusters = 500;

interface Known {
  readonly prepared: PreparedAdmission | undefined;
  readonly snapshot: PolicySnapshot;
  readonly resourceHash: string;
  /** Whether any policy is about Kubernetes objects. */
  readonly overObjects: boolean;
  readonly expansions: readonly JsonObject[];
  readonly checkedAt: number;
  readonly builtAt: number;
}

/**
 * Follows the policies in force on clusters for admission.
 *
 * @param onFailure told when a cluster or its policies could not be read again; what was known stays in use
 */
export function followAdmission(
  ports: Pick<EvaluationPorts, 'policies' | 'resources' | 'engines' | 'templates' | 'clusterIndexes' | 'now'>,
  onFailure: (error: unknown) => void,
): FollowedAdmission {
  const expansionsOf = followExpansions(ports.clusterIndexes, onFailure);
  const known = new Map<string, Known>();
  const reading = new Map<string, Promise<Known>>();

  const read = async (clusterId: string): Promise<Known> => {
    const [snapshot, resource] = await Promise.all([
      ports.policies.current(),
      ports.resources.getResource(clusterId),
    ]);
    const now = ports.now();
    const at = now.getTime();
    const before = known.get(clusterId);
    const resourceHash = resource === undefined ? '' : contentHash(resource as unknown as JsonObject);
    const cluster = resource !== undefined && isClusterType(resource.type) ? resource : undefined;
    const isSame =
      before !== undefined &&
      before.snapshot === snapshot &&
      before.resourceHash === resourceHash &&
      at - before.builtAt < ages.rebuilt;
    const policies = isSame || cluster === undefined ? [] : policiesInForce(snapshot, cluster, now);
    const overObjects = isSame
      ? before.overObjects
      : policies.some(({ definition }) => isKubernetesMode(definition.mode));
    const expansions = cluster !== undefined && overObjects ? await expansionsOf(cluster) : noExpansions;
    if (isSame && before.expansions === expansions) return { ...before, checkedAt: at };
    const prepared = cluster === undefined ? undefined : await prepare(snapshot, cluster, expansions, now);
    const checked = { checkedAt: at, builtAt: at };
    return { prepared, snapshot, resourceHash, overObjects, expansions, ...checked };
  };

  const prepare = async (
    snapshot: PolicySnapshot,
    cluster: ArmResource,
    expansions: readonly JsonObject[],
    now: Date,
  ): Promise<PreparedAdmission> => {
    const around = await readSurroundings(cluster, snapshot, now.toISOString(), ports);
    const policies = policiesInForce(snapshot, cluster, now);
    const urls = ports.templates === undefined ? [] : templateUrls(policies, around, ports.engines);
    const fetched = await ports.templates?.find(urls, now);
    return prepareAdmission(policies, around, ports.engines, fetched, expansions);
  };

  const refresh = (clusterId: string): Promise<Known> => {
    const running = reading.get(clusterId);
    if (running !== undefined) return running;
    const started = read(clusterId)
      .then((fresh) => {
        known.delete(clusterId);
        known.set(clusterId, fresh);
        const oldest = known.keys().next().value;
        if (known.size > mostClusters && oldest !== undefined) known.delete(oldest);
        return fresh;
      })
      .finally(() => reading.delete(clusterId));
    reading.set(clusterId, started);
    return started;
  };

  return {
    async current(clusterId) {
      const entry = known.get(clusterId);
      if (entry === undefined) return (await refresh(clusterId)).prepared;
      const age = ports.now().getTime() - entry.checkedAt;
      if (age < ages.fresh) return entry.prepared;
      const refreshed = refresh(clusterId).catch((error: unknown) => {
        onFailure(error);
        const tried = { ...entry, checkedAt: ports.now().getTime() };
        known.set(clusterId, tried);
        return tried;
      });
      if (age < ages.stale) return entry.prepared;
      return (await withinTime(refreshed, ages.patience, entry)).prepared;
    },
  };
}

const noExpansions: readonly JsonObject[] = [];
