import type { HostFunction, HttpTrigger } from '../app/host-function';
import type { HostJson } from '../config/host-json';
import type { Invoker } from '../invocation/invoker';
import { eventGridInput } from '../invocation/manual-run';
import { type AdminTarget, answerAdmin } from './admin-api';
import { createConcurrencyLimit } from './concurrency-limit';
import { answerEventGrid } from './event-grid-webhook';
import { httpReply, httpTriggerInput } from './http-exchange';
import type { HostRequest } from './http-server';
import { type Reply, textReply } from './reply';
import { createRouteTable } from './route-table';

/**
 * Answers every request to the host: `/admin/...` (loopback only), the Event Grid webhook, then the HTTP functions.
 * What matches nothing is 404.
 */
export function createRequestHandler(options: {
  readonly functions: readonly HostFunction[];
  readonly limits: HostJson['http'];
  readonly invoker: Invoker;
  readonly admin: () => AdminTarget;
}): (request: HostRequest) => Promise<Reply> {
  const { functions, invoker } = options;
  const slots = createConcurrencyLimit(
    options.limits.maxConcurrentRequests,
    options.limits.maxOutstandingRequests,
  );
  const route = createRouteTable(
    functions.flatMap((target) =>
      target.trigger.type === 'httpTrigger' && !target.disabled
        ? [
            {
              target,
              template: target.trigger.template,
              methods: target.trigger.methods,
            } satisfies RoutedFunction,
          ]
        : [],
    ),
  );

  return async ({ request, url, path, body }) => {
    const method = request.method ?? 'GET';
    const reserved = /^\/(admin|runtime)(\/.*)?$/i.exec(path);
    if (reserved?.[1]?.toLowerCase() === 'admin') {
      if (!isLoopback(request.socket.remoteAddress)) return { status: 401 };
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      if (method === 'POST' && body.byteLength > 0 && !isJson) return { status: 415 };
      return (
        answerAdmin(options.admin(), method, reserved[2] ?? '', body.toString('utf8')) ?? { status: 404 }
      );
    }
    if (reserved !== null) {
      const isWebhook = /^\/webhooks\/eventgrid\/?$/i.test(reserved[2] ?? '');
      if (!isWebhook || (method !== 'POST' && method !== 'OPTIONS')) return { status: 404 };
      return answerEventGrid(
        {
          method,
          functionName: url.searchParams.get('functionName'),
          headers: request.headers,
          body: body.toString('utf8'),
        },
        (name) =>
          functions.find((it) => it.name === name && it.trigger.type === 'eventGridTrigger' && !it.disabled),
        (target, event) => invoker.invoke(target, 'EventGrid trigger fired', eventGridInput(event)),
      );
    }
    const match = route(method, path);
    if (match === undefined) return { status: 404 };
    const slot = slots.acquire();
    if (slot === undefined) return textReply(429, 'Too many requests are outstanding.');
    const release = await slot;
    try {
      const reason = 'This function was programmatically called via the host APIs.';
      const input = httpTriggerInput(request, url, match.params, body);
      return httpReply(await invoker.invoke(match.target.target, reason, input));
    } catch {
      // Logged and counted by the invoker; the real host shows no detail to callers.
      return { status: 500 };
    } finally {
      release();
    }
  };
}

interface RoutedFunction {
  readonly target: HostFunction;
  readonly template: HttpTrigger['template'];
  readonly methods: readonly string[];
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
