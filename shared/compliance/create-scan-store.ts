import { createHash } from 'node:crypto';
import type { Cause } from './cause';
import { ComplianceStoreError } from './compliance-store-error';
import type { Condition, DocumentStore, DocumentWrite, Versioned } from './document-store';
import type { StoredDocument } from './documents';
import { queryAll, readByIds } from './query-all';
import type { Scan, ScanStatus } from './scan';
import type { ScanStore } from './scan-store';
import { resourceKeyOf } from './state-id';

const ABANDONED_AFTER_SECONDS = 6 * 60 * 60;
const MAX_ATTEMPTS = 20;
const SCAN_ID = 'scan';

/** Which scan is the newest of a scope: what makes callers join instead of starting a second one. */
interface ScopeDocument extends StoredDocument {
  readonly scanId: string;
  readonly run: number;
}

interface ScanDocument extends StoredDocument {
  readonly type: 'scan';
  readonly scope: string;
  readonly status: ScanStatus;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly cause: Cause;
  readonly allPlanned: boolean;
  readonly policies: number;
  readonly error?: { readonly code: string; readonly message: string };
}

interface ItemDocument extends StoredDocument {
  readonly type: 'item';
  readonly key: string;
  readonly completed: boolean;
  readonly resources: number;
  readonly components: number;
}

/** The scan part of the compliance store. Counts are read from the items, so that no counter can drift. */
export function createScanStore(documents: DocumentStore): ScanStore {
  return { startOrJoinScan, planScanItems, completeScanItem, failScan, scan: readScan, latestScan };

  async function startOrJoinScan({
    scope,
    cause,
    now,
    abandonedAfter = ABANDONED_AFTER_SECONDS,
  }: Parameters<ScanStore['startOrJoinScan']>[0]): ReturnType<ScanStore['startOrJoinScan']> {
    const partition = `scope:${resourceKeyOf(scope)}`;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const newest = await documents.read<ScopeDocument>('scans', partition, 'scope');
      if (newest !== undefined) {
        const scanId = newest.document.scanId;
        const running = await documents.read<ScanDocument>('scans', scanId, SCAN_ID);
        // Whoever started it has not got to writing it down yet, or never will: do it for them.
        if (running === undefined)
          await documents.write('scans', { document: scanDocument(scanId, scope, cause, now) });
        if (running === undefined || !hasEnded(running.document)) {
          const age = Date.parse(now) - Date.parse(running?.document.requestedAt ?? now);
          if (age <= abandonedAfter * 1000) {
            const scan = await readScan(scanId);
            if (scan !== undefined) return { scan, started: false };
            continue;
          }
          const message = `The scan did not end within ${abandonedAfter} seconds and was given up.`;
          await failScan(scanId, { error: { code: 'ScanAbandoned', message }, now });
        }
      }
      const run = (newest?.document.run ?? 0) + 1;
      const scanId = scanIdOf(scope, run);
      const document: ScopeDocument = { id: 'scope', partition, scanId, run };
      const taken = await documents.write('scans', { document, ...(newest ? { etag: newest.etag } : {}) });
      if (taken === undefined) continue;
      await documents.write('scans', { document: scanDocument(scanId, scope, cause, now) });
      const scan = await readScan(scanId);
      if (scan !== undefined) return { scan, started: true };
    }
    throw contention(scope);
  }

  async function planScanItems(
    scanId: string,
    { items, done, policies, now }: Parameters<ScanStore['planScanItems']>[1],
  ): Promise<Scan> {
    const planned = items.map(({ key }) => itemDocument(scanId, key));
    const known = new Set(
      (
        await readByIds(
          documents,
          'scans',
          scanId,
          planned.map(({ id }) => id),
        )
      ).map(({ document }) => document.id),
    );
    const fresh = planned.filter(({ id }) => !known.has(id));
    if (fresh.length > 0)
      await documents.writeMany(
        'scans',
        fresh.map((document): DocumentWrite => ({ document })),
      );
    await change(scanId, (scan) => ({
      ...scan,
      status: scan.status === 'Queued' ? 'Running' : scan.status,
      startedAt: scan.startedAt ?? now,
      allPlanned: scan.allPlanned || done,
      policies: policies ?? scan.policies,
    }));
    if (done) await finishIfDone(scanId, now);
    const scan = await readScan(scanId);
    if (scan === undefined) throw unknownScan(scanId);
    return scan;
  }

  async function completeScanItem(
    scanId: string,
    { key, result, now }: Parameters<ScanStore['completeScanItem']>[1],
  ): ReturnType<ScanStore['completeScanItem']> {
    const id = itemDocument(scanId, key).id;
    const item = await documents.read<ItemDocument>('scans', scanId, id);
    let counted = false;
    if (item !== undefined && !item.document.completed) {
      const document = { ...item.document, completed: true, ...result };
      // When it fails, somebody else has completed it: nothing else changes an item.
      counted = (await documents.write('scans', { document, etag: item.etag })) !== undefined;
    }
    // Also after a repeated completion: the first one may have died before it could finish the scan.
    const finished = item !== undefined && (await finishIfDone(scanId, now));
    return { scan: await readScan(scanId), counted, finished };
  }

  async function failScan(
    scanId: string,
    { error, now }: Parameters<ScanStore['failScan']>[1],
  ): Promise<Scan | undefined> {
    if ((await documents.read('scans', scanId, SCAN_ID)) === undefined) return undefined;
    await change(scanId, (scan) => ({ ...scan, status: 'Failed', finishedAt: now, error }));
    return readScan(scanId);
  }

  async function readScan(scanId: string): Promise<Scan | undefined> {
    const found = await documents.read<ScanDocument>('scans', scanId, SCAN_ID);
    if (found === undefined) return undefined;
    const items = await itemsOf(scanId);
    const completed = items.filter(({ document }) => document.completed);
    const sum = (of: (item: ItemDocument) => number): number =>
      completed.reduce((total, { document }) => total + of(document), 0);
    const {
      id: _id,
      partition,
      type: _type,
      allPlanned: _all,
      policies,
      ttl: _ttl,
      ...scan
    } = found.document;
    return {
      id: partition,
      ...scan,
      planned: items.length,
      completed: completed.length,
      counts: {
        resources: sum((item) => item.resources),
        components: sum((item) => item.components),
        policies,
      },
    };
  }

  async function latestScan(scope: string): Promise<Scan | undefined> {
    const newest = await documents.read<ScopeDocument>('scans', `scope:${resourceKeyOf(scope)}`, 'scope');
    return newest && readScan(newest.document.scanId);
  }

  /** Ends the scan when all work is planned and done. True for the one caller whose write ended it. */
  async function finishIfDone(scanId: string, now: string): Promise<boolean> {
    const found = await documents.read<ScanDocument>('scans', scanId, SCAN_ID);
    if (found === undefined || hasEnded(found.document) || !found.document.allPlanned) return false;
    const open = await documents.query<ItemDocument>('scans', {
      partition: scanId,
      where: [
        { field: 'type', equals: 'item' },
        { field: 'completed', equals: false },
      ],
      pageSize: 1,
    });
    if (open.items.length > 0) return false;
    return change(scanId, (scan) => ({ ...scan, status: 'Succeeded', finishedAt: now }));
  }

  /** Changes a scan that has not ended. True when this call changed it. */
  async function change(scanId: string, to: (scan: ScanDocument) => ScanDocument): Promise<boolean> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const found = await documents.read<ScanDocument>('scans', scanId, SCAN_ID);
      if (found === undefined) throw unknownScan(scanId);
      if (hasEnded(found.document)) return false;
      const write = { document: to(found.document), etag: found.etag };
      if ((await documents.write('scans', write)) !== undefined) return true;
    }
    throw contention(scanId);
  }

  function itemsOf(scanId: string): Promise<Versioned<ItemDocument>[]> {
    const where: Condition[] = [{ field: 'type', equals: 'item' }];
    return queryAll<ItemDocument>(documents, 'scans', { partition: scanId, where });
  }
}

function hasEnded(scan: ScanDocument): boolean {
  return scan.status === 'Succeeded' || scan.status === 'Failed';
}

function scanDocument(scanId: string, scope: string, cause: Cause, now: string): ScanDocument {
  return {
    id: SCAN_ID,
    partition: scanId,
    type: 'scan',
    scope,
    status: 'Queued',
    requestedAt: now,
    startedAt: null,
    finishedAt: null,
    cause,
    allPlanned: false,
    policies: 0,
  };
}

function itemDocument(scanId: string, key: string): ItemDocument {
  const id = `item-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  return { id, partition: scanId, type: 'item', key, completed: false, resources: 0, components: 0 };
}

/** A GUID that follows from the scope and the number of its run: starting twice at once gives one id. */
function scanIdOf(scope: string, run: number): string {
  const hex = createHash('sha256')
    .update(`${resourceKeyOf(scope)}|${run}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function unknownScan(scanId: string): ComplianceStoreError {
  return new ComplianceStoreError(
    'unknown-scan',
    scanId,
    `There is no scan ${scanId}. Start one with startOrJoinScan.`,
  );
}

function contention(about: string): ComplianceStoreError {
  const message = `${about} kept changing while it was written (${MAX_ATTEMPTS} attempts). Try again.`;
  return new ComplianceStoreError('contention', about, message);
}
