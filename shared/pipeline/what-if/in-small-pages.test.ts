import { expect, it } from 'vitest';
import type { JsonObject } from '../../policy';
import { memoryPorts } from '../testing/memory-ports';
import { cluster, policiesOf } from '../testing/sample-policies';
import { inSmallPages } from './in-small-pages';

it('gives all objects in their order, in pages of twenty, and lets others in between', async () => {
  const ports = memoryPorts({
    clusters: new Map(),
    objects: new Map([[cluster('north').id.toLowerCase(), []]]),
    policies: policiesOf([]),
    now: new Date(0),
  });
  const all = Array.from({ length: 45 }, (_, index): JsonObject => ({ index }));
  const reader = inSmallPages({
    ...(await ports.openCluster(cluster('north'))),
    async *list() {
      yield all;
      yield all.slice(0, 1);
    },
  });
  let others = 0;
  setImmediate(() => {
    others += 1;
  });
  const pages: (readonly JsonObject[])[] = [];
  const othersBefore: number[] = [];
  for await (const page of reader.list({ group: '', kind: 'Pod' })) {
    pages.push(page);
    othersBefore.push(others);
  }
  expect(pages.map(({ length }) => length)).toEqual([20, 20, 5, 1]);
  expect(pages.flat()).toEqual([...all, all[0]]);
  expect(othersBefore).toEqual([0, 1, 1, 1]);
});
