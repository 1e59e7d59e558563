import type { KubernetesReader } from '../../estate';
import { isJsonObject, type JsonObject } from '../../policy';

/** What stands for each value of a Secret. */
const hidden = '******';
const hiddenBase64 = Buffer.from(hidden).toString('base64');
/** Where `kubectl apply` keeps what it applied, values and all. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Reads a cluster without the values of its Secrets. Policies that anybody may try could tell them in their messages;
 * those in force come from people who may read them anyway.
 */
export function withoutSecrets(reader: KubernetesReader): KubernetesReader {
  return {
    ...reader,
    async *list(query) {
      for await (const page of reader.list(query)) yield page.map(hide);
    },
    async get(name) {
      const object = await reader.get(name);
      return object && hide(object);
    },
    async snapshot(kind) {
      const snapshot = await reader.snapshot(kind);
      return snapshot && { ...snapshot, objects: snapshot.objects.map(hide) };
    },
    async watch(query) {
      const changes = await reader.watch(query);
      return (async function* () {
        for await (const change of changes)
          yield 'object' in change ? { ...change, object: hide(change.object) } : change;
      })();
    },
  };
}

/** The object itself, unless it is a Secret: then a copy with its keys and without its values. */
function hide(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Secret' || object['apiVersion'] !== 'v1') return object;
  const { data, stringData, metadata } = object;
  return {
    ...object,
    ...(isJsonObject(data) ? { data: everyValue(data, hiddenBase64) } : {}),
    ...(isJsonObject(stringData) ? { stringData: everyValue(stringData, hidden) } : {}),
    ...(isJsonObject(metadata) ? { metadata: withoutLastApplied(metadata) } : {}),
  };
}

function withoutLastApplied(metadata: JsonObject): JsonObject {
  const { annotations } = metadata;
  if (!isJsonObject(annotations) || annotations[lastApplied] === undefined) return metadata;
  return { ...metadata, annotations: { ...annotations, [lastApplied]: hidden } };
}

const everyValue = (of: JsonObject, value: string): JsonObject =>
  Object.fromEntries(Object.keys(of).map((key) => [key, value]));
