import { type RelatedQuestion, relatedQuestions } from '../evaluate';
import { differingPolicies } from './differing-policies';
import { type JudgedResource, judgeBothSides } from './judge-both-sides';
import type { RelatedAnswers, ResourceSides, Side } from './side';
import type { Worlds } from './side-result';

/** A resource whose differing policies are known and whose surroundings are still to be asked. */
export interface ResourceComparison {
  /** Policies to be evaluated before and after; none: nothing can change. */
  readonly policies: number;
  readonly questions: readonly (RelatedQuestion & { readonly side: Side })[];
  evaluate(related: RelatedAnswers): JudgedResource;
}

/** Sets out to compare a resource's states in both worlds. Pure, as is all that follows from it. */
export function compareResource(worlds: Worlds, resource: ResourceSides): ResourceComparison {
  const policies = differingPolicies(worlds, resource.before, resource.after);
  const questionsOf = (side: Side) => {
    const around = resource[side];
    if (around === undefined) return [];
    return relatedQuestions(policies[side], around, worlds.engines).map((asked) => ({ ...asked, side }));
  };
  return {
    policies: new Set([...policies.before, ...policies.after].map(({ key }) => key)).size,
    questions: [...questionsOf('before'), ...questionsOf('after')],
    evaluate: (related) => judgeBothSides(worlds, resource, policies, related),
  };
}
