import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { armIdKey } from '../../policy';
import type { SyncProblem } from './sync-problem';

/**
 * Keeps what the last synchronisation of each cluster came to. It is no part of an evaluation, yet every evaluation has
 * to tell of it, whichever process does it.
 */
export interface SyncReports {
  /** Empty when all went well, and when there was no synchronisation. */
  load(clusterId: string): Promise<readonly SyncProblem[]>;
  save(clusterId: string, problems: readonly SyncProblem[]): Promise<void>;
}

const partition = 'constraint-sync';

/** More problems than this have one cause, which the first of them tell; a document has its limit. */
const mostKept = 500;

interface ReportDocument {
  readonly id: string;
  readonly partition: typeof partition;
  readonly clusterId: string;
  readonly problems: readonly SyncProblem[];
}

/** Keeps reports in a Cosmos DB container with partition key `/partition`: a document per cluster, written when it changes. */
export function createCosmosSyncReports(container: Container): SyncReports {
  const idOf = (clusterId: string): string =>
    `report-${createHash('sha256').update(armIdKey(clusterId)).digest('hex')}`;
  const load = async (clusterId: string): Promise<readonly SyncProblem[]> => {
    const { resource } = await container.item(idOf(clusterId), partition).read<ReportDocument>();
    return resource?.problems ?? [];
  };
  return {
    load,
    async save(clusterId, all) {
      const problems = all.slice(0, mostKept);
      if (JSON.stringify(await load(clusterId)) === JSON.stringify(problems)) return;
      await container.items.upsert<ReportDocument>({
        id: idOf(clusterId),
        partition,
        clusterId: armIdKey(clusterId),
        problems,
      });
    },
  };
}

/** Keeps reports in this process: for tests and tools. */
export function createMemorySyncReports(): SyncReports {
  const kept = new Map<string, readonly SyncProblem[]>();
  return {
    load: async (clusterId) => kept.get(armIdKey(clusterId)) ?? [],
    save: async (clusterId, problems) => void kept.set(armIdKey(clusterId), problems.slice(0, mostKept)),
  };
}
