import type { CatalogTemplate } from '../catalog-template';

/** Says which mutations an object went through, by the annotations that they leave. */
export const printMutationsAnnotations: CatalogTemplate = {
  folder: 'print-mutations-annotations',
  versions: { v1: 'K8sAzureV1PrintMutationsAnnotations' },
  description: 'Prints a message for each mutation annotation.',
  parameters: { messages: { type: 'object', additionalProperties: { type: 'string' } } },
  rego: `violation[{"msg": msg, "details": details}] {
  msg := input.parameters.messages[annotation]
  input.review.object.metadata.annotations[annotation] != null
  details := {"path": sprintf("metadata.annotations.%s", [annotation])}
}
`,
};
