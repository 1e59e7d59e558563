import type { PolicyObjects, PolicySnapshot } from '../../policy';
import { snapshotOf } from '../follow-policies';
import type { WhatIfProblem } from './answer';
import { checkProposal } from './check-proposal';
import { applyProposal, type Proposal } from './proposal';

/** The policies as they are and as they would be, and what is wrong with the proposal. */
export interface TriedProposal {
  readonly before: PolicySnapshot;
  readonly after: PolicySnapshot;
  readonly problems: readonly WhatIfProblem[];
}

/** Puts proposed policy objects beside the present ones. A bad one becomes a problem and spoils no other. Pure. */
export function tryProposal(present: PolicyObjects, proposal: Proposal): TriedProposal {
  const { objects, missing } = applyProposal(present, proposal);
  return {
    before: snapshotOf(present),
    after: snapshotOf(objects),
    problems: distinct([
      ...checkProposal(proposal, objects),
      ...missing.map((id) => ({
        code: 'NothingToRemove',
        message: `There is no policy object '${id.slice(0, 300)}' to remove. Correct the id, or leave it out.`,
        target: id.slice(0, 300),
      })),
    ]),
  };
}

/** A broken definition is found again where it is assigned. */
function distinct(problems: readonly WhatIfProblem[]): readonly WhatIfProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.target} ${problem.message}`, problem])).values()];
}
