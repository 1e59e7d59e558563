import { z } from 'zod';

const eventSchema = z.object({
  id: z.string().min(1).max(512),
  eventType: z.string().min(1).max(256),
  subject: z.string().max(2048).default(''),
  topic: z.string().max(2048).optional(),
  eventTime: z.string().max(64).optional(),
  data: z.record(z.string(), z.unknown()).default({}),
});

/** An event in the Event Grid schema, reduced to what the service reads. Claims and requests are left behind: they hold personal data. */
export type EventGridEvent = z.infer<typeof eventSchema>;

/** An event cannot be understood. Retrying cannot mend it, so it is counted and dropped. */
export class EventError extends Error {
  readonly code = 'InvalidEvent';
  constructor(
    readonly eventId: string,
    reason: string,
  ) {
    super(`Event "${eventId}" was dropped: ${reason}. Check the event subscription and the publisher.`);
    this.name = 'EventError';
  }
}

/**
 * Checks an event at the door. Accepts the Event Grid schema and CloudEvents 1.0 (told apart by `specversion`).
 *
 * @throws EventError naming the event where it has an id
 */
export function parseEvent(raw: unknown): EventGridEvent {
  const event = isCloudEvent(raw)
    ? { ...raw, eventType: raw['type'], topic: raw['source'], eventTime: raw['time'] }
    : raw;
  const parsed = eventSchema.safeParse(event);
  if (parsed.success) return parsed.data;
  const id = isRecord(raw) && typeof raw['id'] === 'string' ? raw['id'].slice(0, 128) : 'without id';
  const issues = parsed.error.issues
    .slice(0, 4)
    .map((issue) => `${issue.path.join('.') || 'event'} ${issue.message}`);
  throw new EventError(id, issues.join('; '));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCloudEvent = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value['specversion'] === 'string';
