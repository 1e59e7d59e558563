import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../policy';

/** Largest body, in characters: a request carries the new and the old object, each of at most 3 MiB. */
export const largestReview = 8 * 1024 * 1024;

const object = z.custom<JsonObject>((value) => isJsonObject(value), 'must be an object').nullish();
const text = z.string().max(1024);

const reviewSchema = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: z.looseObject({
    uid: text.min(1),
    kind: z.looseObject({ group: text, version: text, kind: text.min(1) }),
    operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
    name: text.optional(),
    namespace: text.optional(),
    subResource: text.optional(),
    dryRun: z.boolean().optional(),
    object,
    oldObject: object,
  }),
});

/** The `request` of an AdmissionReview v1, as the API server sends it; what is not named here is kept as it is. */
export type AdmissionRequest = z.infer<typeof reviewSchema>['request'];

/** A body that is no AdmissionReview v1. */
export class AdmissionReviewError extends Error {
  override readonly name = 'AdmissionReviewError';
  readonly code = 'InvalidAdmissionReview';
  constructor(readonly problems: readonly string[]) {
    super(
      `The body is no AdmissionReview of admission.k8s.io/v1: ${problems.join('; ')}. Let the webhook configuration name admissionReviewVersions [v1].`,
    );
  }
}

/**
 * Checks the body of a webhook call at the door. Objects are shared with the parsed body, not copied.
 *
 * @throws AdmissionReviewError saying what is wrong with it
 */
export function parseAdmissionReview(body: string): AdmissionRequest {
  if (body.length > largestReview)
    throw new AdmissionReviewError([`it is larger than ${largestReview} characters`]);
  const parsed = reviewSchema.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data.request;
  throw new AdmissionReviewError(
    parsed.error.issues.slice(0, 8).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AdmissionReviewError(['it is no JSON']);
  }
}
