import type { ComplianceStore } from '../../shared/compliance';

/** How far the history of a resource has come. */
export interface Recording {
  /** In lower case. */
  readonly resourceId: string;
  /** The last recording whose transitions are all in the history. */
  readonly sequence: number;
}

/** What is needed of the head of a resource (shared/compliance/README.md). */
interface Head {
  readonly id: string;
  readonly partition: string;
  readonly sequence: number;
  /** Writes that its last recording still has to do, those of the history among them. */
  readonly pending: readonly unknown[];
}

/** Reads how far the histories of all resources have come, with one query for all of them. */
export async function readRecordings({
  documents,
}: Pick<ComplianceStore, 'documents'>): Promise<Recording[]> {
  const recordings: Recording[] = [];
  let continuation: string | undefined;
  do {
    const page = await documents.query<Head>('resources', continuation === undefined ? {} : { continuation });
    for (const { document } of page.items) {
      const { partition: resourceId, sequence, pending } = document;
      recordings.push({ resourceId, sequence: pending.length === 0 ? sequence : sequence - 1 });
    }
    continuation = page.continuation;
  } while (continuation !== undefined);
  return recordings;
}
