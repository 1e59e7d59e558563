import { type JsonObject, joinApiVersion } from './kubernetes-object';
import type { ResourceRegistry } from './resource-registry';

/**
 * As much of OpenAPI v3 as `kubectl apply` asks for before it sends anything: that writes take `fieldValidation`, so
 * that checking is the server's business. There are no schemas, so `kubectl explain` has nothing to say.
 */
export function openApiRoot(registry: ResourceRegistry): JsonObject {
  const paths: JsonObject = {};
  for (const info of registry.all()) {
    for (const version of info.versions) {
      const path = basePath(info.group, version);
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}` };
    }
  }
  return { paths };
}

/** Undefined when the cluster serves no such version. */
export function openApiDocument(
  registry: ResourceRegistry,
  group: string,
  version: string,
): JsonObject | undefined {
  const kinds = registry.all().filter((info) => info.group === group && info.versions.includes(version));
  if (kinds.length === 0) return undefined;
  const paths: JsonObject = {};
  for (const info of kinds) {
    const inside = info.namespaced ? 'namespaces/{namespace}/' : '';
    paths[`/${basePath(group, version)}/${inside}${info.plural}/{name}`] = {
      patch: {
        operationId: `patch-${joinApiVersion(group, version)}-${info.kind}`,
        parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }],
        responses: { '200': { description: 'OK' } },
        'x-kubernetes-group-version-kind': { group, version, kind: info.kind },
      },
    };
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1' }, paths };
}

function basePath(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}
