import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from './kubernetes-object';
import { createObjectStore, type ObjectStore, type ScanOptions } from './object-store';

const drawer = '/pods';
const object = (name: string, image = ''): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  image,
});
const scan = (store: ObjectStore, options: ScanOptions = {}): string[] =>
  [...store.scan(drawer, options)].map(({ metadata, image }) => `${metadata.name}${image as string}`);

function filled(historyLimit = 100): ObjectStore {
  const store = createObjectStore({ historyLimit });
  for (const name of ['c', 'a', 'b']) store.put(drawer, name, object(name));
  return store;
}

describe('an object store', () => {
  test('scans in the order of keys, whatever the order of writing', () => {
    expect(scan(filled())).toEqual(['a', 'b', 'c']);
  });

  test('scans after a key and under a prefix', () => {
    const store = createObjectStore({ historyLimit: 100 });
    for (const name of ['n/a', 'n/b', 'm/z', 'n-x/a', 'o/a']) store.put(drawer, name, object(name));
    expect(scan(store, { prefix: 'n/' })).toEqual(['n/a', 'n/b']);
    expect(scan(store, { prefix: 'n/', after: 'n/a' })).toEqual(['n/b']);
    expect(scan(store, { prefix: 'n/', after: 'm/z' })).toEqual(['n/a', 'n/b']);
    expect(store.count(drawer, {})).toBe(5);
    expect(store.count(drawer, { prefix: 'n/' })).toBe(2);
    expect(store.count(drawer, { prefix: 'n/', after: 'n/a' })).toBe(1);
    expect(store.count(drawer, { prefix: 'x/' })).toBe(0);
  });

  test('shows a past state by undoing what came after', () => {
    const store = filled();
    const then = store.resourceVersion;
    store.delete(drawer, 'b');
    store.put(drawer, 'a', object('a', '2'));
    store.put(drawer, 'aa', object('aa'));
    store.put(drawer, 'a', object('a', '3'));
    store.delete(drawer, 'c');
    store.put('/secrets', 'b', object('b'));
    expect(scan(store)).toEqual(['a3', 'aa']);
    expect(scan(store, { resourceVersion: then })).toEqual(['a', 'b', 'c']);
    expect(scan(store, { resourceVersion: then, after: 'a' })).toEqual(['b', 'c']);
    expect(scan(store, { resourceVersion: then + 2 })).toEqual(['a2', 'c']);
    for (const [since, count] of [
      [then, 3],
      [then + 2, 2],
      [then + 3, 3],
      [store.resourceVersion, 2],
    ] as const) {
      expect(store.count(drawer, { resourceVersion: since })).toBe(count);
      expect(scan(store, { resourceVersion: since })).toHaveLength(count);
    }
    expect(store.count(drawer, { resourceVersion: then, after: 'a' })).toBe(2);
  });

  test('counts writes up and stamps them on the objects', () => {
    const store = filled();
    const before = store.resourceVersion;
    expect(store.put(drawer, 'a', object('a')).metadata['resourceVersion']).toBe(String(before + 1));
    expect(store.delete(drawer, 'a')?.metadata['resourceVersion']).toBe(String(before + 2));
    expect(store.delete(drawer, 'a')).toBeUndefined();
    expect(store.resourceVersion).toBe(before + 2);
  });

  test('keeps a bounded history and says how far it goes back', () => {
    const store = filled(10);
    for (let i = 0; i < 100; i++) store.put(drawer, 'a', object('a', String(i)));
    expect(store.oldestVersion).toBeGreaterThan(store.resourceVersion - 15);
    const kept = store.changesSince(drawer, store.oldestVersion);
    expect(kept[0]?.resourceVersion).toBe(store.oldestVersion + 1);
    expect(scan(store, { resourceVersion: store.resourceVersion - 5 })).toEqual(['a94', 'b', 'c']);
  });

  test('tells listeners until they leave', () => {
    const store = filled();
    const told: string[] = [];
    const leave = store.subscribe(({ type, key, previous }) =>
      told.push(`${type} ${key} ${previous !== undefined}`),
    );
    store.put(drawer, 'd', object('d'));
    store.put(drawer, 'd', object('d', '2'));
    store.delete(drawer, 'd');
    leave();
    store.put(drawer, 'e', object('e'));
    expect(told).toEqual(['ADDED d false', 'MODIFIED d true', 'DELETED d true']);
  });
});
