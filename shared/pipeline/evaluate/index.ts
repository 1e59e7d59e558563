export { type ClusterPolicy, clusterPolicy } from './cluster-policy';
export { attempt, createEngines, type Engines } from './engines';
export { type ClusterConstraints, evaluateObject, type LocatedObject } from './evaluate-object';
export {
  evaluatePolicies,
  type PolicyResults,
  type RelatedQuestion,
  relatedQuestions,
} from './evaluate-policies';
export { forEngine } from './json';
export { ruleContext } from './rule-context';
export type { Surroundings } from './surroundings';
