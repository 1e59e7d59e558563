import { type PathSegment, parsePropertyPath } from '../property-path';
import type { AliasCatalogue, ResolvedAlias } from './alias-catalogue';
import {
  CHILD_PREFIXES,
  DEVIATIONS,
  NESTED_SKU_TYPES,
  PROVIDER_ALIASES,
  RESOURCE_ARRAYS,
} from './deviations';
import { listedAliases } from './listed-aliases';

const PROVIDER_ALIAS = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/([^/]+)$/i;
const ALIAS = /^(([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:\/[a-z0-9_.$-]+)+)\/([^/]+)$/i;

/**
 * Resolves any alias: by the table of deviations where it has a row, else by the general rule that the path is
 * `properties.` plus what follows the last slash (`sku` stands at the top). Only what cannot be an alias resolves to
 * nothing.
 */
export const GENERAL_ALIASES: AliasCatalogue = { resolve: resolveAlias };

function resolveAlias(name: string): ResolvedAlias | undefined {
  const match = ALIAS.exec(name);
  if (match === null) return providerAlias(name);
  const [, type = '', , suffix = ''] = match;
  const child = childAlias(type, suffix);
  if (child !== undefined) return child;
  const resourceType = type.toLowerCase();
  const deviation = deviationOf(resourceType, suffix);
  const path = parsePropertyPath(deviation ?? generalPath(resourceType, suffix));
  return {
    resourceType,
    path: deviation === undefined ? markNested(resourceType, suffix, path) : path,
    known: deviation !== undefined || listedAliases(resourceType)?.has(suffix.toLowerCase()) === true,
  };
}

/** An alias without a type stands for all types of its provider, unless the table tells them apart. */
function providerAlias(name: string): ResolvedAlias | undefined {
  const match = PROVIDER_ALIAS.exec(name);
  if (match === null) return undefined;
  const [first, ...others] = (PROVIDER_ALIASES[name.toLowerCase()] ?? []).map(([resourceType, path]) => ({
    resourceType,
    path: parsePropertyPath(path),
    known: true,
  }));
  if (first !== undefined) return { ...first, others };
  return { resourceType: undefined, path: parsePropertyPath(`properties.${match[1]}`), known: false };
}

/** `registries/tokens.x` belongs to the type `registries/tokens`. */
function childAlias(type: string, suffix: string): ResolvedAlias | undefined {
  const prefixes = CHILD_PREFIXES[type.toLowerCase()] ?? [];
  const dot = suffix.indexOf('.');
  const first = suffix.slice(0, dot).toLowerCase();
  const prefix = dot < 0 ? undefined : prefixes.find((candidate) => candidate.toLowerCase() === first);
  if (prefix === undefined) return undefined;
  const parentPath = deviationOf(type.toLowerCase(), suffix);
  const path = parsePropertyPath(parentPath ?? `properties.${suffix.slice(dot + 1)}`);
  return { resourceType: `${type}/${prefix}`.toLowerCase(), path, known: true };
}

function generalPath(resourceType: string, suffix: string): string {
  const isSku = /^sku(?:$|[.[])/i.test(suffix);
  return isSku && !NESTED_SKU_TYPES.has(resourceType) ? suffix : `properties.${suffix}`;
}

function deviationOf(resourceType: string, suffix: string): string | undefined {
  const wanted = suffix.toLowerCase();
  for (const [pattern, path] of DEVIATIONS[resourceType] ?? []) {
    const prefix = pattern.toLowerCase();
    if (!prefix.endsWith('*') || prefix.endsWith('[*]')) {
      if (prefix === wanted) return path;
    } else if (wanted.startsWith(prefix.slice(0, -1)) && wanted.length >= prefix.length - 1) {
      return path.replace('$', () => suffix.slice(prefix.length - 1));
    }
  }
  return undefined;
}

/**
 * Elements that are resources keep most members in their own `properties`. Where the type's arrays are known, exactly
 * they are marked; for other types every element is looked into both ways.
 */
function markNested(
  resourceType: string,
  suffix: string,
  path: readonly PathSegment[],
): readonly PathSegment[] {
  const arrays = RESOURCE_ARRAYS[resourceType];
  const array = suffix.slice(0, Math.max(suffix.indexOf('['), 0)).toLowerCase();
  if (
    listedAliases(resourceType) !== undefined &&
    !arrays?.some((candidate) => candidate.toLowerCase() === array)
  )
    return path;
  return path.map((segment, index) =>
    segment.kind === 'key' && path[index - 1]?.kind === 'each'
      ? { ...segment, nested: true as const }
      : segment,
  );
}
