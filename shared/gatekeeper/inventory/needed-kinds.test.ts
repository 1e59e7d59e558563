import { describe, expect, it } from 'vitest';
import { compileConstraintTemplate } from '../template/compile-constraint-template';
import { neededKinds } from './needed-kinds';

const template = (body: string, sync: string): ReturnType<typeof compileConstraintTemplate> =>
  compileConstraintTemplate({
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name: 'demo', annotations: { 'metadata.gatekeeper.sh/requires-sync-data': sync } },
    spec: {
      crd: { spec: { names: { kind: 'Demo' } } },
      targets: [
        { target: 'admission.k8s.gatekeeper.sh', rego: `package demo\nviolation[{"msg": "x"}] { ${body} }` },
      ],
    },
  });
const service = '[[{"groups": [""], "versions": ["v1"], "kinds": ["Service"]}]]';
const ingress =
  '[[{"groups": ["extensions"], "versions": ["v1beta1"], "kinds": ["Ingress"]}, {"groups": [""], "versions": ["v1"], "kinds": ["Service"]}]]';

describe('the kinds that an inventory must hold', () => {
  it('are those of templates that read it, each once', () => {
    expect(
      neededKinds([
        template('data.inventory', service),
        template('data.inventory', ingress),
        template('true', '[[]]'),
      ]),
    ).toEqual([
      { group: '', version: 'v1', kind: 'Service' },
      { group: 'extensions', version: 'v1beta1', kind: 'Ingress' },
    ]);
    expect(neededKinds([template('true', service)])).toEqual([]);
  });
});
