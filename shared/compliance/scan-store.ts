import type { Cause } from './cause';
import type { Scan, ScanItem, ScanItemResult } from './scan';

/** Scans: at most one runs per scope, and its items of work may be planned and completed any number of times. */
export interface ScanStore {
  /**
   * Starts a scan of a scope, or joins the one that runs there. A scan that has not ended after `abandonedAfter`
   * seconds (6 hours unless given) is taken for dead: it becomes Failed and a new one starts.
   * `started` is true for exactly one of several callers at once.
   */
  startOrJoinScan(request: {
    readonly scope: string;
    readonly cause: Cause;
    readonly now: string;
    readonly abandonedAfter?: number;
  }): Promise<{ readonly scan: Scan; readonly started: boolean }>;
  /**
   * Adds work to a scan; items planned already stay as they are. Moves a Queued scan to Running.
   * With `done` no more work will be planned: the scan ends with the last item, at once if none is left.
   * @throws ComplianceStoreError `unknown-scan`
   */
  planScanItems(
    scanId: string,
    plan: {
      readonly items: readonly ScanItem[];
      readonly done: boolean;
      readonly policies?: number;
      readonly now: string;
    },
  ): Promise<Scan>;
  /**
   * Notes that an item is done. The first completion of an item counts; others, those of items never planned,
   * of a scan that has ended, and of an unknown scan change nothing.
   * `finished` is true for exactly one call: the one with which the scan ended.
   */
  completeScanItem(
    scanId: string,
    completion: { readonly key: string; readonly result: ScanItemResult; readonly now: string },
  ): Promise<{ readonly scan: Scan | undefined; readonly counted: boolean; readonly finished: boolean }>;
  /** Ends a scan as Failed, unless it has ended. Undefined when there is no such scan. */
  failScan(
    scanId: string,
    failure: { readonly error: { readonly code: string; readonly message: string }; readonly now: string },
  ): Promise<Scan | undefined>;
  /** A scan with its counts as they are now; undefined when there is no such scan. */
  scan(scanId: string): Promise<Scan | undefined>;
  /** The newest scan of a scope, running or not; undefined when there was none. */
  latestScan(scope: string): Promise<Scan | undefined>;
}
