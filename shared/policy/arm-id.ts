/** What an ARM id points at. `tenant` is the empty scope, that of the built-in definitions. */
export type ScopeKind = 'tenant' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'resource';

/** The parts of an ARM id. `key` is for comparing and indexing; everything else keeps the letters as given. */
export interface ArmId {
  readonly id: string;
  readonly key: string;
  readonly kind: ScopeKind;
  readonly managementGroup?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** Provider namespace of the resource, such as `Microsoft.ContainerService`. */
  readonly provider?: string;
  /** Full type, such as `Microsoft.ContainerService/managedClusters/agentPools`. */
  readonly type?: string;
  /** The last segment. */
  readonly name?: string;
  /** All name segments, joined by `/`. */
  readonly fullName?: string;
  /** What the resource belongs to: its parent resource, or else its resource group, subscription or tenant (`''`). */
  readonly parentId?: string;
  /** What an extension resource (assignment, exemption, …) hangs on: everything before the last `/providers/`. */
  readonly scope?: string;
}

/** Longest id that is taken for one: ARM's own limit on a URL is far below. */
export const MAX_ID_CHARACTERS = 4096;

const managementGroups = '/providers/Microsoft.Management/managementGroups/';

/** One leading slash, no trailing one, no doubled ones; letters as given. The tenant scope `/` becomes `''`. */
export function normaliseArmId(id: string): string {
  const segments = segmentsOf(id);
  return segments.length === 0 ? '' : `/${segments.join('/')}`;
}

/** The lower-cased twin of an id, for comparing and for keys. */
export function armIdKey(id: string): string {
  return normaliseArmId(id).toLowerCase();
}

/** The id of a management group given by name or id. */
export function managementGroupId(nameOrId: string): string {
  return nameOrId.includes('/') ? normaliseArmId(nameOrId) : `${managementGroups}${nameOrId}`;
}

/** The lower-cased twin of {@link managementGroupId}. */
export function managementGroupKey(nameOrId: string): string {
  return managementGroupId(nameOrId).toLowerCase();
}

/**
 * Takes an ARM id apart; letter case and stray slashes do not matter. Undefined when the text is no ARM id: a
 * `subscriptions` or `resourceGroups` without a name, a type without a name, unknown leading words, over-long text, and
 * segments `.` and `..`, which would lead elsewhere as soon as the id becomes part of a URL. Halves of surrogate pairs
 * cannot become part of one at all.
 */
export function parseArmId(text: string): ArmId | undefined {
  if (text.length > MAX_ID_CHARACTERS || /\p{Surrogate}/u.test(text)) return undefined;
  const segments = segmentsOf(text);
  if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
  const id = segments.length === 0 ? '' : `/${segments.join('/')}`;
  const key = id.toLowerCase();
  if (segments.length === 0) return { id, key, kind: 'tenant' };

  const container = readContainer(segments);
  if (container === undefined) return undefined;
  if (container.length === segments.length) return { id, key, ...container.parts };

  const last = lastProviders(segments, container.length);
  if (last === undefined) return undefined;
  const provider = segments[last + 1];
  const rest = segments.slice(last + 2);
  if (provider === undefined || rest.length < 2 || rest.length % 2 !== 0) return undefined;

  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const scope = join(segments.slice(0, last));
  const isManagementGroup =
    last === 0 && `${provider}/${types.join('/')}`.toLowerCase() === 'microsoft.management/managementgroups';
  if (isManagementGroup) return { id, key, kind: 'managementGroup', managementGroup: names[0] as string };
  // Only a whole scope can carry an extension: `/providers/X/y` before a second `/providers/` must itself parse.
  if (last > container.length && parseArmId(scope) === undefined) return undefined;
  return {
    id,
    key,
    ...ancestryOf(container, scope),
    kind: 'resource',
    provider,
    type: `${provider}/${types.join('/')}`,
    name: names[names.length - 1] as string,
    fullName: names.join('/'),
    parentId: types.length > 1 ? join(segments.slice(0, -2)) : scope,
    scope,
  };
}

interface Container {
  readonly length: number;
  readonly parts: {
    kind: ScopeKind;
    subscriptionId?: string;
    resourceGroup?: string;
    managementGroup?: string;
  };
}

function readContainer(segments: readonly string[]): Container | undefined {
  const first = segments[0]?.toLowerCase();
  if (first === 'providers') return { length: 0, parts: { kind: 'tenant' } };
  if (first !== 'subscriptions') return undefined;
  const subscriptionId = segments[1];
  if (subscriptionId === undefined) return undefined;
  if (segments[2]?.toLowerCase() !== 'resourcegroups') {
    return { length: 2, parts: { kind: 'subscription', subscriptionId } };
  }
  const resourceGroup = segments[3];
  if (resourceGroup === undefined) return undefined;
  return { length: 4, parts: { kind: 'resourceGroup', subscriptionId, resourceGroup } };
}

function lastProviders(segments: readonly string[], from: number): number | undefined {
  if (segments[from]?.toLowerCase() !== 'providers') return undefined;
  for (let index = segments.length - 1; index > from; index -= 1) {
    // A resource may be named "providers": only an even distance from the first one can start a new namespace.
    if (segments[index]?.toLowerCase() === 'providers' && startsNamespace(segments, index, from))
      return index;
  }
  return from;
}

function startsNamespace(segments: readonly string[], index: number, from: number): boolean {
  return (index - from) % 2 === 0 && (segments[index + 1]?.includes('.') ?? false);
}

function ancestryOf(container: Container, scope: string): Partial<Container['parts']> {
  if (container.length > 0) return container.parts;
  const parent = scope === '' ? undefined : parseArmId(scope);
  return parent?.managementGroup === undefined ? {} : { managementGroup: parent.managementGroup };
}

function join(segments: readonly string[]): string {
  return segments.length === 0 ? '' : `/${segments.join('/')}`;
}

function segmentsOf(text: string): string[] {
  return text
    .trim()
    .split('/')
    .filter((segment) => segment !== '');
}
