import {
  type Constraint,
  createInventory,
  type Expander,
  evaluateReview,
  expandReview,
  type Inventory,
  type JsonObject,
  type Review,
  reviewOf,
  reviewOfRequest,
} from '../../shared/gatekeeper';

/** Wall time that one constraint may take on one object, in milliseconds. */
const timeLimit = 10_000;

const reviewFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'request', 'response']);
const requestFields: ReadonlySet<string> = new Set([
  'uid',
  'kind',
  'resource',
  'subResource',
  'requestKind',
  'requestResource',
  'requestSubResource',
  'name',
  'namespace',
  'operation',
  'userInfo',
  'object',
  'oldObject',
  'dryRun',
  'options',
]);

/** An object that a suite cannot review. */
export class UnreviewableError extends Error {
  override readonly name = 'UnreviewableError';
  readonly code = 'Unreviewable';
}

/**
 * The messages of all violations that a constraint finds in an object, as `gator verify` counts them: whatever the
 * enforcement action, in the object and in all that it implies. An evaluation that fails is a violation with the
 * reason as its message. Source: Gatekeeper's suites.
 *
 * @param inventory what the cluster holds beside the object
 * @throws UnreviewableError for an AdmissionReview that lacks what it must have, or code that fails
 */
export function judgeObject(
  object: JsonObject,
  constraint: Constraint,
  inventory: readonly JsonObject[],
  expander?: Expander,
): string[] {
  if (constraint.enforcementActions('gator.gatekeeper.sh').length === 0) return [];
  const known = createInventory(inventory);
  const messages: string[] = [];
  for (const review of reviewsOf(object, known, expander)) {
    const outcome = evaluateReview(constraint, review, {
      inventory: known.document,
      budget: { milliseconds: timeLimit },
    });
    if (outcome.error?.code === 'evaluation_failed') messages.push(outcome.error.message);
    else if (outcome.error !== undefined)
      throw new UnreviewableError(`The template failed: ${outcome.error.code}: ${outcome.error.message}`);
    messages.push(...outcome.violations.map(({ message }) => message));
  }
  return messages;
}

function reviewsOf(object: JsonObject, known: Inventory, expander: Expander | undefined): Review[] {
  if (isAdmissionReview(object)) {
    const request = requestOf(object);
    return [withoutNamespaceObject(reviewOfRequest(request, namespaceOption(request['namespace'], known)))];
  }
  const metadata = object['metadata'] as JsonObject | undefined;
  const namespace = typeof metadata === 'object' ? metadata['namespace'] : undefined;
  const review = reviewOf(object, namespaceOption(namespace, known));
  const all = expander === undefined ? [review] : [review, ...expandReview(expander, review)];
  return all.map(withoutNamespaceObject);
}

function namespaceOption(name: unknown, known: Inventory): { readonly namespaceObject?: JsonObject } {
  const namespaceObject = typeof name === 'string' ? known.namespace(name) : undefined;
  return namespaceObject === undefined ? {} : { namespaceObject };
}

/** Suites match by the namespaces of the inventory, but gator shows templates none of them as `namespaceObject`. */
function withoutNamespaceObject(review: Review): Review {
  return { ...review, document: { ...review.document, namespaceObject: {} } };
}

const isAdmissionReview = (object: JsonObject): boolean =>
  object['kind'] === 'AdmissionReview' && String(object['apiVersion']).startsWith('admission.k8s.io/');

function requestOf(object: JsonObject): JsonObject {
  refuseUnknown(object, reviewFields, 'The AdmissionReview');
  const request = object['request'];
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw new UnreviewableError('The AdmissionReview has no request.');
  refuseUnknown(request as JsonObject, requestFields, 'The request of the AdmissionReview');
  const { object: now, oldObject: before } = request as JsonObject;
  for (const [name, value] of [
    ['object', now],
    ['oldObject', before],
  ] as const) {
    const kind = (value as JsonObject | null | undefined)?.['kind'];
    if (value !== undefined && value !== null && typeof kind !== 'string')
      throw new UnreviewableError(`request.${name} of the AdmissionReview has no kind.`);
  }
  return request as JsonObject;
}

function refuseUnknown(object: JsonObject, known: ReadonlySet<string>, what: string): void {
  const unknown = Object.keys(object).find((key) => !known.has(key));
  if (unknown !== undefined) throw new UnreviewableError(`${what} has an unknown field "${unknown}".`);
}
