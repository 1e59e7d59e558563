import type { PolicyInForce } from '../../policy';
import { type CompiledPolicyRule, type Modification, type RuleContext, settleConflicts } from '../../rules';
import { attempt } from './engines';

const changing: ReadonlySet<string> = new Set(['modify', 'append']);

/** Whether a policy would change resources, and so can contradict another that does. */
export const changesResources = (policy: PolicyInForce): boolean => changing.has(policy.effect);

/** What a policy would change on a resource that violates it; undefined when it would change nothing. */
export function modificationOf(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
): Modification | undefined {
  if (!changesResources(policy)) return undefined;
  const planned = attempt(() => rule.operations(context, policy.effect));
  if ('problem' in planned || planned.value === undefined) return undefined;
  const { operations, conflictEffect } = planned.value;
  return {
    key: policy.key,
    conflictEffect,
    fields: operations.filter(({ applies }) => applies).map(({ field }) => field),
  };
}

/** The keys of policies that contradict each other on an existing resource (azure-policy: two policies, one field). */
export function conflictingKeys(modifications: readonly Modification[]): ReadonlySet<string> {
  const settled = settleConflicts(modifications, 'scan');
  return new Set([...settled].filter(([, settlement]) => settlement === 'conflict').map(([key]) => key));
}
