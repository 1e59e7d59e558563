import {
  alwaysExcludedNamespaces,
  type JsonPatchOperation,
  jsonPatch,
  reviewOfRequest,
} from '../../gatekeeper';
import { forEngine } from '../evaluate';
import { isNamespace } from './judged-constraints';
import { namespaceObjectOf } from './namespace-object-of';
import type { Neighbours } from './neighbours';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';

/** What the mutations in force make of a request's object. */
export interface AdmissionMutation {
  /** JSON Patch (RFC 6902); empty when nothing changes. */
  readonly patch: readonly JsonPatchOperation[];
  /** Names of the mutators that had a part in it. */
  readonly applied: readonly string[];
}

const unchanged: AdmissionMutation = { patch: [], applied: [] };

/**
 * Mutates the object of a CREATE or UPDATE by every mutation in force, as Gatekeeper does it.
 *
 * @throws MutationError when mutators contradict each other or the object, NamespaceUnavailableError when they select by
 *   a Namespace that could not be read; the caller lets the request through
 */
export function mutateAdmission(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
  neighbours: Neighbours,
): AdmissionMutation {
  const { mutations } = prepared;
  const { operation, object, namespace } = request;
  if (mutations === undefined || (operation !== 'CREATE' && operation !== 'UPDATE')) return unchanged;
  if (namespace !== undefined && alwaysExcludedNamespaces.includes(namespace)) return unchanged;
  if (object === null || object === undefined) return unchanged;
  const isLacking = prepared.mutationsNamespaced && neighbours.namespaceObject === undefined;
  if (isLacking && namespace && !isNamespace(request)) throw new NamespaceUnavailableError(namespace);
  const review = reviewOfRequest(
    forEngine(request as Parameters<typeof forEngine>[0]),
    namespaceObjectOf(request, neighbours),
  );
  const outcome = mutations.mutate(review);
  return { patch: jsonPatch(forEngine(object), outcome.object), applied: outcome.applied };
}

/** A Namespace that a mutator selects by could not be read. */
class NamespaceUnavailableError extends Error {
  override readonly name = 'NamespaceUnavailableError';
  readonly code = 'NamespaceUnavailable';
  constructor(namespace: string) {
    super(
      `The Namespace ${namespace} could not be read from the cluster in time, and mutations select by its labels. Check that the service may read Namespaces.`,
    );
  }
}
