import {
  compileConstraint,
  compileConstraintTemplate,
  evaluateReview,
  reviewOf,
  reviewOfRequest,
} from '../../gatekeeper';
import type { CatalogCase } from '../cases/catalog-case';
import { constraintTemplateFor } from '../constraint-template-for';

const store = 'https://store.policy.core.windows.net/kubernetes/';

/** The constraint `under-test` of a rule, given as in a case or as the whole address of a template. */
export function constraintFor(
  rule: string,
  parameters: CatalogCase['parameters'],
): ReturnType<typeof compileConstraint> {
  const url = rule.startsWith('https:') ? rule : `${store}${rule}/template.yaml`;
  const manifest = constraintTemplateFor(url);
  if (manifest === undefined) throw new Error(`no template for ${url}`);
  const template = compileConstraintTemplate(manifest);
  return compileConstraint(template, {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: template.kind,
    metadata: { name: 'under-test' },
    spec: { parameters: parameters ?? {} },
  });
}

/** The messages of a case's rule about its object, sorted; throws what the evaluation fails with. */
export function messagesOf({
  rule,
  parameters,
  object,
  request,
  inventory,
}: Omit<CatalogCase, 'says' | 'messages'>): string[] {
  const review =
    request === undefined || Object.keys(request).length === 0
      ? reviewOf(object)
      : reviewOfRequest({ ...reviewOf(object).document, ...request });
  const outcome = evaluateReview(constraintFor(rule, parameters), review, {
    ...(inventory === undefined ? {} : { inventory }),
  });
  if (outcome.error !== undefined) throw new Error(outcome.error.message);
  return outcome.violations.map(({ message }) => message).sort();
}
