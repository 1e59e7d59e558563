import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventGridEvent } from './event-grid-event';

/** One event subscription: a webhook and what it wants to hear. */
export interface EventSubscription {
  readonly name: string;
  /** E.g. `http://127.0.0.1:7071/runtime/webhooks/eventgrid?functionName=onResourceChanged`. */
  readonly endpoint: string;
  /** All types when absent. */
  readonly includedEventTypes?: readonly string[];
  /** Compared in any letter case. */
  readonly subjectBeginsWith?: string;
  /** A further condition; every event when absent. */
  readonly matches?: (event: EventGridEvent) => boolean;
}

export interface EventGridDeliveryOptions {
  readonly subscriptions: readonly EventSubscription[];
  /** Waits between tries; the last one repeats. Milliseconds. */
  readonly backOff?: readonly number[];
  /** Tries of one event, the first included; 30 as in Azure when absent. */
  readonly attempts?: number;
  readonly log?: (message: string) => void;
}

export interface EventGridDelivery {
  /** The validation handshake with every endpoint. Throws EventGridValidationError when one stays without an answer. */
  validate(): Promise<void>;
  /** Takes an event and returns at once; every subscription that wants it gets it at least once, in no fixed order. */
  deliver(event: EventGridEvent): void;
  /** Settles when nothing is under way. */
  idle(): Promise<void>;
  /** Gives up what is under way. */
  close(): void;
}

/** An endpoint did not prove that it wants events. */
export class EventGridValidationError extends Error {
  readonly code = 'EventSubscriptionNotValidated';
  constructor(
    readonly subscription: string,
    reason: string,
  ) {
    super(
      `The event subscription ${subscription} could not be validated: ${reason}. Check that the Functions host runs and has the function.`,
    );
    this.name = 'EventGridValidationError';
  }
}

const defaultBackOff = [100, 300, 1000, 3000, 10_000];
const defaultAttempts = 30;
const answerTimeMs = 30_000;
const validationAttempts = 10;
/** Event Grid gives up on these at once: they will not get better. */
const final = new Set([400, 401, 403, 413]);

/** Delivers events to webhooks as Event Grid does: handshake first, at least once, with back-off. */
export function createEventGridDelivery(options: EventGridDeliveryOptions): EventGridDelivery {
  const backOff = options.backOff ?? defaultBackOff;
  const attempts = options.attempts ?? defaultAttempts;
  const log = options.log ?? (() => undefined);
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  const pause = (attempt: number): Promise<void> =>
    sleep(backOff[Math.min(attempt, backOff.length - 1)] ?? 0, undefined, { signal: closing.signal });

  const post = async (
    to: EventSubscription,
    event: EventGridEvent,
    kind: 'Notification' | 'SubscriptionValidation',
    attempt: number,
  ): Promise<{ status: number; text: string }> => {
    const response = await fetch(to.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'aeg-event-type': kind,
        'aeg-subscription-name': to.name.toUpperCase(),
        'aeg-delivery-count': String(attempt),
        'aeg-data-version': event.dataVersion,
        'aeg-metadata-version': event.metadataVersion,
        'aeg-output-event-id': randomUUID(),
      },
      body: JSON.stringify([event]),
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(answerTimeMs)]),
    });
    return { status: response.status, text: await response.text() };
  };

  const deliverTo = async (to: EventSubscription, event: EventGridEvent): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const status = await post(to, event, 'Notification', attempt).then(
        (answer) => answer.status,
        () => undefined,
      );
      if (closing.signal.aborted) return;
      if (status !== undefined && status >= 200 && status <= 204) return;
      if (status !== undefined && final.has(status)) {
        log(`${to.name} refused the event ${event.id} (${event.eventType}) with status ${status}: dropped.`);
        return;
      }
      if (attempt + 1 < attempts) await pause(attempt);
    }
    log(`${to.name} did not take the event ${event.id} (${event.eventType}) in ${attempts} tries: dropped.`);
  };

  const validateOne = async (to: EventSubscription): Promise<void> => {
    let reason = '';
    for (let attempt = 0; attempt < validationAttempts; attempt++) {
      const validationCode = randomUUID();
      const answer = await post(to, validationEvent(validationCode), 'SubscriptionValidation', 0).catch(
        (error: unknown) => ({ status: 0, text: error instanceof Error ? error.message : String(error) }),
      );
      if (answer.status === 200 && validationResponseOf(answer.text) === validationCode) return;
      reason = answer.status === 0 ? answer.text : `status ${answer.status} without the validation code`;
      if (attempt + 1 < validationAttempts) await pause(attempt);
    }
    throw new EventGridValidationError(to.name, reason);
  };

  return {
    validate: async () => void (await Promise.all(options.subscriptions.map(validateOne))),
    deliver(event) {
      if (closing.signal.aborted) return;
      for (const subscription of options.subscriptions) {
        if (!wants(subscription, event)) continue;
        const delivery = deliverTo(subscription, event)
          .catch((error: unknown) => {
            if (!closing.signal.aborted) log(`${subscription.name}: ${String(error)}`);
          })
          .finally(() => underWay.delete(delivery));
        underWay.add(delivery);
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: () => closing.abort(),
  };
}

function wants(subscription: EventSubscription, event: EventGridEvent): boolean {
  const { includedEventTypes, subjectBeginsWith, matches } = subscription;
  return (
    (includedEventTypes?.includes(event.eventType) ?? true) &&
    (subjectBeginsWith === undefined ||
      event.subject.toLowerCase().startsWith(subjectBeginsWith.toLowerCase())) &&
    (matches?.(event) ?? true)
  );
}

function validationEvent(validationCode: string): EventGridEvent {
  return {
    id: randomUUID(),
    topic: '/subscriptions/00000000-0000-0000-0000-000000000000',
    subject: '',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: new Date().toISOString().replace('Z', '0000Z'),
    dataVersion: '2',
    metadataVersion: '1',
    data: { validationCode, validationUrl: '' },
  };
}

function validationResponseOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { validationResponse?: unknown } | null)?.validationResponse;
  } catch {
    return undefined;
  }
}
