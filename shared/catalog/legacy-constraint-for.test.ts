import { describe, expect, it } from 'vitest';
import { constraintTemplateFor } from './constraint-template-for';
import { legacyConstraintFor } from './legacy-constraint-for';

const store = 'https://store.policy.core.windows.net/kubernetes/';
const repository =
  'https://raw.githubusercontent.com/Azure/azure-policy/master/built-in-references/Kubernetes/';

describe('the constraint file of a definition in the old form', () => {
  it.each([
    [`${store}container-disallowed-capabilities/v2`, 'container-disallowed-capabilities', 'Pod'],
    [`${store}container-allowed-ports/v1`, 'container-allowed-ports', 'Pod'],
    [`${store}service-allowed-ports/v1`, 'service-allowed-ports', 'Service'],
    [`${store}ingress-https-only/v1`, 'ingress-https-only', 'Ingress'],
    [`${repository}ingress-hostnames-conflict`, 'ingress-hostnames-conflict', 'Ingress'],
    [`${repository}container-no-privilege`, 'container-no-privilege', 'Pod'],
  ])('at %s is of the kind that the template beside it makes', (folder, name, kind) => {
    const constraint = legacyConstraintFor(`${folder}/constraint.yaml`);
    const template = constraintTemplateFor(`${folder}/template.yaml`);
    expect(template).toMatchObject({ spec: { crd: { spec: { names: { kind: constraint?.['kind'] } } } } });
    expect(constraint).toMatchObject({
      metadata: { name },
      spec: { match: { kinds: [{ kinds: [kind] }] } },
    });
  });

  it.each([
    `${store}container-no-privilege/v99/constraint.yaml`,
    `${store}block-resource/v1/constraint.yaml`,
    `${repository}container-probes-required/constraint.yaml`,
    'https://example.com/container-no-privilege/v1/constraint.yaml',
    `${store}constructor/v1/constraint.yaml`,
  ])('is not known at %s', (url) => {
    expect(legacyConstraintFor(url)).toBeUndefined();
  });
});
