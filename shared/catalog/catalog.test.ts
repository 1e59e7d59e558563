import { describe, expect, it } from 'vitest';
import { evaluateReview, reviewOf } from '../gatekeeper';
import { catalogCases } from './cases';
import { constraintTemplateFor, knownTemplateUrls } from './constraint-template-for';
import type { JsonObject } from './json';
import { constraintFor, messagesOf } from './testing/messages-of';

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

  it.each([
    ['allowed-users-groups/v3', 'runAsUser', { runAsUser: 0 }, { runAsUser: { rule: 'MustRunAsNonRoot' } }],
    [
      'allowed-users-groups/v3',
      'runAsNonRoot',
      { runAsNonRoot: false },
      { runAsUser: { rule: 'MustRunAsNonRoot' } },
    ],
    ['allowed-users-groups/v3', 'runAsGroup', { runAsGroup: 0 }, { runAsGroup: { rule: 'MayRunAs' } }],
    [
      'windows-block-container-admin/v1',
      'windowsOptions.runAsUserName',
      { windowsOptions: { runAsUserName: 'ContainerAdministrator' } },
      {},
    ],
  ])(
    '%s says where %s stands: at the container, or at the Pod that it comes from',
    (rule, path, security, parameters) => {
      const placesOf = (context: JsonObject, own: JsonObject): unknown[] =>
        evaluateReview(
          constraintFor(rule, parameters),
          reviewOf({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'web' },
            spec: {
              securityContext: context,
              containers: [{ name: 'app', image: 'x', securityContext: own }],
            },
          }),
        ).violations.map((violation) => violation.path);
      expect(placesOf({}, security)).toEqual([`spec.containers[0].securityContext.${path}`]);
      expect(placesOf(security, {})).toEqual([`spec.securityContext.${path}`]);
    },
  );

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
