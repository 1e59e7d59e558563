import type { JsonObject, PolicyInForce } from '../../policy';
import type { CompiledPolicyRule, RelatedResourceQuery, RuleContext, RuleOutcome } from '../../rules';
import { attempt } from './engines';
import { failed, type Verdict } from './verdict';

/** The related resources that an `…IfNotExists` policy asked for; absent when it asked for none. */
export type RelatedResources = readonly JsonObject[] | undefined;

/**
 * What an `auditIfNotExists` or `deployIfNotExists` policy wants to see beside the resource; undefined for all others,
 * and where its `if` does not hold.
 */
export function relatedQuery(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
): RelatedResourceQuery | undefined {
  if (!ifNotExists.has(policy.effect) || !rule.applicable(context, policy.effect)) return undefined;
  const query = attempt(() => rule.related(context, policy.effect));
  return 'problem' in query ? undefined : query.value;
}

/**
 * Judges a resource by one policy of a Resource Manager mode (azure-policy: "the whole evaluation in one place").
 *
 * @returns undefined when the policy does not apply to the resource, so that there is no record
 */
export function evaluateResourcePolicy(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
  related: RelatedResources,
): Verdict | undefined {
  if (!rule.applicable(context, policy.effect)) return undefined;
  if (policy.exemption !== undefined) return { complianceState: 'Exempt' };
  const outcome = rule.evaluate(context);
  if (outcome.error !== undefined) return failed(outcome.error.code, outcome.error.message);
  switch (policy.effect) {
    case 'auditifnotexists':
    case 'deployifnotexists':
      return outcome.hit ? judgeRelated(policy, rule, context, related) : undefined;
    case 'denyaction':
      return outcome.hit ? { complianceState: 'Protected', details: detailsOf(outcome) } : undefined;
    case 'manual':
      return outcome.hit ? judgeManually(rule, context) : undefined;
    default:
      return fromOutcome(outcome);
  }
}

const ifNotExists: ReadonlySet<string> = new Set(['auditifnotexists', 'deployifnotexists']);

function judgeRelated(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
  related: RelatedResources,
): Verdict {
  const query = attempt(() => rule.related(context, policy.effect));
  if ('problem' in query) return failed(query.problem.code, query.problem.message);
  return fromOutcome(rule.existence(context, related ?? []));
}

function judgeManually(rule: CompiledPolicyRule, context: RuleContext): Verdict {
  const details = attempt(() => rule.details(context));
  if ('problem' in details) return failed(details.problem.code, details.problem.message);
  return { complianceState: defaultState(details.value) };
}

function fromOutcome(outcome: RuleOutcome): Verdict {
  if (outcome.error !== undefined) return failed(outcome.error.code, outcome.error.message);
  return { complianceState: outcome.hit ? 'NonCompliant' : 'Compliant', details: detailsOf(outcome) };
}

const detailsOf = (outcome: RuleOutcome): NonNullable<Verdict['details']> => ({
  evaluatedExpressions: outcome.evaluatedExpressions,
  ...(outcome.ifNotExistsDetails === undefined
    ? {}
    : {
        ifNotExistsDetails: {
          resourceId: outcome.ifNotExistsDetails.resourceId ?? null,
          totalResources: outcome.ifNotExistsDetails.totalResources,
        },
      }),
});

/** A manual policy without attestation has the state that its definition names, or Unknown. */
function defaultState(details: unknown): Verdict['complianceState'] {
  const named = String((details as { defaultState?: unknown } | null)?.defaultState ?? '').toLowerCase();
  if (named === 'compliant') return 'Compliant';
  return named.replace('-', '') === 'noncompliant' ? 'NonCompliant' : 'Unknown';
}
