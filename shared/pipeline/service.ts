import { armIdKey } from '../policy';
import type { Admission, AdmissionCall, AdmissionReply, Webhook } from './admission';
import type { HttpAnswer, HttpQuestion } from './arm-answer';
import { evaluateCluster } from './evaluate-cluster';
import { evaluateOneObject } from './evaluate-one-object';
import { EventError, parseEvent } from './event-grid-event';
import { planPolicyEvent, planResourceEvent } from './plan-event';
import { planScan, storedScope } from './plan-scan';
import type { EvaluationPorts } from './ports';
import { codeOf, type Rejections } from './reject';
import {
  followScan,
  type ScanRequestSettings,
  scanAbandonedAfterSeconds,
  triggerScan,
} from './scan-requests';
import { syncClusterConstraints } from './sync-cluster-constraints';
import { syncPolicies } from './sync-policies';
import { answerWhatIf, type WhatIfRequest } from './what-if';
import { parseWorkItem, type WorkItem, WorkItemError } from './work-item';

/** Where a trigger writes what a person who operates the service should read. */
export interface ServiceLog {
  info(message: string): void;
  warn(message: string): void;
}

/** The verbs that the triggers call; one call each. */
export interface Service {
  /** A resource event, as it came: the work it means. A malformed one is counted and means none. */
  planResourceEvent(event: unknown): Promise<WorkItem[]>;
  /** A policy event, as it came. */
  planPolicyEvent(event: unknown): Promise<WorkItem[]>;
  /** A tick of the timer that synchronises policies. */
  planPolicySync(timer: string): Promise<WorkItem[]>;
  /** A tick of a scan timer: a scan of each subscription on which none runs. */
  planScheduledScan(timer: string, mode: 'incremental' | 'full'): Promise<WorkItem[]>;
  /** A request to evaluate a scope: the answer, and the work to enqueue. */
  triggerScan(request: HttpQuestion): Promise<{ response: HttpAnswer; items: WorkItem[] }>;
  followScan(request: HttpQuestion): Promise<HttpAnswer>;
  /** A question which states would change; nothing is recorded. */
  whatIf(request: WhatIfRequest): Promise<HttpAnswer>;
  /** A call of a cluster's admission webhook: the answer, and the work that an admitted write leaves. */
  admit(webhook: Webhook, call: AdmissionCall): Promise<AdmissionReply>;
  /** Does one work item; gives the work that follows from it. Throws what is worth another try. */
  work(message: unknown): Promise<WorkItem[]>;
  /** Takes note that a work item failed for good. */
  giveUp(message: unknown): Promise<void>;
}

/** Everything that the service is made of. */
export interface ServiceParts {
  readonly ports: EvaluationPorts;
  readonly settings: ScanRequestSettings;
  readonly rejections: Rejections;
  readonly admission: Admission;
  readonly log: ServiceLog;
}

/** Puts the verbs together over what they read and write. */
export function createService({ ports, settings, rejections, admission, log }: ServiceParts): Service {
  const now = () => ports.now();

  const refuse = async (source: string, error: Error): Promise<never[]> => {
    log.warn(error.message);
    await rejections.count(source, codeOf(error));
    return [];
  };

  const planEvent = async (raw: unknown, plan: typeof planResourceEventOf): Promise<WorkItem[]> => {
    try {
      return await plan(raw);
    } catch (error) {
      if (error instanceof EventError) return refuse('event', error);
      throw error;
    }
  };
  const planResourceEventOf = (raw: unknown): Promise<WorkItem[]> =>
    planResourceEvent(parseEvent(raw), now(), {
      resourcesWithStates: async (scope) =>
        (await ports.store.resourcesWithStates(storedScope(scope))).map(({ resourceId }) => resourceId),
    });

  const syncConstraints = async (resourceId: string): Promise<void> => {
    for (const { code, name, message } of await syncClusterConstraints(resourceId, ports)) {
      log.warn(`${code}: ${name} on ${resourceId}: ${message}`);
      await rejections.count('constraint-sync', code);
    }
  };

  const handle = async (item: WorkItem): Promise<readonly WorkItem[]> => {
    switch (item.kind) {
      case 'policies':
        return syncPolicies(item, settings.subscriptionIds, ports);
      case 'scan':
        return planScan(item, ports);
      case 'object': {
        const report = await evaluateOneObject(item, ports);
        if (report.transitions.length > 0)
          log.info(`${report.transitions.length} states changed on ${item.clusterId}.`);
        return report.followUps;
      }
      case 'resource': {
        // Before the evaluation, whose states tell what the cluster did not take. A change of objects changes no policy.
        if (item.policyKeys === undefined) await syncConstraints(item.resourceId);
        const { transitions, components } = await evaluateCluster(item, ports);
        if (transitions.length > 0) log.info(`${transitions.length} states changed on ${item.resourceId}.`);
        if (item.scanId !== undefined)
          await ports.store.completeScanItem(item.scanId, {
            key: armIdKey(item.resourceId),
            result: { resources: 1, components },
            now: now().toISOString(),
          });
        return [];
      }
    }
  };

  return {
    planResourceEvent: (raw) => planEvent(raw, planResourceEventOf),
    planPolicyEvent: (raw) => planEvent(raw, async (event) => planPolicyEvent(parseEvent(event), now())),

    planPolicySync: async (timer) => [
      { version: 1, kind: 'policies', cause: { type: 'timer', id: timer, at: now().toISOString() } },
    ],

    async planScheduledScan(timer, mode) {
      const items: WorkItem[] = [];
      for (const subscriptionId of settings.subscriptionIds) {
        const scope = `/subscriptions/${subscriptionId}`;
        const at = now().toISOString();
        const { scan, started } = await ports.store.startOrJoinScan({
          scope,
          cause: { type: 'timer', id: timer },
          now: at,
          abandonedAfter: scanAbandonedAfterSeconds,
        });
        const cause = { type: 'timer', id: timer, at } as const;
        if (started) items.push({ version: 1, kind: 'scan', cause, scanId: scan.id, scope, mode });
      }
      return items;
    },

    triggerScan: (request) => triggerScan(request, settings, ports),
    followScan: (request) => followScan(request, settings, ports),
    whatIf: (request) => answerWhatIf(request, settings, ports, rejections),

    admit: (webhook, call) => admission.answer(webhook, call, (message) => log.warn(message)),

    async work(message) {
      let item: WorkItem;
      try {
        item = parseWorkItem(message);
      } catch (error) {
        if (error instanceof WorkItemError) return refuse('queue', error);
        throw error;
      }
      try {
        return [...(await handle(item))];
      } catch (error) {
        if (item.kind !== 'scan' || !willNotPass(error)) throw error;
        log.warn(error.message);
        await ports.store.failScan(item.scanId, {
          error: { code: codeOf(error), message: error.message },
          now: now().toISOString(),
        });
        return [];
      }
    },

    async giveUp(message) {
      await rejections.count('queue', 'WorkItemFailed');
      const item = readable(message);
      if (item === undefined) return;
      const scanId = 'scanId' in item ? item.scanId : undefined;
      const subject = item.kind === 'resource' ? item.resourceId : item.kind;
      log.warn(`The work on ${subject} failed too often and was given up. The errors of "evaluate" say why.`);
      if (scanId === undefined) return;
      await ports.store.failScan(scanId, {
        error: {
          code: 'EvaluationFailed',
          message: `The evaluation of ${subject} failed too often. Look at the errors of the function "evaluate", then trigger another.`,
        },
        now: now().toISOString(),
      });
    },
  };
}

/** Errors that trying again within a minute cannot mend: somebody has to sign in or give a role first. */
const lasting: ReadonlySet<string> = new Set(['AuthenticationFailed', 'AuthorizationFailed', 'Forbidden']);

const willNotPass = (error: unknown): error is Error => error instanceof Error && lasting.has(codeOf(error));

/** A message that is not even a work item must not fail again in the queue of failures. */
function readable(message: unknown): WorkItem | undefined {
  try {
    return parseWorkItem(message);
  } catch {
    return undefined;
  }
}
