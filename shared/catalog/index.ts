export { constraintTemplateFor, knownTemplateUrls } from './constraint-template-for';
export type { JsonObject, JsonValue } from './json';
export { legacyConstraintFor } from './legacy-constraint-for';
export { knownMutationUrls, mutationFor } from './mutation-for';
export { type UncertainBehaviour, uncertainBehaviour } from './uncertain-behaviour';
