import { foldKey, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../expressions';
import type { PathSegment } from './property-path';

type Found = JsonValue | undefined;
type Key = Extract<PathSegment, { kind: 'key' }>;

/** Answers what a value becomes; the same value leaves it alone, undefined removes it. */
export type Change = (present: Found) => Found;

/**
 * Changes the value at a path, in every element where the path has `[*]`, and yields the changed resource; the given
 * one stays as it is, and what does not change is shared. Where an object on the way is missing nothing is changed,
 * except that `creatable` names are made.
 */
export function writePath(
  root: JsonObject,
  path: readonly PathSegment[],
  change: Change,
  creatable: ReadonlySet<string>,
): JsonObject {
  const changed = write(root, path, 0, change, creatable);
  return isJsonObject(changed) ? changed : root;
}

function write(
  value: Found,
  path: readonly PathSegment[],
  at: number,
  change: Change,
  creatable: ReadonlySet<string>,
): Found {
  const segment = path[at];
  if (segment === undefined) return change(value);
  switch (segment.kind) {
    case 'key':
      return isJsonObject(value) ? writeMember(value, segment, path, at, change, creatable) : value;
    case 'each': {
      if (!isJsonArray(value)) return value;
      const items = value.map((item) => write(item, path, at + 1, change, creatable) as JsonValue);
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    case 'index': {
      if (!isJsonArray(value) || value[segment.index] === undefined) return value;
      return value.map((item, index) =>
        index === segment.index ? (write(item, path, at + 1, change, creatable) as JsonValue) : item,
      );
    }
  }
}

function writeMember(
  value: JsonObject,
  segment: Key,
  path: readonly PathSegment[],
  at: number,
  change: Change,
  creatable: ReadonlySet<string>,
): JsonObject {
  const key = Object.keys(value).find((candidate) => foldKey(candidate) === segment.folded) ?? segment.name;
  const present = Object.hasOwn(value, key) ? value[key] : undefined;
  if (present === undefined && segment.nested && isJsonObject(value['properties'])) {
    const properties = writeMember(value['properties'], segment, path, at, change, creatable);
    return properties === value['properties'] ? value : { ...value, properties };
  }
  const isLast = at === path.length - 1;
  const start = present === undefined && !isLast && creatable.has(segment.folded) ? {} : present;
  if (start === undefined && !isLast) return value;
  const next = write(start, path, at + 1, change, creatable);
  if (next === present || (start !== present && isJsonObject(next) && Object.keys(next).length === 0))
    return value;
  return withMember(value, key, next);
}

/** A copy with one member set or removed; a name such as `__proto__` is a name like any other. */
function withMember(object: JsonObject, key: string, value: Found): JsonObject {
  const entries = Object.entries(object).filter(([candidate]) => value !== undefined || candidate !== key);
  const index = entries.findIndex(([candidate]) => candidate === key);
  if (value !== undefined) {
    if (index < 0) entries.push([key, value]);
    else entries[index] = [key, value];
  }
  return Object.fromEntries(entries);
}
