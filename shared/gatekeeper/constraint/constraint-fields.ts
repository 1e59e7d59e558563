import type { JsonObject } from '../json';

const text: JsonObject = { type: 'string' };
const texts: JsonObject = { type: 'array', items: text };
const wildcard: JsonObject = { type: 'string', pattern: '^\\*?[-:a-z0-9]*\\*?$' };
const wildcards: JsonObject = { type: 'array', items: wildcard };

function objectOf(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', properties, required };
}

function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

const labelSelector = objectOf({
  matchLabels: { type: 'object', additionalProperties: text },
  matchExpressions: listOf(objectOf({ key: text, operator: text, values: texts }, ['key', 'operator'])),
});

/**
 * The schema of a constraint's own fields, beside the parameters that its template declares. Source: the CRDs that
 * Gatekeeper generates for constraints.
 */
export const constraintFields: JsonObject = {
  match: objectOf({
    kinds: listOf(objectOf({ apiGroups: texts, kinds: texts })),
    scope: text,
    namespaces: wildcards,
    excludedNamespaces: wildcards,
    labelSelector,
    namespaceSelector: labelSelector,
    name: wildcard,
    source: { type: 'string', enum: ['All', 'Generated', 'Original'] },
  }),
  enforcementAction: text,
  scopedEnforcementActions: listOf(
    objectOf({ action: text, enforcementPoints: listOf(objectOf({ name: text })) }),
  ),
};
