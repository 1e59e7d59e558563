import type { KindInfo } from './built-in-kinds';
import { since } from './durations';
import { evaluateJsonPath } from './json-path';
import type { JsonObject, JsonValue, KubernetesObject } from './kubernetes-object';
import type { PrinterColumn } from './resource-registry';
import { ageColumn, type Column, columnsFor, nameColumn } from './table-columns';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** The `meta.k8s.io/v1` Table that `kubectl get` prints as it stands. */
export function tableOf(
  info: KindInfo,
  printerColumns: readonly PrinterColumn[],
  objects: readonly KubernetesObject[],
  options: { metadata: JsonObject; includeObject: IncludeObject; now: Date },
): JsonObject {
  const columns =
    printerColumns.length > 0 ? customColumns(printerColumns) : columnsFor(info.group, info.kind);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(({ name, type, priority }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object, options.now)),
      ...objectOf(object, options.includeObject),
    })),
  };
}

export function partialMetadataOf(object: KubernetesObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function objectOf(object: KubernetesObject, include: IncludeObject): JsonObject {
  if (include === 'None') return {};
  return { object: include === 'Object' ? object : partialMetadataOf(object) };
}

function customColumns(columns: readonly PrinterColumn[]): Column[] {
  const own = columns.map((column): Column => {
    const type = (['string', 'integer', 'date', 'number', 'boolean'] as const).find(
      (known) => known === column.type,
    );
    return {
      name: column.name,
      type: type === 'date' ? 'string' : (type ?? 'string'),
      priority: column.priority,
      value: (object, now): JsonValue => {
        const value = evaluateJsonPath(object, column.jsonPath);
        return column.type === 'date' && typeof value === 'string' ? since(value, now) : value;
      },
    };
  });
  return own.some((column) => column.name === 'Age') ? [nameColumn, ...own] : [nameColumn, ...own, ageColumn];
}
