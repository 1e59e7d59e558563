import { type JsonObject, ownProperty } from './json';
import type { propertyReader } from './read-object';
import { firstVersion, type PolicyVersion, parseVersion } from './version';

/** What definitions and initiatives say about themselves in the same words. */
export interface CommonProperties {
  readonly displayName?: string;
  readonly description?: string;
  readonly policyType: string;
  readonly metadata: JsonObject;
  readonly category?: string;
  readonly version: PolicyVersion;
}

/** Reads them from the `properties` of a definition or initiative. */
export function readCommonProperties(reader: ReturnType<typeof propertyReader>): CommonProperties {
  const metadata = reader.object('metadata') ?? {};
  const policyType = reader.text('policyType') ?? 'NotSpecified';
  const displayName = reader.text('displayName');
  const description = reader.text('description');
  const category = ownProperty(metadata, 'category');
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    policyType,
    metadata,
    ...(typeof category === 'string' ? { category } : {}),
    version: readVersion(reader.text('version'), policyType, metadata),
  };
}

/** Azure numbers custom definitions itself, so their `metadata.version` is a remark; for built-ins it is the version. */
function readVersion(version: string | undefined, policyType: string, metadata: JsonObject): PolicyVersion {
  const noted = ownProperty(metadata, 'version');
  const own = policyType.toLowerCase() === 'custom' || typeof noted !== 'string' ? undefined : noted;
  return parseVersion(version ?? '') ?? parseVersion(own ?? '') ?? firstVersion;
}
