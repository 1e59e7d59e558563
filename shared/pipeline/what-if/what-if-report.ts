import type { ProposedResource, StateChange, WhatIfProblem, WhatIfResult } from './answer';
import { countTransitions } from './count-transitions';
import type { ResourceChange } from './judge-both-sides';

/** The most changes listed in one answer; the summary counts the others. */
export const mostListedChanges = 500;

/** The most problems listed in one answer. */
const mostListedProblems = 200;

/** Gathers the answer, resource by resource. Its size has a limit, whatever the estate's. */
export interface WhatIfReport {
  add(looked: {
    readonly policies: number;
    readonly changes: readonly ResourceChange[];
    readonly proposed?: ProposedResource;
    readonly problems?: readonly WhatIfProblem[];
  }): void;
  addProblem(problem: WhatIfProblem): void;
  result(): WhatIfResult;
}

/** Starts a report with the problems known so far. */
export function createReport(problems: readonly WhatIfProblem[]): WhatIfReport {
  const known = [...problems];
  const changes: StateChange[] = [];
  const resources: ProposedResource[] = [];
  const [states, components] = [countTransitions(), countTransitions()];
  let [looked, policies, total] = [0, 0, 0];
  return {
    add(resource) {
      looked += 1;
      policies += resource.policies;
      total += resource.changes.length;
      for (const { change, componentTransitions } of resource.changes) {
        if (changes.length < mostListedChanges) changes.push(change);
        if (change.from !== change.to) states.add(change);
        for (const transition of componentTransitions) components.add(transition, transition.count);
      }
      if (resource.proposed !== undefined) resources.push(resource.proposed);
      known.push(...(resource.problems ?? []));
    },
    addProblem: (problem) => {
      known.push(problem);
    },
    result: () => ({
      summary: {
        resources: looked,
        policiesCompared: policies,
        changes: total,
        changesNotListed: total - changes.length,
        problemsNotListed: Math.max(0, known.length - mostListedProblems),
        states: states.counts(),
        components: components.counts(),
      },
      changes: changes.sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1)),
      resources,
      problems: known.slice(0, mostListedProblems),
    }),
  };
}

const idOf = ({ resourceId, policyAssignmentId, policyDefinitionReferenceId }: StateChange): string =>
  [resourceId, policyAssignmentId, policyDefinitionReferenceId ?? ''].join('|').toLowerCase();
