import type { reviewOfRequest } from '../../gatekeeper';
import { forEngine } from '../evaluate';
import { isNamespace } from './judged-constraints';
import type { Neighbours } from './neighbours';
import type { AdmissionRequest } from './parse-admission-review';

/**
 * The Namespace of a request for its review: whole where it was read, else as far as the request tells it, which is its
 * name. That is all that most policies ask for.
 */
export function namespaceObjectOf(
  request: AdmissionRequest,
  { namespaceObject }: Neighbours,
): Parameters<typeof reviewOfRequest>[1] {
  if (namespaceObject !== undefined) return { namespaceObject: forEngine(namespaceObject) };
  const { namespace } = request;
  if (namespace === undefined || namespace === '' || isNamespace(request)) return {};
  return { namespaceObject: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } };
}
