import type { KindInfo } from './built-in-kinds';
import { type JsonObject, joinApiVersion, type KubernetesObject } from './kubernetes-object';
import type { PrinterColumn } from './resource-registry';
import { type IncludeObject, partialMetadataOf, tableOf } from './table';

/** How the client wants objects shown: as they are, as a Table, or as their metadata alone. */
export interface Representation {
  one(object: KubernetesObject): JsonObject;
  list(objects: readonly KubernetesObject[], metadata: JsonObject): JsonObject;
}

export function representationOf(
  accept: string,
  query: URLSearchParams,
  info: KindInfo,
  version: string,
  columns: readonly PrinterColumn[],
): Representation {
  const apiVersion = joinApiVersion(info.group, version);
  const served = (object: KubernetesObject): KubernetesObject =>
    object.apiVersion === apiVersion ? object : { ...object, apiVersion };
  const wanted = accept
    .split(',')
    .map((range) => /;\s*as=(Table|PartialObjectMetadata(?:List)?)\s*(?:;|$)/.exec(range)?.[1])
    .find((as, index, all) => as !== undefined || index === all.length - 1);

  if (wanted === 'Table') {
    const includeObject = (query.get('includeObject') ?? 'Metadata') as IncludeObject;
    const table = (objects: readonly KubernetesObject[], metadata: JsonObject): JsonObject =>
      tableOf(info, columns, objects.map(served), { metadata, includeObject, now: new Date() });
    return {
      one: (object) => table([object], { resourceVersion: object.metadata['resourceVersion'] ?? '' }),
      list: table,
    };
  }
  if (wanted !== undefined) {
    return {
      one: partialMetadataOf,
      list: (objects, metadata) => ({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(partialMetadataOf),
      }),
    };
  }
  return {
    one: served,
    list: (objects, metadata) => ({
      kind: `${info.kind}List`,
      apiVersion,
      metadata,
      // As in the API server, items of built-in kinds do not repeat what the list says already.
      items: info.builtIn ? objects.map(({ apiVersion: _, kind: __, ...rest }) => rest) : objects.map(served),
    }),
  };
}
