import { legacyConstraintFor } from '../../catalog';
import { buildConstraint, type Constraint, compileConstraint } from '../../gatekeeper';
import { isJsonObject, type JsonObject, type PolicyInForce } from '../../policy';
import type { CompiledPolicyRule, RuleContext } from '../../rules';
import { constraintTemplateSource, type TemplateLookup, urlOf } from './constraint-template-source';
import { attempt, type Engines } from './engines';
import { forEngine } from './json';
import { failed, type Verdict } from './verdict';

/** The template of a constraint as it was given, and the address that it came from, where there is one. */
export interface TemplateOrigin {
  readonly template: JsonObject;
  readonly url?: string;
}

/** A policy over the objects of a cluster: its constraint, or the verdict that needs no look at the objects. */
export type ClusterPolicy =
  | { readonly policy: PolicyInForce; readonly constraint: Constraint; readonly origin: TemplateOrigin }
  | { readonly policy: PolicyInForce; readonly verdict: Verdict };

/**
 * Prepares a policy of mode `Microsoft.Kubernetes.Data` for a cluster. Its `if` decides only whether the cluster is
 * meant; its details become a constraint, as the Azure Policy add-on makes one.
 *
 * @param fetched templates that were fetched for {@link templateUrls}
 * @returns undefined when the policy does not apply to the cluster
 */
export function clusterPolicy(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
  engines: Engines,
  fetched: TemplateLookup = new Map(),
): ClusterPolicy | undefined {
  const outcome = rule.evaluate(context);
  const decided = (verdict: Verdict): ClusterPolicy => ({ policy, verdict });
  if (outcome.error !== undefined) return decided(failed(outcome.error.code, outcome.error.message));
  if (!outcome.hit) return undefined;
  if (policy.exemption !== undefined) return decided({ complianceState: 'Exempt' });
  // A mutation changes objects as they are written: there is nothing to be compliant with (see admission).
  if (policy.effect === 'mutate') return undefined;
  const details = attempt(() => rule.details(context));
  if ('problem' in details) return decided(failed(details.problem.code, details.problem.message));
  if (!isJsonObject(details.value))
    return decided(
      failed('InvalidConstraintTemplate', 'then.details must be an object that names a template.'),
    );
  const expanded = details.value;
  const source = constraintTemplateSource(expanded, fetched);
  if ('problem' in source) return decided(failed(source.problem.code, source.problem.message));
  const template = engines.template(source.value);
  if ('problem' in template)
    return decided(failed('ConstraintTemplateInstallFailed', template.problem.message));
  const constraint = attempt(() =>
    compileConstraint(
      template.value,
      buildConstraint({
        template: template.value,
        details: forEngine(expanded),
        ...legacyConstraint(expanded),
        effect: policy.effect,
        enforcementMode: policy.enforcementMode,
        assignmentId: policy.assignment.id,
        definitionId: policy.definition.id,
        ...(policy.setDefinition === undefined ? {} : { setDefinitionId: policy.setDefinition.id }),
        ...(policy.reference === undefined ? {} : { referenceId: policy.reference.referenceId }),
      }),
    ),
  );
  if ('problem' in constraint) return decided(failed('InvalidConstraint', constraint.problem.message));
  const url = urlOf(expanded);
  const origin = { template: source.value, ...(url === undefined ? {} : { url }) };
  return { policy, constraint: constraint.value, origin };
}

/** Old definitions name their constraint, too; it says what they are for. */
function legacyConstraint(details: JsonObject): Partial<Parameters<typeof buildConstraint>[0]> {
  const url = details['constraint'];
  const constraint = typeof url === 'string' ? legacyConstraintFor(url) : undefined;
  return constraint === undefined ? {} : { constraint: forEngine(constraint) };
}
