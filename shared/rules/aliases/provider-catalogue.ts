import { isJsonArray, isJsonObject, type JsonArray, type JsonValue, readProperty } from '../../expressions';
import { type PathSegment, parsePropertyPath } from '../property-path';
import type { AliasCatalogue, ResolvedAlias } from './alias-catalogue';

/**
 * Makes a catalogue of what Azure lists: an array of `{ namespace, resourceTypes: [{ resourceType, aliases: [{ name,
 * defaultPath, paths: [{ path, apiVersions }], defaultMetadata }] }] }`. Other names resolve to nothing. An array is
 * known by itself where only its elements or their members are listed.
 */
export function catalogueFromProviders(providers: JsonValue): AliasCatalogue {
  const aliases = new Map<string, ResolvedAlias>();
  const derived = new Map<string, ResolvedAlias>();
  for (const provider of listOf(providers)) {
    const namespace = text(readProperty(provider, 'namespace'));
    for (const type of listOf(readProperty(provider, 'resourceTypes'))) {
      const resourceType = `${namespace}/${text(readProperty(type, 'resourceType'))}`.toLowerCase();
      for (const alias of listOf(readProperty(type, 'aliases'))) {
        const name = text(readProperty(alias, 'name')).toLowerCase();
        const resolved = aliasOf(alias, resourceType);
        addPlace(aliases, name, resolved);
        for (const [prefix, shorter] of collectionsOf(name, resolved)) addPlace(derived, prefix, shorter);
      }
    }
  }
  return { resolve: (name) => aliases.get(name.toLowerCase()) ?? derived.get(name.toLowerCase()) };
}

/** Several types may list the same alias; each keeps its own place. */
function addPlace(places: Map<string, ResolvedAlias>, name: string, alias: ResolvedAlias): void {
  const first = places.get(name);
  const known = first === undefined ? [] : [first, ...(first.others ?? [])];
  if (known.some(({ resourceType }) => resourceType === alias.resourceType)) return;
  places.set(name, first === undefined ? alias : { ...first, others: [...(first.others ?? []), alias] });
}

const listOf = (value: JsonValue | undefined): JsonArray => (isJsonArray(value) ? value : []);
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

function aliasOf(alias: JsonValue, resourceType: string): ResolvedAlias {
  const versions = new Map<string, readonly PathSegment[]>();
  for (const entry of listOf(readProperty(alias, 'paths'))) {
    const path = parsePropertyPath(text(readProperty(entry, 'path')));
    for (const version of listOf(readProperty(entry, 'apiVersions')))
      versions.set(text(version).toLowerCase(), path);
  }
  const name = text(readProperty(alias, 'name'));
  const slash = name.lastIndexOf('/');
  const childType = name.slice(0, slash).toLowerCase();
  const defaultPath = text(readProperty(alias, 'defaultPath'));
  const metadata = readProperty(alias, 'defaultMetadata');
  const attributes = isJsonObject(metadata) ? text(readProperty(metadata, 'attributes')) : '';
  return {
    resourceType,
    ...(childType === resourceType ? {} : { childType }),
    namedPath: parsePropertyPath(name.slice(slash + 1)),
    path: defaultPath === '' ? (versions.values().next().value ?? []) : parsePropertyPath(defaultPath),
    ...(versions.size > 0 ? { versions } : {}),
    modifiable: attributes.split(/,\s*/).some((attribute) => attribute.toLowerCase() === 'modifiable'),
    known: true,
  };
}

/** For `x[*].y[*].z`: the collections `x[*]`, `x`, `x[*].y[*]` and `x[*].y`, with the matching parts of the path. */
function* collectionsOf(name: string, alias: ResolvedAlias): Generator<[string, ResolvedAlias]> {
  const stars = [...name.matchAll(/\[\*\]/g)].map((match) => match.index);
  const cut = (
    path: readonly PathSegment[],
    star: number,
    withStar: boolean,
  ): readonly PathSegment[] | undefined => {
    let seen = -1;
    const index = path.findIndex((segment) => segment.kind === 'each' && ++seen === star);
    return index < 0 ? undefined : path.slice(0, withStar ? index + 1 : index);
  };
  for (const [star, at] of stars.entries()) {
    for (const withStar of [true, false]) {
      const path = cut(alias.path, star, withStar);
      if (path === undefined) continue;
      const named = alias.namedPath && cut(alias.namedPath, star, withStar);
      const versions = [...(alias.versions ?? [])].map(
        ([version, full]) => [version, cut(full, star, withStar)] as const,
      );
      const complete = versions.filter((entry): entry is [string, PathSegment[]] => entry[1] !== undefined);
      yield [
        name.slice(0, withStar ? at + 3 : at),
        {
          resourceType: alias.resourceType,
          ...(alias.childType === undefined ? {} : { childType: alias.childType }),
          path,
          ...(named === undefined ? {} : { namedPath: named }),
          ...(complete.length > 0 ? { versions: new Map(complete) } : {}),
          known: true,
        },
      ];
    }
  }
}
