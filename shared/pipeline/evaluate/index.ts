export { type ClusterPolicy, clusterPolicy, type TemplateOrigin } from './cluster-policy';
export { changesResources } from './conflicting-policies';
export type { TemplateLookup } from './constraint-template-source';
export { attempt, createEngines, type Engines } from './engines';
export { evaluateInTime, type Runaways } from './evaluate-in-time';
export { type ClusterConstraints, evaluateObject, type LocatedObject } from './evaluate-object';
export {
  evaluatePolicies,
  type PolicyResults,
  type RelatedQuestion,
  relatedQuestions,
} from './evaluate-policies';
export { forEngine } from './json';
export { mutatorOf } from './mutator-of';
export { ruleContext } from './rule-context';
export { failedState } from './state-content';
export type { Surroundings } from './surroundings';
export { templateUrls } from './template-urls';
