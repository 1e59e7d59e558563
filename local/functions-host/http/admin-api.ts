import type { HostFunction } from '../app/host-function';
import { jsonReply, type Reply, textReply } from './reply';

/** What the admin API needs from the host. */
export interface AdminTarget {
  readonly url: string;
  readonly hostId: string;
  readonly startedAt: number;
  readonly functions: readonly HostFunction[];
  /** Starts a run; its outcome is logged and counted. Throws when the input does not suit the trigger. */
  fire(target: HostFunction, input: string): void;
}

/**
 * Answers `/admin/...`: host status, the functions, and firing one by hand (202, runs on its own). `path` is what
 * follows `/admin`. Undefined when there is no such page.
 */
export function answerAdmin(
  target: AdminTarget,
  method: string,
  path: string,
  body: string,
): Reply | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const [area = '', name = '', ...rest] = parts.map((part, at) => (at === 1 ? part : part.toLowerCase()));
  if (area === 'host' && rest.length === 0 && method === 'GET') {
    if (name.toLowerCase() === 'status') return jsonReply(200, hostStatus(target));
    if (name.toLowerCase() === 'ping') return { status: 200 };
  }
  if (area === 'host' && name.toLowerCase() === 'ping' && method === 'POST') return { status: 200 };
  if (area !== 'functions') return undefined;
  if (name === '')
    return method === 'GET'
      ? jsonReply(
          200,
          target.functions.map((it) => describe(target, it)),
        )
      : undefined;
  const found = target.functions.find((it) => it.name.toLowerCase() === name.toLowerCase());
  if (found === undefined || rest.length > 0) return undefined;
  if (method === 'GET') return jsonReply(200, describe(target, found));
  if (method === 'POST') return fireByHand(target, found, body);
  return undefined;
}

function fireByHand(target: AdminTarget, found: HostFunction, body: string): Reply {
  if (found.trigger.type === 'httpTrigger') {
    return textReply(400, `Function '${found.name}' has an HTTP trigger; call its route instead.`);
  }
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    return textReply(400, 'The body must be JSON, such as {} or { "input": "text" }.');
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return textReply(400, 'The body must be a JSON object with an optional "input".');
  }
  const { input } = request as { input?: unknown };
  try {
    target.fire(found, typeof input === 'string' ? input : input === undefined ? '' : JSON.stringify(input));
  } catch (error) {
    return textReply(400, error instanceof Error ? error.message : String(error));
  }
  return { status: 202 };
}

function hostStatus({ hostId, startedAt }: AdminTarget): unknown {
  return {
    id: hostId,
    state: 'Running',
    version: '4.1041.0',
    versionDetails: 'Plimsoll local Functions host',
    processUptime: Math.round(Date.now() - startedAt),
    errors: [],
  };
}

function describe({ url }: AdminTarget, { name, trigger, metadata, disabled }: HostFunction): unknown {
  const http = trigger.type === 'httpTrigger' ? trigger : undefined;
  return {
    name,
    href: `${url}/admin/functions/${name}`,
    invoke_url_template: http === undefined ? null : `${url}/${http.template.text}`,
    language: 'node',
    isDisabled: disabled,
    config: {
      name,
      language: 'node',
      bindings: Object.entries(metadata.bindings).map(([binding, info]) => ({ name: binding, ...info })),
    },
  };
}
