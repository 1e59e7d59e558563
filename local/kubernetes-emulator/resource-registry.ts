import { builtInKinds, type KindInfo } from './built-in-kinds';
import { type KubernetesObject, listAt, splitApiVersion, textAt } from './kubernetes-object';

/** What the cluster serves: the built-in kinds, plus those that definitions and stray objects bring. */
export interface ResourceRegistry {
  all(): readonly KindInfo[];
  byPath(group: string, version: string, plural: string): KindInfo | undefined;
  byKind(group: string, kind: string): KindInfo | undefined;
  /** The kind of an object from a file: an unknown kind or version is added, as if a definition had come with it. */
  ensure(object: KubernetesObject): KindInfo;
  /** Adds or replaces what a CustomResourceDefinition object declares. */
  define(definition: KubernetesObject): KindInfo | undefined;
  undefine(definition: KubernetesObject): KindInfo | undefined;
  /** Columns that the definition asks `kubectl get` to print, from `additionalPrinterColumns`. */
  columnsOf(info: KindInfo): readonly PrinterColumn[];
}

export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority: number;
}

export function createResourceRegistry(): ResourceRegistry {
  const kinds = new Map(builtInKinds.map((info) => [keyOf(info.group, info.kind), info]));
  const columns = new Map<string, readonly PrinterColumn[]>();

  const byKind = (group: string, kind: string): KindInfo | undefined => kinds.get(keyOf(group, kind));
  const put = (info: KindInfo): KindInfo => {
    kinds.set(keyOf(info.group, info.kind), info);
    return info;
  };

  return {
    all: () => [...kinds.values()],
    byPath: (group, version, plural) => {
      for (const info of kinds.values()) {
        if (info.group === group && info.plural === plural && info.versions.includes(version)) return info;
      }
      return undefined;
    },
    byKind,
    ensure: (object) => {
      const { group, version } = splitApiVersion(object.apiVersion);
      const known = byKind(group, object.kind);
      if (known?.versions.includes(version)) return known;
      if (known !== undefined) return put({ ...known, versions: [...known.versions, version] });
      return put({
        group,
        versions: [version],
        kind: object.kind,
        plural: pluralOf(object.kind),
        singular: object.kind.toLowerCase(),
        namespaced: textAt(object.metadata, 'namespace') !== undefined,
        shortNames: [],
        categories: [],
        statusSubresource: false,
        builtIn: false,
      });
    },
    define: (definition) => {
      const info = kindOfDefinition(definition);
      if (info === undefined) return undefined;
      columns.set(keyOf(info.group, info.kind), printerColumns(definition));
      return put(info);
    },
    undefine: (definition) => {
      const info = kindOfDefinition(definition);
      if (info === undefined) return undefined;
      columns.delete(keyOf(info.group, info.kind));
      kinds.delete(keyOf(info.group, info.kind));
      return info;
    },
    columnsOf: (info) => columns.get(keyOf(info.group, info.kind)) ?? [],
  };
}

function keyOf(group: string, kind: string): string {
  return `${group}/${kind}`;
}

/** The guess the Kubernetes client libraries make when nobody says what the plural is. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('s')) return `${lower}es`;
  if (lower.endsWith('y')) return `${lower.slice(0, -1)}ies`;
  return `${lower}s`;
}

function kindOfDefinition(definition: KubernetesObject): KindInfo | undefined {
  const group = textAt(definition, 'spec', 'group');
  const kind = textAt(definition, 'spec', 'names', 'kind');
  if (group === undefined || kind === undefined) return undefined;
  const served = listAt(definition, 'spec', 'versions').filter(
    (version) => textAt(version, 'name') !== undefined && (version as { served?: boolean }).served !== false,
  );
  return {
    group,
    versions: served.map((version) => textAt(version, 'name') ?? '').sort(newestFirst),
    kind,
    plural: textAt(definition, 'spec', 'names', 'plural') ?? pluralOf(kind),
    singular: textAt(definition, 'spec', 'names', 'singular') ?? kind.toLowerCase(),
    namespaced: textAt(definition, 'spec', 'scope') !== 'Cluster',
    shortNames: listAt(definition, 'spec', 'names', 'shortNames').map(String),
    categories: listAt(definition, 'spec', 'names', 'categories').map(String),
    statusSubresource: served.some((version) =>
      Object.keys((version as { subresources?: object }).subresources ?? {}).includes('status'),
    ),
    builtIn: false,
  };
}

/** Kubernetes prefers v2 to v1, v1 to v1beta2, v1beta1 to v1alpha9. */
function newestFirst(left: string, right: string): number {
  const rank = (version: string): readonly number[] => {
    const match = /^v(\d{1,9})(?:(alpha|beta)(\d{1,9}))?$/.exec(version);
    if (match === null) return [-1, 0, 0];
    const stage = match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0;
    return [stage, Number(match[1]), Number(match[3] ?? 0)];
  };
  const a = rank(left);
  const b = rank(right);
  for (let i = 0; i < a.length; i++) {
    const difference = (b[i] ?? 0) - (a[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left < right ? -1 : 1;
}

function printerColumns(definition: KubernetesObject): readonly PrinterColumn[] {
  const version = listAt(definition, 'spec', 'versions')[0];
  return listAt(version, 'additionalPrinterColumns').map((column) => {
    const priority = (column as { priority?: number }).priority;
    return {
      name: textAt(column, 'name') ?? '',
      type: textAt(column, 'type') ?? 'string',
      jsonPath: textAt(column, 'jsonPath') ?? '',
      priority: typeof priority === 'number' ? priority : 0,
    };
  });
}
