import { policyKeyOf } from '../../compliance';
import { contentHash, isJsonObject, type JsonObject } from '../../policy';

/** The label and its value that everything of Azure Policy has in a cluster. */
export const managedBy = { key: 'managed-by', value: 'azure-policy-addon' } as const;

/** Who owns the fields that are written. */
export const fieldManager = 'plimsoll';

/** The annotation that tells our objects from those of the add-on: a hash of what was written. */
export const hashAnnotation = 'plimsoll-content-hash';

/** What an object is to Gatekeeper; reason codes begin with it. */
export type Family = 'ConstraintTemplate' | 'Constraint' | 'Mutation' | 'ExpansionTemplate';

/** An object that a cluster should hold. */
export interface DesiredObject {
  readonly family: Family;
  /** Complete, with labels and annotations. */
  readonly object: JsonObject;
  readonly name: string;
  readonly hash: string;
  /** Keys of the policies that want it. */
  readonly policyKeys: readonly string[];
}

/** An object with the hash of its content among its annotations. */
export function desiredObject(
  family: Family,
  object: JsonObject,
  policyKeys: readonly string[],
): DesiredObject {
  const hash = contentHash(object);
  const metadata = metadataOf(object);
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  return {
    family,
    name: nameOf(object),
    hash,
    policyKeys,
    object: {
      ...object,
      metadata: { ...metadata, annotations: { ...annotations, [hashAnnotation]: hash } },
    },
  };
}

/** The hash of one of our objects; undefined for any other. The add-on's label is on its own objects, too. */
export function hashOf(object: JsonObject): string | undefined {
  const annotations = metadataOf(object)['annotations'];
  const hash = isJsonObject(annotations) ? annotations[hashAnnotation] : undefined;
  return typeof hash === 'string' ? hash : undefined;
}

export const nameOf = (object: JsonObject): string => String(metadataOf(object)['name'] ?? '');

export const kindOf = (object: JsonObject): string => String(object['kind']);

/** `group/Kind`: a constraint may have a kind that a mutator has, too. */
export const kindKey = (object: JsonObject): string =>
  `${String(object['apiVersion']).split('/')[0]}/${kindOf(object)}`;

export function metadataOf(object: JsonObject): JsonObject {
  return isJsonObject(object['metadata']) ? object['metadata'] : {};
}

/** The key of the policy that one of our constraints or mutators is of, from its annotations. */
export function ownerOf(object: JsonObject): string {
  const annotations = metadataOf(object)['annotations'];
  const given = isJsonObject(annotations) ? annotations : {};
  return policyKeyOf(
    String(given['azure-policy-assignment-id'] ?? ''),
    String(given['azure-policy-definition-reference-id'] ?? ''),
  );
}
