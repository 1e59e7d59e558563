import { createInventory } from '../../shared/gatekeeper';
import {
  clusterConstraints,
  createEngines,
  describeReason,
  type EvaluatedLeaf,
  evaluateObject,
  evaluatePolicies,
  relatedQuestions,
} from '../../shared/pipeline';
import { type ArmResource, isJsonObject, type JsonObject } from '../../shared/policy';
import { matchesRelatedQuery } from '../../shared/rules';
import type { DefinitionFolder } from './definition-folder';
import { asResource, assignDefinition, sampleCluster } from './sample-policies';

/** What the policy said about a sample. */
export interface SampleVerdict {
  /** A compliance state, or `NotApplicable` when the policy has nothing to say about it. */
  readonly state: string;
  readonly reason?: string;
}

/** Judges a sample; the objects after the first are what exists beside it. */
export type SampleJudge = (sample: JsonObject, beside: readonly JsonObject[]) => SampleVerdict;

const timeLimitMs = 10_000;
const notApplicable: SampleVerdict = { state: 'NotApplicable' };
const broken = (reason: string): SampleVerdict => ({ state: 'Error', reason });

/** A judge with the service's own evaluation: of resources, or of Kubernetes objects, as the definition's mode says. */
export function createSampleJudge(folder: DefinitionFolder, now: Date): SampleJudge {
  const mode = String(folder.properties['mode'] ?? '').toLowerCase();
  return mode === 'microsoft.kubernetes.data' ? judgeObjects(folder, now) : judgeResources(folder, now);
}

function judgeResources(folder: DefinitionFolder, now: Date): SampleJudge {
  const engines = createEngines();
  const place = assignDefinition(folder);
  return (sample, beside) => {
    const resource = asResource(sample);
    if (resource === undefined) return broken('The sample has no "type", so it is no Azure resource.');
    const policies = place.policiesOn(resource, now);
    if (typeof policies === 'string') return broken(policies);
    const around = surroundings(place, resource, now);
    const related = new Map(
      relatedQuestions(policies, around, engines).map(({ policyKey, query }) => [
        policyKey,
        beside.filter((each) => matchesRelatedQuery(query, each)),
      ]),
    );
    const [state] = evaluatePolicies(policies, around, engines, related).states;
    if (state === undefined) return notApplicable;
    const { complianceState, policyEvaluationDetails: details } = state.content;
    const leaves = (details?.evaluatedExpressions ?? []) as readonly EvaluatedLeaf[];
    const reason = details?.reason ?? describeReason(leaves);
    return { state: complianceState, ...(typeof reason === 'string' ? { reason } : {}) };
  };
}

function judgeObjects(folder: DefinitionFolder, now: Date): SampleJudge {
  const place = assignDefinition(folder);
  const policies = place.policiesOn(sampleCluster, now);
  if (typeof policies === 'string') return () => broken(policies);
  const { states, constraints } = evaluatePolicies(
    policies,
    surroundings(place, sampleCluster, now),
    createEngines(),
    new Map(),
  );
  const [failure] = states.filter(({ content }) => content.complianceState === 'Error');
  if (failure !== undefined)
    return () => broken(String(failure.content.policyEvaluationDetails?.reason ?? 'The policy is broken.'));
  if (constraints.size === 0)
    return () =>
      broken('The rule does not hold for a cluster of type Microsoft.ContainerService/managedClusters.');
  const ready = clusterConstraints(constraints, timeLimitMs);
  return (sample, beside) => {
    if (typeof sample['kind'] !== 'string')
      return broken('The sample has no "kind", so it is no Kubernetes object.');
    const known = createInventory([...beside, sample]);
    const { outcomes } = evaluateObject(
      { object: sample, path: '' },
      { ...ready, inventory: known.document },
      namespacesOf(beside),
    );
    const [outcome] = outcomes;
    if (outcome === undefined) return notApplicable;
    const reason = outcome.policyEvaluationDetails?.reason;
    return { state: outcome.complianceState, ...(typeof reason === 'string' ? { reason } : {}) };
  };
}

function surroundings(place: ReturnType<typeof assignDefinition>, resource: ArmResource, now: Date) {
  const { subscription, resourceGroup } = place;
  return { resource, subscription, resourceGroup, managementGroups: [], evaluatedAt: now.toISOString() };
}

function namespacesOf(objects: readonly JsonObject[]): Map<string, JsonObject> {
  const namespaces = new Map<string, JsonObject>();
  for (const object of objects) {
    if (object['kind'] !== 'Namespace' || object['apiVersion'] !== 'v1') continue;
    const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
    namespaces.set(String(metadata['name']), object);
  }
  return namespaces;
}
