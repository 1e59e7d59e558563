import type { KubernetesReader, KubernetesWriter } from '../../estate';
import { type ArmResource, armIdKey } from '../../policy';
import { carryOutPlan } from './carry-out-plan';
import { desiredObjects } from './desired-objects';
import { readExisting } from './existing-objects';
import { planConstraintSync } from './plan-constraint-sync';
import type { SyncProblem } from './sync-problem';
import type { SyncReports } from './sync-reports';
import type { WantedInCluster } from './wanted-in-cluster';

/** Keeps the objects of policies in clusters that have Gatekeeper. */
export interface ConstraintSync {
  /** Whether a cluster is to be kept in step. */
  readonly covers: (clusterId: string) => boolean;
  /**
   * Writes what differs and removes what no policy needs. Nothing happens in a cluster without Gatekeeper. What fails
   * is told, stops nothing else, is tried again at the next evaluation, and is remembered until it succeeds.
   *
   * @throws KubernetesRequestError when the cluster does not answer; then what was remembered stays
   */
  readonly sync: (
    cluster: ArmResource,
    wanted: WantedInCluster,
    now: Date,
  ) => Promise<readonly SyncProblem[]>;
  /** What the last synchronisation of a cluster could not do; nothing for one that is not covered. */
  readonly problems: (clusterId: string) => Promise<readonly SyncProblem[]>;
}

export interface ConstraintSyncOptions {
  /** Lower-cased ids of clusters, or `*`. */
  readonly clusters: readonly string[];
  readonly openReader: (cluster: ArmResource) => Promise<KubernetesReader>;
  readonly openWriter: (cluster: ArmResource) => Promise<KubernetesWriter>;
  readonly reports: SyncReports;
  /** Milliseconds between tries of a write that met another one. Default: 250. */
  readonly pauseMs?: number;
}

/** Puts comparison and writing together. */
export function createConstraintSync(options: ConstraintSyncOptions): ConstraintSync {
  const covered = new Set(options.clusters);
  const covers = (clusterId: string): boolean => covered.has('*') || covered.has(armIdKey(clusterId));

  const bringInStep = async (
    cluster: ArmResource,
    wanted: WantedInCluster,
    now: Date,
  ): Promise<SyncProblem[]> => {
    const reader = await options.openReader(cluster);
    try {
      const existing = await readExisting(reader);
      if (existing === undefined) return [];
      const plan = planConstraintSync(desiredObjects(wanted, existing), existing, now);
      const known = [...wanted.problems, ...plan.problems];
      if (plan.writes.length + plan.stale.length === 0) return known;
      const writer = await options.openWriter(cluster);
      try {
        return [...known, ...(await carryOutPlan(plan, writer, reader, now, options.pauseMs))];
      } finally {
        writer.close();
      }
    } finally {
      reader.close();
    }
  };

  return {
    covers,
    async sync(cluster, wanted, now) {
      const problems = await bringInStep(cluster, wanted, now);
      await options.reports.save(cluster.id, problems);
      return problems;
    },
    problems: async (clusterId) => (covers(clusterId) ? options.reports.load(clusterId) : []),
  };
}
