import { createHttpServer } from '@vercel/cosmosdb-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CAUSE, CHAMBER, minute, NOW, ROOM, SUBSCRIPTION } from './test-kit';
import { describeStores } from './test-stores';

const tools = { afterAll, beforeAll, beforeEach, createHttpServer, describe };

describeStores(tools, 'a compliance store keeps scans', (under) => {
  const scope = `/subscriptions/${SUBSCRIPTION}`;
  const request = { scope, cause: CAUSE, now: minute(0) };
  const result = { resources: 1, components: 10 };

  it('follows one from its request to its end', async () => {
    const { scan, started } = await under.store.startOrJoinScan(request);
    expect([started, scan.status, scan.scope, scan.requestedAt]).toEqual([true, 'Queued', scope, minute(0)]);

    const plan = { items: [{ key: CHAMBER }, { key: ROOM }], done: true, policies: 7, now: minute(1) };
    expect(await under.store.planScanItems(scan.id, plan)).toMatchObject({
      status: 'Running',
      planned: 2,
      completed: 0,
    });

    const first = await under.store.completeScanItem(scan.id, { key: CHAMBER, result, now: minute(2) });
    expect(first).toMatchObject({
      counted: true,
      finished: false,
      scan: { status: 'Running', completed: 1 },
    });

    const last = await under.store.completeScanItem(scan.id, { key: ROOM, result, now: minute(3) });
    expect(last).toMatchObject({ counted: true, finished: true });
    expect(last.scan).toEqual({
      id: scan.id,
      scope,
      status: 'Succeeded',
      requestedAt: minute(0),
      startedAt: minute(1),
      finishedAt: minute(3),
      cause: CAUSE,
      planned: 2,
      completed: 2,
      counts: { resources: 2, components: 20, policies: 7 },
    });
    expect(await under.store.latestScan(scope.toUpperCase())).toEqual(last.scan);
  });

  it('lets a second request join the scan that runs, and starts a new one after its end', async () => {
    const requests = await Promise.all([1, 2, 3].map(() => under.store.startOrJoinScan(request)));
    expect(new Set(requests.map(({ scan }) => scan.id)).size).toBe(1);
    expect(requests.filter(({ started }) => started)).toHaveLength(1);

    const id = requests[0]?.scan.id ?? '';
    await under.store.planScanItems(id, { items: [], done: true, now: minute(1) });
    expect(await under.store.scan(id)).toMatchObject({ status: 'Succeeded' });

    const next = await under.store.startOrJoinScan({ ...request, now: minute(2) });
    expect([next.started, next.scan.id === id]).toEqual([true, false]);
    expect(await under.store.scan(id)).toMatchObject({ status: 'Succeeded' });
  });

  it('counts an item once however often it is planned and completed', async () => {
    const { scan } = await under.store.startOrJoinScan(request);
    const items = [{ key: CHAMBER }, { key: ROOM }];
    await under.store.planScanItems(scan.id, { items, done: false, now: minute(1) });
    await under.store.completeScanItem(scan.id, { key: CHAMBER, result, now: minute(1) });
    await under.store.planScanItems(scan.id, { items, done: true, now: minute(1) });

    const completions = await Promise.all(
      [CHAMBER, ROOM, ROOM, ROOM, 'never planned'].map((key) =>
        under.store.completeScanItem(scan.id, { key, result, now: minute(2) }),
      ),
    );

    expect(completions.filter(({ counted }) => counted)).toHaveLength(1);
    expect(completions.filter(({ finished }) => finished)).toHaveLength(1);
    expect(await under.store.scan(scan.id)).toMatchObject({
      planned: 2,
      completed: 2,
      counts: { resources: 2 },
    });
  });

  it('fails one with its error, and nothing that comes later changes that', async () => {
    const { scan } = await under.store.startOrJoinScan(request);
    await under.store.planScanItems(scan.id, { items: [{ key: ROOM }], done: true, now: minute(1) });
    const error = { code: 'Unreachable', message: 'The Whomping Willow is in the way.' };

    expect(await under.store.failScan(scan.id, { error, now: minute(2) })).toMatchObject({
      status: 'Failed',
      error,
    });
    const late = await under.store.completeScanItem(scan.id, { key: ROOM, result, now: minute(3) });

    expect(late).toMatchObject({
      finished: false,
      scan: { status: 'Failed', finishedAt: minute(2), error },
    });
  });

  it('gives up a scan that never ended when somebody asks again', async () => {
    const { scan } = await under.store.startOrJoinScan(request);

    const again = await under.store.startOrJoinScan({ ...request, now: minute(30), abandonedAfter: 600 });

    expect(again.started).toBe(true);
    expect(await under.store.scan(scan.id)).toMatchObject({
      status: 'Failed',
      error: { code: 'ScanAbandoned' },
    });
  });

  it('knows nothing of a scan that never was', async () => {
    const plan = { items: [], done: true, now: NOW };
    await expect(under.store.planScanItems('none', plan)).rejects.toMatchObject({
      code: 'unknown-scan',
      about: 'none',
    });
    expect(await under.store.scan('none')).toBeUndefined();
    expect(
      await under.store.failScan('none', { error: { code: 'x', message: 'y' }, now: NOW }),
    ).toBeUndefined();
    expect(await under.store.completeScanItem('none', { key: 'x', result, now: NOW })).toEqual({
      scan: undefined,
      counted: false,
      finished: false,
    });
  });
});
