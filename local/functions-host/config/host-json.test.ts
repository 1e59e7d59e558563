import { describe, expect, it } from 'vitest';
import { parseHostJson } from './host-json';
import { formatTimeSpan, parseTimeSpan } from './time-span';

describe('host.json', () => {
  it('fills in the host’s defaults', () => {
    expect(parseHostJson({ version: '2.0' })).toEqual({
      functionTimeout: 1_800_000,
      http: { routePrefix: 'api', maxOutstandingRequests: -1, maxConcurrentRequests: -1 },
      queues: {
        maxPollingInterval: 60_000,
        visibilityTimeout: 0,
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        messageEncoding: 'base64',
      },
      logLevels: new Map(),
    });
  });

  it('reads what it uses and ignores the rest', () => {
    const parsed = parseHostJson({
      version: '2.0',
      functionTimeout: '00:10:00',
      extensionBundle: { id: 'x' },
      extensions: {
        http: { routePrefix: '/v1/' },
        queues: {
          batchSize: 1,
          newBatchThreshold: 0,
          maxPollingInterval: '00:00:02',
          messageEncoding: 'None',
        },
        durableTask: {},
      },
      logging: { logLevel: { default: 'Warning', 'Function.scan': 'Debug' } },
    });
    expect(parsed.functionTimeout).toBe(600_000);
    expect(parsed.http.routePrefix).toBe('v1');
    expect(parsed.queues).toMatchObject({
      batchSize: 1,
      newBatchThreshold: 0,
      maxPollingInterval: 2000,
      messageEncoding: 'none',
    });
    expect([...parsed.logLevels]).toEqual([
      ['default', 'warning'],
      ['Function.scan', 'debug'],
    ]);
  });

  it('is overridden by app settings', () => {
    const settings = {
      AzureFunctionsJobHost__functionTimeout: '-1',
      AzureFunctionsJobHost__extensions__queues__batchSize: '4',
    };
    const parsed = parseHostJson({ version: '2.0' }, settings);
    expect(parsed.functionTimeout).toBeUndefined();
    expect(parsed.queues).toMatchObject({ batchSize: 4, newBatchThreshold: 2 });
  });

  it('is not a way to reach a prototype', () => {
    parseHostJson({ version: '2.0' }, { AzureFunctionsJobHost____proto____polluted: 'yes' });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

describe('time spans', () => {
  it.each([
    ['00:00:02', 2000],
    ['1.02:03:04', 93_784_000],
    ['00:00:00.250', 250],
    ['24:00:00', undefined],
    ['00:60:00', undefined],
    ['2', undefined],
  ])('%j is %j milliseconds', (text, milliseconds) => {
    expect(parseTimeSpan(text)).toBe(milliseconds);
  });

  it('are written as they are read', () => {
    expect([600_000, 93_784_000].map(formatTimeSpan)).toEqual(['00:10:00', '1.02:03:04']);
  });
});
