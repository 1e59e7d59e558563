export { describeReason, type EvaluatedLeaf } from './describe-reason';
