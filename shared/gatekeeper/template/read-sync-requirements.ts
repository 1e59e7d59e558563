import { asStrings, isJsonArray, isJsonObject, type JsonValue, ownValue } from '../json';
import type { SyncRequirement } from './constraint-template';

/**
 * Reads the annotation `metadata.gatekeeper.sh/requires-sync-data`: JSON, sometimes wrapped in one more pair of
 * quotes. What cannot be read counts as no requirement, as in Gatekeeper, where the annotation is informative.
 */
export function readSyncRequirements(annotation: string | undefined): SyncRequirement[][] {
  if (annotation === undefined) return [];
  const text = annotation
    .trim()
    .replace(/^"([\s\S]*)"$/, '$1')
    .replaceAll('\\"', '"')
    .trim();
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return [];
  }
  if (!isJsonArray(value)) return [];
  return value.map((alternatives) =>
    (isJsonArray(alternatives) ? alternatives : [alternatives]).flatMap(readOne),
  );
}

function readOne(value: JsonValue): SyncRequirement[] {
  if (!isJsonObject(value)) return [];
  return [
    {
      groups: asStrings(ownValue(value, 'groups')),
      versions: asStrings(ownValue(value, 'versions')),
      kinds: asStrings(ownValue(value, 'kinds')),
    },
  ];
}
