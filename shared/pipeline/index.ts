export { type WebhookAddress, webhookConfigurations } from './admission';
export type { HttpAnswer, HttpQuestion } from './arm-answer';
export { disconnect, service } from './connect';
export { connectStores, type Stores } from './connect-stores';
export { describeReason, type EvaluatedLeaf } from './describe-reason';
export { createEngines, evaluateObject, evaluatePolicies, relatedQuestions } from './evaluate';
export { snapshotOf } from './follow-policies';
export { judgeRequest, type RequestViolation } from './judge-request';
