import { describe, expect, it } from 'vitest';
import { EventError, parseEvent } from './event-grid-event';

describe('parseEvent', () => {
  it('reads the Event Grid schema and leaves claims and requests behind', () => {
    const event = parseEvent({
      id: '1',
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      subject: '/subscriptions/s',
      topic: '/subscriptions/s',
      eventTime: '2026-11-21T08:00:00Z',
      dataVersion: '2',
      data: { resourceUri: '/subscriptions/s' },
    });
    expect(event).toEqual({
      id: '1',
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      subject: '/subscriptions/s',
      topic: '/subscriptions/s',
      eventTime: '2026-11-21T08:00:00Z',
      data: { resourceUri: '/subscriptions/s' },
    });
  });

  it('reads a CloudEvent of the same meaning', () => {
    const event = parseEvent({
      specversion: '1.0',
      id: '1',
      type: 'Microsoft.Resources.ResourceDeleteSuccess',
      source: '/subscriptions/s',
      subject: '/subscriptions/s/x',
      time: '2026-11-21T08:00:00Z',
      data: {},
    });
    expect(event).toMatchObject({
      eventType: 'Microsoft.Resources.ResourceDeleteSuccess',
      topic: '/subscriptions/s',
    });
  });

  it.each([
    ['no object', 'hello', 'without id'],
    ['no event type', { id: '7', subject: 'x' }, '"7"'],
    ['data that is no object', { id: '8', eventType: 'x', data: 'y' }, '"8"'],
    ['a subject of megabytes', { id: '9', eventType: 'x', subject: 'y'.repeat(3000) }, '"9"'],
  ])('refuses %s, naming the event', (_, raw, id) => {
    expect(() => parseEvent(raw)).toThrow(EventError);
    expect(() => parseEvent(raw)).toThrow(id);
  });
});
