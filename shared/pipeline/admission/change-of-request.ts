import type { WorkItem } from '../work-item';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';

/** How long a reviewed write may take to show in the cluster before it counts as not carried out, in milliseconds. */
const longestWrite = 3_000;

/**
 * The work that a reviewed and admitted write leaves behind: the evaluation of the object, so that admission is a feed
 * of changes too. Kubernetes stores the object after the review, or not at all when another webhook refuses it; the
 * item therefore says which version came before, and the evaluation waits a moment for another one.
 *
 * None for a dry run, for what no policy looks at, for subresources, and for an object without a name yet (the next
 * scan finds it).
 */
export function changeOfRequest(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
  now: Date,
): WorkItem | undefined {
  const { kind, operation, subResource, oldObject, namespace } = request;
  if (request.dryRun === true || operation === 'CONNECT') return undefined;
  if (subResource !== undefined && subResource !== '') return undefined;
  if (prepared.watched.candidates(kind.group, kind.kind).length === 0) return undefined;
  const name = request.name || textOf(request.object, 'name');
  if (name === undefined || name === '') return undefined;
  const resourceVersion = textOf(oldObject, 'resourceVersion');
  return {
    version: 1,
    kind: 'object',
    cause: { type: 'admission', id: request.uid.slice(0, 512), at: now.toISOString() },
    clusterId: prepared.cluster.id,
    object: {
      apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
      kind: kind.kind,
      name,
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    },
    expects: {
      until: new Date(now.getTime() + longestWrite).toISOString(),
      ...(resourceVersion === undefined ? {} : { otherThan: resourceVersion }),
    },
  };
}

function textOf(object: AdmissionRequest['object'], key: string): string | undefined {
  const metadata = object?.['metadata'];
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined;
  const value = (metadata as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}
