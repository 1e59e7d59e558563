import { armError, type HttpAnswer, type HttpQuestion } from './arm-answer';
import { checkRequest } from './check-request';
import { storedScope } from './plan-scan';
import type { EvaluationPorts } from './ports';
import type { WorkItem } from './work-item';

/** What answering scan requests needs to know of the settings. */
export interface ScanRequestSettings {
  readonly publicUrl: string;
  readonly subscriptionIds: readonly string[];
  readonly apiAuthentication: 'appService' | 'none';
}

const followApiVersion = '2024-10-01';
/** Seconds between two looks at a scan: clients of a loopback service do not wait long. */
const retryAfter = (settings: ScanRequestSettings): string =>
  settings.apiAuthentication === 'none' ? '1' : '5';

/**
 * Answers `POST {scope}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation`: starts a scan of a
 * subscription or resource group, or joins the one that runs there, and tells where to follow it (PolicyInsights REST:
 * trigger evaluation; ARM asynchronous operations with `Location`).
 *
 * @returns the answer, and the work to enqueue: none when a running scan was joined
 */
export async function triggerScan(
  request: HttpQuestion,
  settings: ScanRequestSettings,
  ports: EvaluationPorts,
): Promise<{ response: HttpAnswer; items: WorkItem[] }> {
  const refuse = (response: HttpAnswer) => ({ response, items: [] });
  const refusal = checkRequest(request, settings.apiAuthentication);
  if (refusal !== undefined) return refuse(refusal);
  const { subscriptionId = '', resourceGroupName } = request.params;
  if (!settings.subscriptionIds.includes(subscriptionId.toLowerCase()))
    return refuse(unknownSubscription(subscriptionId));
  if (resourceGroupName !== undefined) {
    const group = await ports.resources.getResourceGroup(subscriptionId, resourceGroupName);
    if (group === undefined)
      return refuse(
        armError(
          404,
          'ResourceGroupNotFound',
          `Resource group '${resourceGroupName.slice(0, 90)}' could not be found.`,
        ),
      );
  }
  const scope = `/subscriptions/${subscriptionId}${resourceGroupName === undefined ? '' : `/resourceGroups/${resourceGroupName}`}`;
  const now = ports.now().toISOString();
  const { scan, started } = await ports.store.startOrJoinScan({
    scope,
    cause: { type: 'scan', id: 'triggerEvaluation' },
    now,
    abandonedAfter: scanAbandonedAfterSeconds,
  });
  const location = `${settings.publicUrl}/subscriptions/${subscriptionId}/providers/Microsoft.PolicyInsights/asyncOperationResults/${scan.id}?api-version=${followApiVersion}`;
  const items: WorkItem[] = started
    ? [
        {
          version: 1,
          kind: 'scan',
          cause: { type: 'scan', id: scan.id, at: now },
          scanId: scan.id,
          scope,
          mode: 'full',
        },
      ]
    : [];
  return {
    response: { status: 202, headers: { location, 'retry-after': retryAfter(settings) } },
    items,
  };
}

/**
 * Answers the poll of a scan: 202 while it runs, 200 when it has succeeded, 409 with the error when it has failed
 * (with `Location` there is no other way to tell a failure, and clients would repeat a 5xx).
 */
export async function followScan(
  request: HttpQuestion,
  settings: ScanRequestSettings,
  ports: EvaluationPorts,
): Promise<HttpAnswer> {
  const refusal = checkRequest(request, settings.apiAuthentication);
  if (refusal !== undefined) return refusal;
  const { subscriptionId = '', operationId = '' } = request.params;
  if (!settings.subscriptionIds.includes(subscriptionId.toLowerCase()))
    return unknownSubscription(subscriptionId);
  const scan = await ports.store.scan(operationId);
  if (scan === undefined || !belongsTo(scan.scope, subscriptionId))
    return armError(
      404,
      'ResourceNotFound',
      `The evaluation '${operationId.slice(0, 90)}' does not exist. Trigger one.`,
    );
  if (scan.status === 'Succeeded') return { status: 200, jsonBody: { status: 'Succeeded' } };
  if (scan.status === 'Failed')
    return armError(
      409,
      scan.error?.code ?? 'EvaluationFailed',
      scan.error?.message ?? 'The evaluation failed. Trigger another.',
    );
  return { status: 202, headers: { location: request.url, 'retry-after': retryAfter(settings) } };
}

/** A scan that has not ended by then was lost with its instance; another may start. */
export const scanAbandonedAfterSeconds = 3600;

function belongsTo(scope: string, subscriptionId: string): boolean {
  const stored = storedScope(scope);
  return 'subscriptionId' in stored && stored.subscriptionId.toLowerCase() === subscriptionId.toLowerCase();
}

const unknownSubscription = (id: string): HttpAnswer =>
  armError(
    404,
    'SubscriptionNotFound',
    `The subscription '${id.slice(0, 60)}' could not be found. Add it to the setting PLIMSOLL_SUBSCRIPTIONS to watch it.`,
  );
