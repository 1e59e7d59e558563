import { type ArmResource, armIdKey, isClusterType, type JsonObject, policiesInForce } from '../policy';
import { withSyncProblems } from './constraint-sync';
import {
  changesResources,
  evaluatePolicies,
  failedState,
  type PolicyResults,
  relatedQuestions,
  templateUrls,
} from './evaluate';
import type { EvaluationPorts } from './ports';
import { readSurroundings } from './read-surroundings';

/**
 * Reads what the policies in force for a resource need to know, and evaluates them.
 *
 * @param evaluatedAt when the resource was read, ISO 8601
 * @param assignmentIds only these assignments; all when absent
 */
export async function judgeResource(
  resource: ArmResource,
  evaluatedAt: string,
  assignmentIds: readonly string[] | undefined,
  ports: EvaluationPorts,
): Promise<PolicyResults> {
  const snapshot = await ports.policies.current();
  const selected = assignmentIds === undefined ? undefined : new Set(assignmentIds.map(armIdKey));
  // Policies that change resources are judged along with the selected ones, which they may contradict.
  const policies = policiesInForce(snapshot, resource, new Date(evaluatedAt)).filter(
    (policy) => selected === undefined || selected.has(policy.assignment.key) || changesResources(policy),
  );
  const around = await readSurroundings(resource, snapshot, evaluatedAt, ports);
  const questions = relatedQuestions(policies, around, ports.engines);
  const related = new Map<string, readonly JsonObject[]>();
  for (const { policyKey, query } of questions)
    related.set(policyKey, await ports.resources.listRelated(resource, query));
  const urls = ports.templates === undefined ? [] : templateUrls(policies, around, ports.engines);
  const fetched = await ports.templates?.find(urls, ports.now());
  const results = evaluatePolicies(policies, around, ports.engines, related, fetched);
  const sync = isClusterType(resource.type) ? ports.constraintSync : undefined;
  const problems = (await sync?.problems(resource.id)) ?? [];
  const all = withSyncProblems(results.states, policies, problems, (policy, code, message) =>
    failedState(policy, around, code, message),
  );
  if (selected === undefined) return { ...results, states: all };
  const states = all.filter(({ content }) => selected.has(armIdKey(content.policyAssignmentId)));
  return { ...results, states };
}
