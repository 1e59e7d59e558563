import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { createInventory } from './inventory';

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
