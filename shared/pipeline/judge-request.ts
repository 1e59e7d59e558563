import {
  type ArmResource,
  isJsonObject,
  type PolicyInForce,
  type PolicySnapshot,
  policiesInForce,
} from '../policy';
import type { EvaluatedExpression } from '../rules';
import { attempt, type Engines, ruleContext, type Surroundings } from './evaluate';

/** A policy that forbids a request, and why. */
export interface RequestViolation {
  readonly policy: PolicyInForce;
  readonly evaluatedExpressions: readonly EvaluatedExpression[];
  /** Set when the rule failed: Azure denies such a request, whatever the effect. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** A write or delete of a resource that asks to be let through. */
export interface ResourceRequest {
  readonly operation: 'write' | 'delete';
  /** The resource as it would be; for a delete, as it is. */
  readonly resource: ArmResource;
}

/**
 * Judges a request before it is carried out, as Azure does: `deny` forbids writes, `denyAction` forbids deletes, and a
 * rule that fails to evaluate forbids a write whatever its effect (azure-policy: order of evaluation, runtime errors).
 * Assignments in `DoNotEnforce` mode and exempt resources are let through. Pure.
 */
export function judgeRequest(
  request: ResourceRequest,
  snapshot: PolicySnapshot,
  around: Omit<Surroundings, 'resource'>,
  engines: Engines,
): RequestViolation[] {
  const violations: RequestViolation[] = [];
  for (const policy of policiesInForce(snapshot, request.resource, new Date(around.evaluatedAt))) {
    if (
      policy.enforcementMode !== 'Default' ||
      policy.exemption !== undefined ||
      policy.problem !== undefined
    )
      continue;
    if (policy.definition.mode.toLowerCase().startsWith('microsoft.')) continue;
    const rule = engines.rule(policy);
    if ('problem' in rule) continue;
    const context = ruleContext(policy, { ...around, resource: request.resource });
    if (!rule.value.applicable(context, policy.effect)) continue;
    const outcome = rule.value.evaluate(context);
    const { evaluatedExpressions, error } = outcome;
    if (error !== undefined) {
      if (request.operation === 'write') violations.push({ policy, evaluatedExpressions, error });
    } else if (outcome.hit && forbids(policy, request.operation, () => rule.value.details(context)))
      violations.push({ policy, evaluatedExpressions });
  }
  return violations;
}

function forbids(policy: PolicyInForce, operation: 'write' | 'delete', details: () => unknown): boolean {
  if (operation === 'write') return policy.effect === 'deny';
  if (policy.effect !== 'denyaction') return false;
  const read = attempt(details);
  const names = 'value' in read && isJsonObject(read.value) ? read.value['actionNames'] : undefined;
  return Array.isArray(names) && names.some((name) => String(name).toLowerCase() === 'delete');
}
