import { describe, expect, it } from 'vitest';
import { compileConstraint } from '../constraint/compile-constraint';
import type { JsonObject } from '../json';
import { evaluateReview } from '../review/evaluate-review';
import { reviewOf } from '../review/review-of';
import { compileConstraintTemplate } from '../template/compile-constraint-template';
import { createInventory } from './inventory';
import { sealInventory } from './inventory-data';

const service: JsonObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' } };
const ingress: JsonObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'i', namespace: 'shop' },
};
const namespace: JsonObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

describe('an inventory', () => {
  it('is an empty object at first', () => {
    expect(createInventory().document).toEqual({});
  });

  it('puts objects where templates look for them, without copying', () => {
    const { document } = createInventory([service, ingress, namespace]);
    expect(document).toEqual({
      cluster: { v1: { Namespace: { shop: namespace } } },
      namespace: {
        shop: { v1: { Service: { a: service } }, 'networking.k8s.io/v1': { Ingress: { i: ingress } } },
      },
    });
    const shop = (document['namespace'] as JsonObject)['shop'] as JsonObject;
    expect(((shop['v1'] as JsonObject)['Service'] as JsonObject)['a']).toBe(service);
  });

  it('finds Namespaces', () => {
    const inventory = createInventory([namespace]);
    expect(inventory.namespace('shop')).toBe(namespace);
    expect(inventory.namespace('constructor')).toBeUndefined();
  });

  it('replaces and removes, and leaves no empty level behind', () => {
    const inventory = createInventory([service]);
    const newer = { ...service, spec: {} };
    inventory.put(newer);
    expect(inventory.document).toEqual({ namespace: { shop: { v1: { Service: { a: newer } } } } });
    inventory.remove(service);
    expect(inventory.document).toEqual({});
    inventory.remove(service);
    expect(inventory.document).toEqual({});
  });

  it('takes __proto__ for an ordinary name', () => {
    const odd: JsonObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: '__proto__' } };
    const inventory = createInventory([odd]);
    expect(
      Object.keys(((inventory.document['cluster'] as JsonObject)['v1'] as JsonObject)['Node'] as JsonObject),
    ).toEqual(['__proto__']);
  });

  it('refuses objects without a place', () => {
    expect(() => createInventory([{ apiVersion: 'v1', kind: 'Pod', metadata: {} }])).toThrow(
      'An object for the inventory needs apiVersion, kind and metadata.name; got "v1", "Pod", "".',
    );
  });
});

describe('sealInventory', () => {
  it('shows templates the same objects, evaluation after evaluation', () => {
    const service = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'apps' },
    });
    const template = compileConstraintTemplate({
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'countservices' },
      spec: {
        crd: { spec: { names: { kind: 'CountServices' } } },
        targets: [
          {
            target: 'admission.k8s.gatekeeper.sh',
            rego: 'package countservices\nviolation[{"msg": msg}] { msg := sprintf("%d", [count(data.inventory.namespace.apps.v1.Service)]) }',
          },
        ],
      },
    });
    const constraint = compileConstraint(template, {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'CountServices',
      metadata: { name: 'count' },
      spec: {},
    });
    const told = (inventory: ReturnType<typeof sealInventory>) =>
      evaluateReview(constraint, reviewOf(service('a')), { inventory }).violations.map(
        ({ message }) => message,
      );
    const two = sealInventory(createInventory([service('a'), service('b')]));
    const three = sealInventory(createInventory([service('a'), service('b'), service('c')]));
    expect([told(two), told(two), told(three), told(two)]).toEqual([['2'], ['2'], ['3'], ['2']]);
  });
});
