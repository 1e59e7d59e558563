import { badRequest, KubernetesApiError } from './api-error';
import { isJsonObject, type JsonObject, type JsonValue } from './kubernetes-object';

/** Enough for any honest patch; the API server has the same number. */
const operationsLimit = 10_000;

/** JSON patch (RFC 6902): add, remove, replace, move, copy, test. The target is not changed. */
export function jsonPatch(target: JsonObject, operations: JsonValue): JsonObject {
  if (!Array.isArray(operations)) throw badRequest('a JSON patch is a list of operations');
  if (operations.length > operationsLimit) {
    throw new KubernetesApiError(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${operationsLimit}, got ${operations.length}`,
    );
  }
  let document: JsonValue = structuredClone(target);
  for (const operation of operations) {
    if (!isJsonObject(operation)) throw badRequest('an operation of a JSON patch is an object');
    document = perform(document, operation);
  }
  if (!isJsonObject(document)) throw badRequest('the patched document is no object');
  return document;
}

function perform(document: JsonValue, operation: JsonObject): JsonValue {
  const path = pointer(operation['path']);
  const value = operation['value'] ?? null;
  switch (operation['op']) {
    case 'add':
      return add(document, path, structuredClone(value));
    case 'remove':
      return remove(document, path).document;
    case 'replace':
      return add(remove(document, path).document, path, structuredClone(value));
    case 'move': {
      const { document: rest, removed } = remove(document, pointer(operation['from']));
      return add(rest, path, removed);
    }
    case 'copy':
      return add(document, path, structuredClone(read(document, pointer(operation['from']))));
    case 'test':
      if (JSON.stringify(canonical(read(document, path))) !== JSON.stringify(canonical(value))) {
        throw unprocessable(`testing value ${operation['path'] as string} failed`);
      }
      return document;
    default:
      throw unprocessable(`unknown operation ${JSON.stringify(operation['op'])}`);
  }
}

function pointer(text: JsonValue | undefined): string[] {
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) {
    throw unprocessable(`${JSON.stringify(text)} is no JSON pointer`);
  }
  return text
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: JsonValue, path: readonly string[]): JsonValue {
  let current: JsonValue = document;
  for (const step of path) {
    const next: JsonValue | undefined = Array.isArray(current)
      ? current[indexOf(step, current.length - 1)]
      : isJsonObject(current) && Object.hasOwn(current, step)
        ? current[step]
        : undefined;
    if (next === undefined) throw unprocessable(`missing path: /${path.join('/')}`);
    current = next;
  }
  return current;
}

function add(document: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  const last = path[path.length - 1];
  if (last === undefined) return value;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) {
    parent.splice(last === '-' ? parent.length : indexOf(last, parent.length), 0, value);
  } else if (isJsonObject(parent)) {
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  } else throw unprocessable(`/${path.join('/')} is inside a plain value`);
  return document;
}

function remove(document: JsonValue, path: readonly string[]): { document: JsonValue; removed: JsonValue } {
  const last = path[path.length - 1];
  if (last === undefined) return { document: null, removed: document };
  const removed = read(document, path);
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length - 1), 1);
  else delete (parent as JsonObject)[last];
  return { document, removed };
}

function indexOf(step: string, highest: number): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(step) || Number(step) > highest) {
    throw unprocessable(`index ${step} is out of the list`);
  }
  return Number(step);
}

function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

function unprocessable(message: string): KubernetesApiError {
  return new KubernetesApiError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${message}`,
  );
}
