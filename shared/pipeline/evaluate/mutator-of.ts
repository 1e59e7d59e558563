import { parse } from 'yaml';
import { mutationFor } from '../../catalog';
import { buildMutator, createMutationSystem, type JsonObject } from '../../gatekeeper';
import { isJsonObject, type PolicyInForce } from '../../policy';
import type { CompiledPolicyRule, RuleContext } from '../../rules';
import { attempt } from './engines';
import { forEngine } from './json';

type Problem = { readonly problem: { readonly code: string; readonly message: string } };

/**
 * The mutator of a policy with effect `mutate`, as a resource; undefined when the policy does not apply to the cluster.
 * Its mutation comes from the bundled catalog by its URL, or from the definition itself as Base64 text.
 */
export function mutatorOf(
  policy: PolicyInForce,
  rule: CompiledPolicyRule,
  context: RuleContext,
): { readonly mutator: JsonObject } | Problem | undefined {
  const outcome = rule.evaluate(context);
  if (outcome.error !== undefined) return { problem: outcome.error };
  if (!outcome.hit) return undefined;
  const details = attempt(() => rule.details(context));
  if ('problem' in details) return details;
  if (!isJsonObject(details.value)) return refuse('then.details must be an object that names a mutation.');
  const expanded = details.value;
  const mutation = mutationOf(expanded['mutationInfo']);
  if ('problem' in mutation) return mutation;
  const mutator = attempt(() =>
    buildMutator({
      mutation: mutation.value,
      details: forEngine(expanded),
      assignmentId: policy.assignment.id,
      definitionId: policy.definition.id,
      ...(policy.setDefinition === undefined ? {} : { setDefinitionId: policy.setDefinition.id }),
      ...(policy.reference === undefined ? {} : { referenceId: policy.reference.referenceId }),
    }),
  );
  if ('problem' in mutator) return mutator;
  const alone = attempt(() => createMutationSystem([mutator.value]));
  return 'problem' in alone ? alone : { mutator: mutator.value };
}

function mutationOf(info: unknown): { readonly value: JsonObject } | Problem {
  const { url, content } = isJsonObject(info) ? info : {};
  if (typeof content === 'string') {
    const parsed = attempt(() => parse(Buffer.from(content, 'base64').toString('utf8')) as unknown);
    if ('problem' in parsed) return refuse(`mutationInfo.content is no YAML: ${parsed.problem.message}`);
    return isJsonObject(parsed.value)
      ? { value: forEngine(parsed.value) }
      : refuse('mutationInfo.content is not the Base64 text of a mutator in YAML.');
  }
  if (typeof url !== 'string') return refuse('mutationInfo names no mutation. Give it a url or content.');
  const known = mutationFor(url);
  return known === undefined
    ? refuse(
        `The mutation at ${url.slice(0, 300)} is not in the catalog. Put its text into mutationInfo.content as Base64.`,
      )
    : { value: known };
}

const refuse = (message: string): Problem => ({ problem: { code: 'InvalidMutation', message } });
