import { z } from 'zod';
import { startupError } from '../functions-host-error';
import { type LogLevel, logLevels } from '../log';
import { parseTimeSpan } from './time-span';

/** host.json as this host reads it: defaults filled in, time spans in milliseconds. */
export interface HostJson {
  readonly functionTimeout: number | undefined;
  readonly http: {
    /** Without slashes at its ends; empty when functions are served at the root. */
    readonly routePrefix: string;
    readonly maxOutstandingRequests: number;
    readonly maxConcurrentRequests: number;
  };
  readonly queues: {
    readonly maxPollingInterval: number;
    readonly visibilityTimeout: number;
    readonly batchSize: number;
    readonly newBatchThreshold: number;
    readonly maxDequeueCount: number;
    readonly messageEncoding: 'base64' | 'none';
  };
  readonly logLevels: ReadonlyMap<string, LogLevel>;
}

const unlimited = -1;
const defaultTimeout = 30 * 60_000;

const timeSpan = z.string().transform((text, context) => {
  const milliseconds = parseTimeSpan(text);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue({
    code: 'custom',
    message: `'${text}' must be a time span such as "00:00:02" (hh:mm:ss)`,
  });
  return z.NEVER;
});
const limit = z.number().int().min(unlimited);
const level = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(logLevels));

const schema = z.object({
  version: z.literal('2.0', { error: 'must be "2.0", the only version that host v4 accepts' }),
  // -1 means "no limit" on dedicated plans.
  functionTimeout: z.union([z.literal('-1').transform(() => unlimited), timeSpan]).default(defaultTimeout),
  extensions: z
    .object({
      http: z
        .object({
          routePrefix: z.string().default('api'),
          maxOutstandingRequests: limit.default(unlimited),
          maxConcurrentRequests: limit.default(unlimited),
        })
        .prefault({}),
      queues: z
        .object({
          maxPollingInterval: timeSpan
            .refine((value) => value >= 100, { error: 'must be 100 milliseconds or more' })
            .default(60_000),
          visibilityTimeout: timeSpan.default(0),
          batchSize: z.number().int().min(1).max(32).default(16),
          newBatchThreshold: z.number().int().min(0).optional(),
          maxDequeueCount: z.number().int().min(1).default(5),
          messageEncoding: z
            .string()
            .transform((text) => text.toLowerCase())
            .pipe(z.enum(['base64', 'none']))
            .default('base64'),
        })
        .prefault({}),
    })
    .prefault({}),
  logging: z.object({ logLevel: z.record(z.string(), level).default({}) }).prefault({}),
});

/**
 * Reads host.json (parsed) under the app settings that override it (`AzureFunctionsJobHost__a__b`).
 * Parts that this host does not use are ignored, as unknown parts are by the real one.
 * Throws FunctionsHostError `InvalidHostJson` with every finding.
 */
export function parseHostJson(document: unknown, settings: Readonly<Record<string, string>> = {}): HostJson {
  const result = schema.safeParse(withOverrides(document, settings));
  if (!result.success) {
    throw startupError(
      'InvalidHostJson',
      result.error.issues.map((issue) => ({
        where: `host.json ${issue.path.join('.') || '(root)'}`,
        message: issue.message,
      })),
    );
  }
  const { functionTimeout, extensions, logging } = result.data;
  const { queues, http } = extensions;
  return {
    functionTimeout: functionTimeout === unlimited ? undefined : functionTimeout,
    http: { ...http, routePrefix: http.routePrefix.replace(/^\/+|\/+$/g, '') },
    queues: { ...queues, newBatchThreshold: queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2) },
    logLevels: new Map(Object.entries(logging.logLevel)),
  };
}

const overridePrefix = 'AzureFunctionsJobHost__';

function withOverrides(document: unknown, settings: Readonly<Record<string, string>>): unknown {
  const overrides = Object.entries(settings).filter(([name]) => name.startsWith(overridePrefix));
  if (overrides.length === 0 || typeof document !== 'object' || document === null) return document;
  const copy: Record<string, unknown> = structuredClone(document) as Record<string, unknown>;
  for (const [name, value] of overrides) {
    const path = name.slice(overridePrefix.length).split('__');
    const last = path.pop();
    if (last === undefined || path.includes('__proto__') || last === '__proto__') continue;
    let at = copy;
    for (const key of path) {
      const next = at[key];
      const child = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
      at[key] = child;
      at = child;
    }
    at[last] = /^-?\d+$/.test(value) && last !== 'functionTimeout' ? Number(value) : value;
  }
  return copy;
}
