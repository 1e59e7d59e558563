import type { Cause } from './cause';

export type ScanStatus = 'Queued' | 'Running' | 'Succeeded' | 'Failed';

export interface ScanCounts {
  readonly resources: number;
  readonly components: number;
  /** Policies in force, each counted once, as given when the work was planned. */
  readonly policies: number;
}

/** One run over a scope: planned into items of work, and finished when the last of them is. Dates are ISO 8601. */
export interface Scan {
  readonly id: string;
  /** As given by whoever asked first. */
  readonly scope: string;
  readonly status: ScanStatus;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly cause: Cause;
  /** Items of work planned so far, and those of them that are done. */
  readonly planned: number;
  readonly completed: number;
  /** Of the completed items. */
  readonly counts: ScanCounts;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A piece of work of a scan, e.g. one cluster. */
export interface ScanItem {
  /** Names the work within its scan: planning the same one twice plans it once. */
  readonly key: string;
}

/** What doing an item of work amounted to. */
export interface ScanItemResult {
  readonly resources: number;
  readonly components: number;
}
