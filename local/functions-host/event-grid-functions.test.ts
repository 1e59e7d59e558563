import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from './testing/start-fixture-host';

const source = `
import { app } from '@azure/functions';
globalThis.events = [];
app.eventGrid('onPortkey', { handler: (event, context) => {
  globalThis.events.push({ event, metadata: context.triggerMetadata });
  if (event.subject === 'fail') throw new Error('Splinched');
} });
app.http('other', { handler: () => ({}) });
`;
const events = () => (globalThis as { events?: { event: { id: string } }[] }).events ?? [];

describe('the Event Grid webhook', () => {
  let host: FixtureHost;
  beforeAll(async () => {
    host = await startFixtureHost(source);
  });
  afterAll(() => host.close());

  function deliver(
    kind: string | undefined,
    body: unknown,
    query = 'functionName=onPortkey',
    path = '/runtime/webhooks/eventgrid',
  ) {
    return fetch(`${host.url}${path}?${query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(kind === undefined ? {} : { 'aeg-event-type': kind }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
  const event = (id: string, subject = 'cup') => ({
    id,
    subject,
    eventType: 'Portkey',
    data: { to: 'graveyard' },
  });

  it.each([
    ['an Event Grid event', [{ data: { validationCode: 'c-1', validationUrl: 'https://x' } }], 'c-1'],
    [
      'a CloudEvent with its data as JSON text',
      { specversion: '1.0', data: '{"validationCode":"c-2"}' },
      'c-2',
    ],
  ])('answers the validation handshake of %s by itself', async (_, body, code) => {
    const response = await deliver('SubscriptionValidation', body);
    expect([response.status, await response.json()]).toEqual([200, { validationResponse: code }]);
  });

  it('answers the CloudEvents handshake', async () => {
    const response = await fetch(`${host.url}/runtime/webhooks/eventgrid?functionName=onPortkey`, {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
    expect(response.headers.get('webhook-allowed-rate')).toBe('*');
  });

  it('runs the function once per event of a batch and answers 202', async () => {
    expect((await deliver('Notification', [event('a1'), event('a2')])).status).toBe(202);
    expect(events().map(({ event: { id } }) => id)).toEqual(['a1', 'a2']);
    expect(events()[0]).toEqual({ event: event('a1'), metadata: { data: { to: 'graveyard' } } });
  });

  it('takes a single CloudEvent, whatever the casing of the path', async () => {
    const cloud = { specversion: '1.0', id: 'c1', source: '/x', type: 'Portkey', data: {} };
    const response = await deliver(
      'Notification',
      cloud,
      'functionName=onPortkey',
      '/Runtime/WebHooks/EventGrid',
    );
    expect(response.status).toBe(202);
    expect(events().at(-1)?.event).toEqual(cloud);
  });

  it('answers 500 when any event of a batch fails, after running them all', async () => {
    const response = await deliver('Notification', [event('b1', 'fail'), event('b2')]);
    expect([response.status, await response.text()]).toEqual([500, 'Splinched']);
    expect(
      events()
        .slice(-2)
        .map(({ event: { id } }) => id),
    ).toEqual(['b1', 'b2']);
  });

  it.each([
    ['an unsubscription', 'Unsubscribe', [], 'functionName=onPortkey', 202],
    ['a deleted subscription', 'SubscriptionDeletion', [], 'functionName=onPortkey', 200],
    ['a missing event type', undefined, [event('x')], 'functionName=onPortkey', 400],
    ['an unknown event type', 'Howler', [event('x')], 'functionName=onPortkey', 400],
    ['a body that is no JSON', 'Notification', 'nonsense', 'functionName=onPortkey', 400],
    ['a body that holds no events', 'Notification', [1], 'functionName=onPortkey', 400],
    ['an unknown function', 'Notification', [event('x')], 'functionName=nobody', 404],
    ['another casing of the function', 'Notification', [event('x')], 'functionName=onportkey', 404],
    ['a function of another trigger', 'Notification', [event('x')], 'functionName=other', 404],
    ['no function', 'Notification', [event('x')], '', 404],
  ])('answers %s', async (_, kind, body, query, status) => {
    expect((await deliver(kind, body, query)).status).toBe(status);
  });
});
