import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../policy';
import { untilWritten } from './until-written';

const reference = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const start = Date.parse('2026-11-21T08:00:00Z');
const until = new Date(start + 3_000).toISOString();

/** Versions as the cluster shows them, one after the other; the last one stays. */
async function wait(versions: readonly (string | undefined)[], otherThan?: string, late = 0) {
  const asked: object[] = [];
  let now = start + late;
  await untilWritten(
    {
      get: async (wanted) => {
        const version = versions[Math.min(asked.length, versions.length - 1)];
        asked.push(wanted);
        now += 1_000;
        return version === undefined ? undefined : ({ metadata: { resourceVersion: version } } as JsonObject);
      },
    },
    reference,
    { until, ...(otherThan === undefined ? {} : { otherThan }) },
    () => new Date(now),
  );
  return asked;
}

describe('waiting for a write', () => {
  it.each<[string, (string | undefined)[], string | undefined, number, number]>([
    ['ends when a new object shows', [undefined, '1'], undefined, 0, 2],
    ['ends when an update shows', ['41', '41', '42'], '41', 0, 3],
    ['ends when the object is gone', ['41', undefined], '41', 0, 2],
    ['ends when the time is over', ['41'], '41', 0, 3],
    ['does not begin for an item that comes late', ['41'], '41', 5_000, 0],
  ])('%s', async (_, versions, otherThan, late, looks) => {
    const asked = await wait(versions, otherThan, late);
    expect(asked).toHaveLength(looks);
    for (const wanted of asked)
      expect(wanted).toEqual({ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' });
  });
});
