import {
  type ArmResource,
  isJsonObject,
  type JsonObject,
  type PolicyInForce,
  type PolicySnapshot,
  policiesInForce,
} from '../../policy';
import { applyOperations, type ResourceOperations, settleConflicts } from '../../rules';
import { attempt, changesResources, type Engines, ruleContext, type Surroundings } from '../evaluate';
import type { Modifier, Refusal } from './answer';
import { refusalBy, whichPolicy } from './which-policy';

/** A resource as Azure would store it, after policies have changed the request. */
export interface WrittenResource {
  readonly resource: ArmResource;
  readonly modifiedBy: readonly Modifier[];
  /** Policies that want to change the request and may not. */
  readonly refusedBy: readonly Refusal[];
}

/**
 * Lets `append` and `modify` change a resource that is proposed, as they change the request in Azure before any other
 * policy sees it (azure-policy: order of evaluation, modify). Each sees the resource as it was proposed; those that
 * change the same field are settled by their conflict effect. Pure.
 */
export function writtenResource(
  around: Surroundings,
  snapshot: PolicySnapshot,
  engines: Engines,
): WrittenResource {
  const modifiedBy: Modifier[] = [];
  const refusedBy: Refusal[] = [];
  const plans: { policy: PolicyInForce; operations: ResourceOperations }[] = [];
  for (const policy of policiesInForce(snapshot, around.resource, new Date(around.evaluatedAt))) {
    const planned = operationsOf(policy, around, engines);
    if (planned === undefined) continue;
    if ('problem' in planned) refusedBy.push(refusalBy(policy, planned.problem.message));
    else plans.push({ policy, operations: planned.value });
  }
  const settled = settleConflicts(
    plans.map(({ policy, operations: { conflictEffect, operations } }) => ({
      key: policy.key,
      conflictEffect,
      fields: operations.filter(({ applies }) => applies).map(({ field }) => field),
    })),
    'request',
  );
  // Raw ARM JSON under its two types, of which one allows for absent properties.
  let resource = around.resource as unknown as JsonObject;
  for (const { policy, operations } of plans) {
    const settlement = settled.get(policy.key);
    if (settlement === 'skip') continue;
    if (settlement === 'conflict') {
      refusedBy.push(
        refusalBy(policy, 'It contradicts another policy that would change the same field of the request.'),
      );
      continue;
    }
    const applied = applyOperations(resource, operations);
    const fieldsThat = (...outcomes: string[]): string[] =>
      applied.results.filter(({ result }) => outcomes.includes(result)).map(({ field }) => field);
    const changed = fieldsThat('applied');
    const refused = applied.denied
      ? fieldsThat('conflict', 'notModifiable')
      : staysResource(resource, applied.resource as JsonObject)
        ? []
        : changed;
    if (refused.length > 0) refusedBy.push(refusalBy(policy, `It may not change ${refused.join(', ')}.`));
    else if (changed.length > 0) {
      resource = applied.resource as JsonObject;
      modifiedBy.push({ ...whichPolicy(policy), fields: changed });
    }
  }
  return { resource: resource as unknown as ArmResource, modifiedBy, refusedBy };
}

/** Whether a change leaves a resource what it is: no policy gives it another identity, or a number for its tags. */
function staysResource(before: JsonObject, after: JsonObject): boolean {
  const isSame = ['id', 'name', 'type'].every((name) => after[name] === before[name]);
  const areObjects = ['tags', 'properties', 'identity'].every((name) => {
    const value = after[name];
    return value === undefined || value === before[name] || isJsonObject(value);
  });
  const areTexts = ['location', 'kind'].every((name) => ['string', 'undefined'].includes(typeof after[name]));
  return isSame && areObjects && areTexts;
}

/**
 * What a policy does to the request, or why it cannot, which refuses the request; undefined when it lets it be. Rules
 * that fail refuse it as well: see judgeRequest.
 */
function operationsOf(
  policy: PolicyInForce,
  around: Surroundings,
  engines: Engines,
): ReturnType<typeof attempt<ResourceOperations>> | undefined {
  const { enforcementMode, exemption, problem, effect, definition } = policy;
  if (!changesResources(policy) || definition.mode.toLowerCase().startsWith('microsoft.')) return undefined;
  if (enforcementMode !== 'Default' || exemption !== undefined || problem !== undefined) return undefined;
  const rule = engines.rule(policy);
  if ('problem' in rule) return undefined;
  const context = ruleContext(policy, around);
  if (!rule.value.applicable(context, effect)) return undefined;
  const { hit, error } = rule.value.evaluate(context);
  if (!hit || error !== undefined) return undefined;
  const planned = attempt(() => rule.value.operations(context, effect));
  if ('problem' in planned) return planned;
  return planned.value === undefined ? undefined : { value: planned.value };
}
