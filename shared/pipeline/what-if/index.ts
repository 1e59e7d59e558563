export { checkProposal } from './check-proposal';
export { answerWhatIf, type WhatIfRequest } from './what-if-request';
export type { WhatIfPorts } from './what-if-scope';
