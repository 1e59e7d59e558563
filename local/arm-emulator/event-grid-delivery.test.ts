import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEventGridDelivery,
  type EventGridDelivery,
  EventGridValidationError,
} from './event-grid-delivery';
import { type EventGridEvent, resourceEvent } from './event-grid-event';
import { clusterScope, managementGroup, tenant } from './test-estate';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly events: EventGridEvent[];
}

const open: { server?: Server; delivery?: EventGridDelivery } = {};
afterEach(() => {
  open.delivery?.close();
  open.server?.closeAllConnections();
  return new Promise((resolve) => open.server?.close(resolve));
});

/** A webhook that answers with the given statuses in turn, the last one for ever. */
async function webhook(
  statuses: number[],
  answer = validationAnswer,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const events = JSON.parse(Buffer.concat(chunks).toString()) as EventGridEvent[];
      received.push({ headers: request.headers, events });
      response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200));
      response.end(answer(events));
    });
  });
  open.server = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const validationAnswer = (events: EventGridEvent[]): string =>
  JSON.stringify({ validationResponse: events[0]?.data['validationCode'] });

const event = (id = clusterScope): EventGridEvent =>
  resourceEvent({
    id,
    operation: 'write',
    tenantId: tenant,
    method: 'PUT',
    correlationId: 'c',
    time: new Date('2026-03-02T06:10:00.501Z'),
  });

function deliveryTo(
  endpoint: string,
  extra: object = {},
  attempts = 3,
): { delivery: EventGridDelivery; log: string[] } {
  const log: string[] = [];
  const delivery = createEventGridDelivery({
    subscriptions: [{ name: 'resources', endpoint, ...extra }],
    backOff: [1],
    attempts,
    log: (message) => log.push(message),
  });
  open.delivery = delivery;
  return { delivery, log };
}

describe('event delivery', () => {
  it('shakes hands before anything else', async () => {
    const { url, received } = await webhook([503, 200]);
    await deliveryTo(url).delivery.validate();
    expect(received).toHaveLength(2);
    expect(received[1]?.headers['aeg-event-type']).toBe('SubscriptionValidation');
    expect(received[1]?.events[0]?.eventType).toBe('Microsoft.EventGrid.SubscriptionValidationEvent');
  });

  it('does not accept another code, nor 202', async () => {
    const { url } = await webhook([200], () => '{"validationResponse":"guess"}');
    await expect(deliveryTo(url).delivery.validate()).rejects.toThrow(EventGridValidationError);
    open.server?.close();
    const accepted = await webhook([202]);
    await expect(deliveryTo(accepted.url).delivery.validate()).rejects.toThrow(
      'status 202 without the validation code',
    );
  });

  it('posts one event as an array, with the headers of Event Grid', async () => {
    const { url, received } = await webhook([200]);
    const { delivery } = deliveryTo(url);
    const sent = event();
    delivery.deliver(sent);
    await delivery.idle();
    expect(received.map(({ events }) => events)).toEqual([[sent]]);
    expect(received[0]?.headers).toMatchObject({
      'aeg-event-type': 'Notification',
      'aeg-subscription-name': 'RESOURCES',
      'aeg-delivery-count': '0',
      'aeg-data-version': '2',
      'aeg-metadata-version': '1',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it.each([
    [[500, 503, 200], ['0', '1', '2'], 0],
    [[404, 200], ['0', '1'], 0],
    [[500], ['0', '1', '2'], 1],
    [[400], ['0'], 1],
    [[403], ['0'], 1],
  ])('tries again after %o', async (statuses, counts, dropped) => {
    const { url, received } = await webhook([...statuses]);
    const { delivery, log } = deliveryTo(url);
    delivery.deliver(event());
    await delivery.idle();
    expect(received.map(({ headers }) => headers['aeg-delivery-count'])).toEqual(counts);
    expect(log).toHaveLength(dropped);
  });

  it('keeps to the filters of the subscription', async () => {
    const { url, received } = await webhook([200]);
    const { delivery } = deliveryTo(url, {
      includedEventTypes: ['Microsoft.Resources.ResourceWriteSuccess'],
      subjectBeginsWith: clusterScope.toUpperCase(),
      matches: ({ data }: EventGridEvent) => data['resourceProvider'] === 'Microsoft.ContainerService',
    });
    delivery.deliver(event());
    delivery.deliver(event(`${clusterScope}/providers/Microsoft.Insights/diagnosticSettings/x`));
    delivery.deliver(event(managementGroup));
    delivery.deliver({ ...event(), eventType: 'Microsoft.Resources.ResourceDeleteSuccess' });
    await delivery.idle();
    expect(received.map(({ events }) => events[0]?.subject)).toEqual([clusterScope]);
  });

  it('gives up when it is closed', async () => {
    const { url } = await webhook([500]);
    const { delivery, log } = deliveryTo(url, {}, 1_000_000);
    delivery.deliver(event());
    delivery.close();
    await delivery.idle();
    expect(log).toEqual([]);
  });
});

describe('resource events', () => {
  it.each([
    [clusterScope, 'Microsoft.ContainerService/managedClusters/write', 'Microsoft.ContainerService'],
    [
      clusterScope.split('/providers/')[0] ?? '',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
      'Microsoft.Resources',
    ],
    [
      `${managementGroup}/providers/Microsoft.Authorization/policyAssignments/a`,
      'Microsoft.Authorization/policyAssignments/write',
      'Microsoft.Authorization',
    ],
  ])('name the operation on %s', (id, operationName, resourceProvider) => {
    expect(event(id).data).toMatchObject({ operationName, resourceProvider, resourceUri: id });
  });

  it('have the management group as topic where there is no subscription', () => {
    const { topic, data } = event(`${managementGroup}/providers/Microsoft.Authorization/policyAssignments/a`);
    expect(topic).toBe(`/tenants/${tenant}${managementGroup}`);
    expect(data['subscriptionId']).toBe('');
  });

  it('have times with seven fraction digits', () => {
    expect(event().eventTime).toBe('2026-03-02T06:10:00.5010000Z');
  });
});
