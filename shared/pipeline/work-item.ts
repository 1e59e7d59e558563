import { z } from 'zod';
import { parseArmId } from '../policy';

/** Why something is evaluated. Travels from the trigger to the stored state, so that every state can name its cause. */
const causeSchema = z.strictObject({
  type: z.enum(['event', 'timer', 'scan', 'policy', 'admission']),
  /** The event's id, the timer's name, the scan's id or the uid of the admission request. */
  id: z.string().min(1).max(512),
  /** When it happened, ISO 8601 in UTC. */
  at: z.iso.datetime(),
});

const armId = z.string().min(2).max(2048).startsWith('/', 'must be an ARM id that starts with "/"');

const resourceId = armId.refine(
  (id) => parseArmId(id)?.kind === 'resource',
  'must be the ARM id of a resource',
);
const scope = armId.refine((id) => parseArmId(id) !== undefined, 'must be the ARM id of a scope');

/** What Kubernetes allows in a path: anything else would lead to another place of the API. */
const pathSegment = /^(?!\.{1,2}$)[^/%]+$/;
const objectName = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(pathSegment, 'must be a name without "/" and "%", and not "." or ".."');

const objectReferenceSchema = z.strictObject({
  apiVersion: z.string().min(1).max(256),
  kind: z.string().min(1).max(256),
  namespace: objectName(256).optional(),
  name: objectName(512),
});

/** A write that was let through but may not be stored yet, or never will be. */
const expectedWriteSchema = z.strictObject({
  /** The version before the write; absent when there was no such object. */
  otherThan: z.string().min(1).max(64).optional(),
  /** When to stop waiting for another version, ISO 8601 in UTC. */
  until: z.iso.datetime(),
});

const base = { version: z.literal(1), cause: causeSchema };

const workItemSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('policies') }),
  z.strictObject({
    ...base,
    kind: z.literal('scan'),
    scanId: z.string().min(1).max(128),
    scope,
    mode: z.enum(['incremental', 'full']),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('resource'),
    resourceId,
    scanId: z.string().min(1).max(128).optional(),
    /** Only the policies of these assignments; all when absent. */
    assignmentIds: z.array(armId).max(200).optional(),
    /** Only these policies in force over its objects, by key (assignment id, `|`, definition reference id). */
    policyKeys: z.array(z.string().min(2).max(4096)).min(1).max(200).optional(),
    /** What made this necessary happened before this moment: one evaluation after it is enough. */
    since: z.iso.datetime().optional(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('object'),
    clusterId: resourceId,
    object: objectReferenceSchema,
    expects: expectedWriteSchema.optional(),
  }),
]);

/** A cause: an event, a tick of a timer, a requested scan, a change of the policies or an admitted request. */
export type Cause = z.infer<typeof causeSchema>;

/** A write that an evaluation waits a moment for. */
export type ExpectedWrite = z.infer<typeof expectedWriteSchema>;

/** A Kubernetes object, named but not carried: the evaluation reads its current state. */
export type ObjectReference = z.infer<typeof objectReferenceSchema>;

/**
 * What to evaluate, and why. Small, versioned and idempotent: it names things and never carries their content, so
 * that handling it twice, late or out of order ends in the same stored states.
 *
 * - `policies`: read the policies again and evaluate what their change touches
 * - `scan`: plan the evaluation of every resource of a scope
 * - `resource`: evaluate one cluster and its workloads (or forget it, when it is gone)
 * - `object`: evaluate one Kubernetes object (or forget it, when it is gone)
 */
export type WorkItem = z.infer<typeof workItemSchema>;

/** A queue message is no work item. It can never succeed, so it is counted and dropped, not retried. */
export class WorkItemError extends Error {
  readonly code = 'InvalidWorkItem';
  constructor(readonly issues: readonly string[]) {
    super(
      `The queue message is no work item of version 1: ${issues.join('; ')}. It was dropped; enqueue a corrected one.`,
    );
    this.name = 'WorkItemError';
  }
}

/**
 * Checks a queue message at the door.
 *
 * @param message the parsed JSON of the message, or its text where it was not JSON
 * @throws WorkItemError listing what is wrong with it
 */
export function parseWorkItem(message: unknown): WorkItem {
  const parsed = workItemSchema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new WorkItemError(
    parsed.error.issues.slice(0, 8).map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`),
  );
}
