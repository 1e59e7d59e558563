import { describe, expect, it } from 'vitest';
import {
  compileConstraint,
  compileConstraintTemplate,
  evaluateReview,
  reviewOf,
  reviewOfRequest,
} from '../gatekeeper';
import { catalogCases } from './cases';
import { constraintTemplateFor, knownTemplateUrls } from './constraint-template-for';
import type { JsonObject } from './json';

const store = 'https://store.policy.core.windows.net/kubernetes/';

function constraintFor(rule: string, parameters: JsonObject): ReturnType<typeof compileConstraint> {
  const url = rule.startsWith('https:') ? rule : `${store}${rule}/template.yaml`;
  const manifest = constraintTemplateFor(url);
  if (manifest === undefined) throw new Error(`no template for ${url}`);
  const template = compileConstraintTemplate(manifest);
  return compileConstraint(template, {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: template.kind,
    metadata: { name: 'under-test' },
    spec: { parameters },
  });
}

describe('the catalog', () => {
  it.each(knownTemplateUrls())('has a template that compiles for %s', (url) => {
    expect(constraintFor(url, {}).template.kind).toMatch(/^K8sAzure/);
  });

  it.each(catalogCases)('$rule $says', ({ rule, parameters, object, request, inventory, messages }) => {
    const review =
      request === undefined || Object.keys(request).length === 0
        ? reviewOf(object)
        : reviewOfRequest({ ...reviewOf(object).document, ...request });
    const outcome = evaluateReview(constraintFor(rule, parameters ?? {}), review, {
      ...(inventory === undefined ? {} : { inventory }),
    });
    expect(outcome.error).toBeUndefined();
    expect(outcome.violations.map((violation) => violation.message).sort()).toEqual([...messages].sort());
  });

  it('says which container and which value is meant', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { initContainers: [{ name: 'setup', image: 'x', securityContext: { privileged: true } }] },
    };
    expect(evaluateReview(constraintFor('container-no-privilege/v2', {}), reviewOf(pod)).violations).toEqual([
      {
        message: 'Privileged container is not allowed: setup, securityContext: {"privileged": true}',
        container: 'setup',
        path: 'spec.initContainers[0].securityContext.privileged',
        details: {
          container: 'setup',
          path: 'spec.initContainers[0].securityContext.privileged',
          value: true,
          expected: false,
        },
      },
    ]);
  });

  it('does not know other addresses', () => {
    expect(constraintTemplateFor(`${store}container-no-privilege/v99/template.yaml`)).toBeUndefined();
    expect(
      constraintTemplateFor('https://example.com/container-no-privilege/v2/template.yaml'),
    ).toBeUndefined();
  });

  it('gives the same object each time, so that it can be a cache key', () => {
    const url = `${store}container-no-privilege/v2/template.yaml`;
    expect(constraintTemplateFor(url)).toBe(constraintTemplateFor(url));
  });
});
