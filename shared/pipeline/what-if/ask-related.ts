import { type ArmResource, armIdKey, type JsonObject } from '../../policy';
import { matchesRelatedQuery, type RelatedResourceQuery } from '../../rules';
import type { Resources } from '../ports';
import type { ResourceComparison } from './compare-resource';
import type { RelatedAnswers, ResourceSides } from './side';

/**
 * Finds what `…IfNotExists` policies of both sides look for. A resource that is proposed is found as it would be,
 * whatever Azure has of it: such policies often look for the resource itself.
 */
export async function askRelated(
  questions: ResourceComparison['questions'],
  sides: ResourceSides,
  resources: Pick<Resources, 'listRelated'>,
): Promise<RelatedAnswers> {
  const answers = { before: new Map(), after: new Map() } satisfies Record<string, Map<string, unknown>>;
  for (const { side, policyKey, query } of questions) {
    const resource = sides[side]?.resource;
    if (resource === undefined) continue;
    const found = await resources.listRelated(resource, query);
    const isProposed = resource !== sides.before?.resource;
    answers[side].set(policyKey, isProposed ? asProposed(resource, query, found) : found);
  }
  return answers;
}

function asProposed(
  proposed: ArmResource,
  query: RelatedResourceQuery,
  found: readonly JsonObject[],
): readonly JsonObject[] {
  const others = found.filter(({ id }) => armIdKey(String(id)) !== armIdKey(proposed.id));
  // Raw ARM JSON under its two types, of which one allows for absent properties.
  const itself = proposed as unknown as JsonObject;
  return matchesRelatedQuery(query, itself) ? [itself, ...others] : others;
}
