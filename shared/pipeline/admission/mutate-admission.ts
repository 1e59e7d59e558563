import {
  alwaysExcludedNamespaces,
  type JsonPatchOperation,
  jsonPatch,
  reviewOfRequest,
} from '../../gatekeeper';
import { forEngine } from '../evaluate';
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
 * @throws MutationError when mutators contradict each other or the object; the caller lets the request through
 */
export function mutateAdmission(prepared: PreparedAdmission, request: AdmissionRequest): AdmissionMutation {
  const { mutations } = prepared;
  const { operation, object, namespace } = request;
  if (mutations === undefined || (operation !== 'CREATE' && operation !== 'UPDATE')) return unchanged;
  if (namespace !== undefined && alwaysExcludedNamespaces.includes(namespace)) return unchanged;
  if (object === null || object === undefined) return unchanged;
  const namespaceObject =
    namespace === undefined || namespace === ''
      ? {}
      : { namespaceObject: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } };
  const review = reviewOfRequest(forEngine(request as Parameters<typeof forEngine>[0]), namespaceObject);
  const outcome = mutations.mutate(review);
  return { patch: jsonPatch(forEngine(object), outcome.object), applied: outcome.applied };
}
