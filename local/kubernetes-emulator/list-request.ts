import { badRequest } from './api-error';
import { parseFieldSelector } from './field-selector';
import { type KubernetesObject, objectAt } from './kubernetes-object';
import { parseLabelSelector } from './label-selector';
import type { ListRequest } from './list-objects';
import { drawerOf } from './object-writer';
import type { ResourceTarget } from './request-target';

/** The query parameters of a list, watch or collection delete. */
export function listRequestOf(target: ResourceTarget, query: URLSearchParams): ListRequest {
  const limit = Number(query.get('limit') ?? 0);
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw badRequest('limit must be a whole number that is not negative');
  const continueToken = query.get('continue') || undefined;
  const resourceVersion = query.get('resourceVersion') ?? undefined;
  if (continueToken !== undefined && resourceVersion !== undefined && !['', '0'].includes(resourceVersion)) {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  return {
    drawer: drawerOf(target.info),
    namespace: target.namespace,
    matches: selection(target, query),
    limit,
    continueToken,
    resourceVersion: continueToken === undefined ? resourceVersion : undefined,
    resourceVersionMatch: query.get('resourceVersionMatch') || undefined,
  };
}

function selection(
  target: ResourceTarget,
  query: URLSearchParams,
): ((object: KubernetesObject) => boolean) | undefined {
  const { name } = target;
  const labels = query.get('labelSelector');
  const fields = query.get('fieldSelector');
  const tests: ((object: KubernetesObject) => boolean)[] = [];
  if (name !== undefined) tests.push((object) => object.metadata.name === name);
  if (labels) {
    const matches = parseLabelSelector(labels);
    tests.push((object) => matches(objectAt(object, 'metadata', 'labels')));
  }
  if (fields) tests.push(parseFieldSelector(fields, target.info));
  return tests.length === 0 ? undefined : (object) => tests.every((test) => test(object));
}
