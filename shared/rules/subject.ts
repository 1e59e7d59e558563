import { isJsonArray, type JsonObject, type JsonValue, readKey } from '../expressions';

/** A resource under evaluation, with what its fields are looked up by. */
export interface Subject {
  readonly resource: JsonObject;
  /** Lower case; empty when neither `type` nor `id` tells it. */
  readonly type: string;
  /** Lower case. */
  readonly apiVersion: string | undefined;
}

/** Many policies judge one resource after the other; what they look it up by is found once. */
const remembered = new WeakMap<JsonObject, Subject>();

export function createSubject(resource: JsonObject, apiVersion: string | undefined): Subject {
  const known = remembered.get(resource);
  if (known !== undefined && (apiVersion === undefined || known.apiVersion === apiVersion)) return known;
  const subject = describe(resource, apiVersion);
  // One that was told its api-version must not answer for the resource when nobody tells.
  if (apiVersion === undefined) remembered.set(resource, subject);
  return subject;
}

function describe(resource: JsonObject, apiVersion: string | undefined): Subject {
  const type = textMember(resource, 'type') ?? resourceTypeFromId(textMember(resource, 'id') ?? '');
  const version = apiVersion ?? textMember(resource, 'apiVersion');
  return { resource, type: type.toLowerCase(), apiVersion: version?.toLowerCase() };
}

function textMember(resource: JsonObject, name: string): string | undefined {
  const value = readKey(resource, name, name.toLowerCase());
  return typeof value === 'string' ? value : undefined;
}

/** `…/providers/Microsoft.X/a/n/b/m` → `Microsoft.X/a/b`; empty when the id has no provider. */
export function resourceTypeFromId(id: string): string {
  const parts = providerParts(id);
  return parts === undefined
    ? ''
    : [parts[0], ...parts.slice(1).filter((_, index) => index % 2 === 0)].join('/');
}

function providerParts(id: string): string[] | undefined {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  return at < 0 ? undefined : id.slice(at + '/providers/'.length).split('/');
}

type Accessor = (subject: Subject) => JsonValue | undefined;

const member =
  (name: string): Accessor =>
  ({ resource }) =>
    readKey(resource, name, name.toLowerCase());

const lastSegment = (name: JsonValue | undefined): JsonValue | undefined =>
  typeof name === 'string' && name.includes('/') ? name.slice(name.lastIndexOf('/') + 1) : name;

function fullName(subject: Subject): JsonValue | undefined {
  const given = readKey(subject.resource, 'fullName', 'fullname');
  if (given !== undefined) return given;
  const name = readKey(subject.resource, 'name', 'name');
  if (typeof name === 'string' && name.includes('/')) return name;
  const parts = providerParts(textMember(subject.resource, 'id') ?? '');
  return parts === undefined || parts.length < 3
    ? name
    : parts.filter((_, index) => index > 0 && index % 2 === 0).join('/');
}

/** The fields that every resource has, by lower-case name; `location` is normalised. */
export const PLAIN_FIELDS: ReadonlyMap<
  string,
  { readonly name: string; readonly path: string; readonly read: Accessor }
> = new Map([
  ['name', { name: 'name', path: 'name', read: (subject) => lastSegment(member('name')(subject)) }],
  ['fullname', { name: 'fullName', path: 'fullName', read: fullName }],
  ['kind', { name: 'kind', path: 'kind', read: member('kind') }],
  ['type', { name: 'type', path: 'type', read: member('type') }],
  [
    'location',
    { name: 'location', path: 'location', read: (subject) => normalLocation(member('location')(subject)) },
  ],
  ['id', { name: 'id', path: 'id', read: member('id') }],
  [
    'apiversion',
    {
      name: 'apiVersion',
      path: 'apiVersion',
      read: (subject) => subject.apiVersion ?? member('apiVersion')(subject),
    },
  ],
  ['tags', { name: 'tags', path: 'tags', read: member('tags') }],
]);

/** `West US 2` → `westus2`, also within lists; other values unchanged. */
export function normalLocation<Value extends JsonValue | undefined>(
  value: Value,
): Value | string | JsonValue[] {
  if (typeof value === 'string') return value.toLowerCase().replace(/\s+/g, '');
  return isJsonArray(value) ? value.map((item) => normalLocation(item) as JsonValue) : value;
}
