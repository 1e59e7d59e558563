import { setTimeout as sleep } from 'node:timers/promises';
import type { ComplianceStore, Scan } from '../../shared/compliance';

/** A scan ended badly, or could not be started. */
export class ScanFailedError extends Error {
  readonly code = 'ScanFailed';
  constructor(
    readonly scope: string,
    reason: string,
  ) {
    super(`The scan of ${scope} failed: ${reason}`);
    this.name = 'ScanFailedError';
  }
}

const apiVersion = '2024-10-01';
/** A small scan is over at once; a large one is not asked about all the time. */
const shortestPause = 50;
const longestPause = 500;

/**
 * Scans a subscription as any client would: triggers the evaluation over HTTP and follows it to its end.
 *
 * @param onProgress told how many of the planned resources are done
 * @param stop ends the following; the scan itself goes on
 * @returns undefined when it was stopped
 * @throws ScanFailedError
 */
export async function runScan(
  hostUrl: string,
  subscriptionId: string,
  store: ComplianceStore,
  onProgress: (done: number, total: number) => void,
  stop: AbortSignal,
): Promise<Scan | undefined> {
  const scope = `/subscriptions/${subscriptionId}`;
  const trigger = `${hostUrl}${scope}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation?api-version=${apiVersion}`;
  const answer = await fetch(trigger, { method: 'POST' });
  const location = answer.headers.get('location');
  if (answer.status !== 202 || location === null) throw new ScanFailedError(scope, await reasonOf(answer));
  const id = new URL(location).pathname.split('/').pop() ?? '';
  for (let pause = shortestPause; !stop.aborted; pause = Math.min(longestPause, pause * 1.2)) {
    const poll = await fetch(location);
    const scan = await store.scan(id);
    if (scan !== undefined) onProgress(scan.completed, scan.planned);
    if (poll.status === 200 && scan !== undefined) return scan;
    if (poll.status !== 202) throw new ScanFailedError(scope, await reasonOf(poll));
    await sleep(pause);
  }
  return undefined;
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return `HTTP ${answer.status} ${text.slice(0, 300)}`.trim();
  }
}
