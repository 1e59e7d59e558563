import { type RelatedQuestion, relatedQuestions, type TemplateLookup, templateUrls } from '../evaluate';
import { differingPolicies } from './differing-policies';
import { type JudgedResource, judgeBothSides } from './judge-both-sides';
import type { RelatedAnswers, ResourceSides, Side } from './side';
import type { Worlds } from './side-result';

/** A resource whose differing policies are known and whose surroundings are still to be asked. */
export interface ResourceComparison {
  /** Policies to be evaluated before and after; none: nothing can change. */
  readonly policies: number;
  readonly questions: readonly (RelatedQuestion & { readonly side: Side })[];
  /** Addresses of constraint templates that have to be fetched, for either side. */
  readonly templateUrls: readonly string[];
  /** @param fetched templates by the addresses of `templateUrls` */
  evaluate(related: RelatedAnswers, fetched?: TemplateLookup): JudgedResource;
}

/** Sets out to compare a resource's states in both worlds. Pure, as is all that follows from it. */
export function compareResource(worlds: Worlds, resource: ResourceSides): ResourceComparison {
  const policies = differingPolicies(worlds, resource.before, resource.after);
  const questionsOf = (side: Side) => {
    const around = resource[side];
    if (around === undefined) return [];
    return relatedQuestions(policies[side], around, worlds.engines).map((asked) => ({ ...asked, side }));
  };
  const urlsOf = (side: Side): readonly string[] => {
    const around = resource[side];
    return around === undefined ? [] : templateUrls(policies[side], around, worlds.engines);
  };
  return {
    policies: new Set([...policies.before, ...policies.after].map(({ key }) => key)).size,
    questions: [...questionsOf('before'), ...questionsOf('after')],
    templateUrls: [...new Set([...urlsOf('before'), ...urlsOf('after')])],
    evaluate: (related, fetched) => judgeBothSides(worlds, resource, policies, related, fetched),
  };
}
