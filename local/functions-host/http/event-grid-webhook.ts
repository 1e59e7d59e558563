import type { IncomingHttpHeaders } from 'node:http';
import type { HostFunction } from '../app/host-function';
import { messageOf } from '../log';
import { jsonReply, type Reply, textReply } from './reply';

/** A delivery to `/runtime/webhooks/eventgrid`. */
export interface EventGridDelivery {
  readonly method: string;
  /** From the query; matched case-sensitively. */
  readonly functionName: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Answers a delivery as the Event Grid extension does: both validation handshakes by itself, notifications by running
 * the function once per event, in parallel. 202 when all succeed, 500 when any fails (Event Grid then sends the whole
 * batch again), 400 for what can never be handled, 404 for an unknown function.
 */
export async function answerEventGrid(
  delivery: EventGridDelivery,
  find: (name: string) => HostFunction | undefined,
  run: (target: HostFunction, event: unknown) => Promise<unknown>,
): Promise<Reply> {
  const { functionName, headers, body } = delivery;
  const target = functionName === null ? undefined : find(functionName);
  if (target === undefined) return textReply(404, `cannot find function: '${functionName ?? ''}'`);
  if (delivery.method === 'OPTIONS') return cloudEventsHandshake(headers);
  const kind = header(headers, 'aeg-event-type')?.toLowerCase();
  if (kind === 'unsubscribe') return { status: 202 };
  if (kind === 'subscriptiondeletion') return { status: 200 };
  if (kind !== 'subscriptionvalidation' && kind !== 'notification') {
    return textReply(
      400,
      'The header aeg-event-type must be SubscriptionValidation, Notification or Unsubscribe.',
    );
  }
  const events = parseEvents(body);
  if (events === undefined) return textReply(400, 'The body must be a JSON event or an array of events.');
  if (kind === 'subscriptionvalidation') return validationHandshake(events[0]);

  const outcomes = await Promise.allSettled(events.map((event) => run(target, event)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  return failed === undefined ? { status: 202 } : textReply(500, messageOf(failed.reason));
}

function validationHandshake(event: unknown): Reply {
  let data: unknown = isObject(event) ? event['data'] : undefined;
  // CloudEvents subscriptions to a function carry the data as a JSON text.
  if (typeof data === 'string') data = parseJson(data);
  const code = isObject(data) ? (data['validationCode'] ?? data['ValidationCode']) : undefined;
  if (typeof code !== 'string') return textReply(400, 'The validation event has no data.validationCode.');
  return jsonReply(200, { validationResponse: code });
}

function cloudEventsHandshake(headers: IncomingHttpHeaders): Reply {
  const origin = header(headers, 'webhook-request-origin');
  if (origin === undefined) return textReply(400, 'The header WebHook-Request-Origin is missing.');
  return {
    status: 200,
    headers: { allow: 'POST', 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' },
  };
}

function parseEvents(body: string): readonly unknown[] | undefined {
  const value = parseJson(body);
  const events: unknown[] | undefined = Array.isArray(value) ? value : isObject(value) ? [value] : undefined;
  return events?.every(isObject) ? events : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
