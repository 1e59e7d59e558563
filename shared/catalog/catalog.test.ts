import { describe, expect, it } from 'vitest';
import { evaluateReview, reviewOf } from '../gatekeeper';
import { catalogCases } from './cases';
import { constraintFor, messagesOf } from './cases/messages-of';
import { constraintTemplateFor, knownTemplateUrls } from './constraint-template-for';

const store = 'https://store.policy.core.windows.net/kubernetes/';

describe('the catalog', () => {
  it.each(knownTemplateUrls())('has a template that compiles for %s', (url) => {
    expect(constraintFor(url, {}).template.kind).toMatch(/^K8sAzure/);
  });

  it.each(catalogCases)('$rule $says', (each) => {
    expect(messagesOf(each)).toEqual([...each.messages].sort());
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
