import type { CatalogTemplate } from '../catalog-template';

/** Required annotations, each with a pattern for its value. */
export const enforceRequiredAnnotation: CatalogTemplate = {
  folder: 'enforce-required-annotation',
  versions: { v1: 'K8sAzureV1EnforceResourceAnnotation' },
  description: 'Resources must have the required annotations.',
  parameters: {
    annotations: {
      type: 'array',
      items: { type: 'object', properties: { key: { type: 'string' }, allowedRegex: { type: 'string' } } },
    },
  },
  rego: `violation[{"msg": msg, "details": details}] {
  required := {annotation.key | annotation := input.parameters.annotations[_]}
  given := {key | input.review.object.metadata.annotations[key] != null}
  missing := required - given
  count(missing) > 0
  msg := sprintf("you must provide annotation(s): %v", [missing])
  details := {"path": "metadata.annotations", "expected": missing}
}

violation[{"msg": msg, "details": details}] {
  annotation := input.parameters.annotations[_]
  value := input.review.object.metadata.annotations[annotation.key]
  value != null
  pattern := object.get(annotation, "allowedRegex", "")
  pattern != ""
  not regex.match(pattern, value)
  msg := sprintf("Annotation <%v: %v> does not satisfy allowed regex: %v", [annotation.key, value, pattern])
  details := {"path": sprintf("metadata.annotations.%s", [annotation.key]), "value": value, "expected": pattern}
}
`,
};
