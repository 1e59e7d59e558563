import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/identity';
import type { KubeConfig } from '@kubernetes/client-node';
import { userAgent } from './azure-connection';
import { isLoopback } from './is-loopback';
import { kubernetesConnection } from './kubernetes-connection';
import { KubernetesRequestError } from './kubernetes-request-error';
import { openResponse, readLines, readText } from './kubernetes-response';

export interface KubernetesRequesterOptions {
  /** The kubeconfig's current context when absent. */
  readonly context?: string;
  /**
   * Signs in where the kubeconfig would start a program (kubelogin) to get a Microsoft Entra ID token: a Function App
   * has no such program.
   */
  readonly credential?: TokenCredential;
}

export interface KubernetesRequester {
  /** The API server's address. */
  readonly server: string;
  /**
   * GET of a path such as `/api/v1/pods`, parsed from JSON and nothing more. Repeats throttled (429, as
   * `Retry-After` asks), failed (5xx) and broken requests.
   *
   * @throws KubernetesRequestError with the Status reason as code
   */
  getJson(path: string, query?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown>;
  /**
   * A write, such as a PATCH that applies an object or a DELETE; the answer as parsed JSON. Repeated like a read, so
   * send only what may arrive twice.
   *
   * @throws KubernetesRequestError with the Status reason as code
   */
  send(
    path: string,
    write: KubernetesWrite,
    query?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /**
   * GET of a path whose answer goes on for a while, such as a watch. Resolves when the server has begun to answer; each
   * line then arrives parsed from JSON. Ends when the server ends it or `signal` aborts; to stop reading closes it. A
   * connection of its own carries it, and nothing of it is repeated.
   *
   * @throws KubernetesRequestError with the Status reason as code, here or while reading
   */
  stream(
    path: string,
    query?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<AsyncIterable<unknown>>;
  /** Closes the idle connections. */
  close(): void;
}

/** What a write sends. */
export interface KubernetesWrite {
  readonly method: 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Media type of the body; JSON when absent. */
  readonly contentType?: string;
}

const tries = 4;
const longestWaitMs = 30_000;
const connectionsPerCluster = 8;
/** The audience of every AKS cluster that is integrated with Microsoft Entra ID. */
const aksServerScope = '6dae42f8-4368-4678-94ff-3960e28e3630/.default';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * Reads a Kubernetes API server as plain JSON over kept-alive connections. The package's typed clients turn every
 * object into class instances, which costs more than the reading; here it only supplies TLS and sign-in.
 *
 * @throws AzureConnectionError for a kubeconfig that cannot be used
 */
export function createKubernetesRequester(
  kubeconfigText: string,
  options: KubernetesRequesterOptions = {},
): KubernetesRequester {
  const config = kubernetesConnection(kubeconfigText, options.context);
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const plain = server.startsWith('http:');
  const agentOptions = { keepAlive: true, maxSockets: connectionsPerCluster };
  const ownAgent = plain ? new http.Agent(agentOptions) : new https.Agent(agentOptions);
  const streamAgent = plain ? new http.Agent() : new https.Agent();
  const proxied = config.getCurrentCluster()?.proxyUrl !== undefined;

  const settingsFor = async (
    path: string,
    agent: http.Agent,
    headers: http.OutgoingHttpHeaders,
  ): Promise<https.RequestOptions> => {
    const settings = await signIn(config, options.credential, path);
    if (!proxied) settings.agent = agent;
    settings.headers = {
      ...settings.headers,
      accept: 'application/json',
      'user-agent': userAgent,
      ...headers,
    };
    return settings;
  };

  const send = async (
    path: string,
    write: KubernetesWrite | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Answer> => {
    const settings = await settingsFor(path, ownAgent, {
      // Between processes of one machine, compression only costs.
      ...(isLoopback(server) ? {} : { 'accept-encoding': 'gzip' }),
      ...(write?.body === undefined ? {} : { 'content-type': write.contentType ?? 'application/json' }),
    });
    settings.method = write?.method ?? 'GET';
    const body = write?.body === undefined ? undefined : JSON.stringify(write.body);
    return answerOf(await openResponse(new URL(`${server}${path}`), settings, path, { body, signal }), path);
  };

  const ask = async (
    path: string,
    write: KubernetesWrite | undefined,
    query: Readonly<Record<string, string>> = {},
    signal: AbortSignal | undefined = undefined,
  ): Promise<unknown> => {
    const target = withQuery(path, query);
    for (let attempt = 1; ; attempt++) {
      const answer = await send(target, write, signal).catch((error: unknown) => {
        if (attempt === tries || signal?.aborted === true || !isBroken(error)) throw error;
        return undefined;
      });
      if (answer !== undefined && answer.status >= 200 && answer.status < 300)
        return parse(answer.text, target);
      if (answer !== undefined && !(isTransient(answer.status) && attempt < tries))
        throw refusal(answer, target);
      await sleep(waitMs(answer?.retryAfter, attempt), undefined, signal === undefined ? {} : { signal });
    }
  };

  return {
    server,
    getJson: (path, query, signal) => ask(path, undefined, query, signal),
    send: ask,
    stream: async (path, query = {}, signal = undefined) => {
      const target = withQuery(path, query);
      const settings = await settingsFor(target, streamAgent, {});
      const response = await openResponse(new URL(`${server}${target}`), settings, target, { signal });
      if (response.statusCode !== 200) throw refusal(await answerOf(response, target), target);
      return readLines(response, target);
    },
    close: () => {
      ownAgent.destroy();
      streamAgent.destroy();
    },
  };
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

const answerOf = async (response: http.IncomingMessage, path: string): Promise<Answer> => ({
  status: response.statusCode ?? 0,
  retryAfter: response.headers['retry-after'],
  text: await readText(response, path),
});

async function signIn(
  config: KubeConfig,
  credential: TokenCredential | undefined,
  path: string,
): Promise<https.RequestOptions> {
  const settings: https.RequestOptions = { headers: {} };
  const user = config.getCurrentUser();
  try {
    if (credential === undefined || (user?.exec === undefined && user?.authProvider === undefined)) {
      await config.applyToHTTPSOptions(settings);
      return settings;
    }
    const token = await credential.getToken(aksServerScope);
    const withoutProgram = Object.assign(Object.create(Object.getPrototypeOf(config)) as KubeConfig, config, {
      users: [{ name: user.name, token: token?.token ?? '' }],
    });
    await withoutProgram.applyToHTTPSOptions(settings);
    return settings;
  } catch (error) {
    throw new KubernetesRequestError(
      'Unauthorized',
      path,
      undefined,
      `Signing in failed (${error instanceof Error ? error.name : 'unknown error'}).`,
    );
  }
}

const isTransient = (status: number): boolean => status === 429 || (status >= 500 && status !== 501);

const isBroken = (error: unknown): boolean =>
  error instanceof KubernetesRequestError && error.code === 'ConnectionFailed';

function waitMs(retryAfter: string | undefined, attempt: number): number {
  const asked = Number(retryAfter) * 1000;
  return Math.min(longestWaitMs, Number.isFinite(asked) && asked >= 0 ? asked : 100 * 4 ** (attempt - 1));
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KubernetesRequestError('InvalidResponse', path, 200, 'The answer is not JSON.');
  }
}

function refusal(answer: Answer, path: string): KubernetesRequestError {
  let status: { reason?: unknown; message?: unknown } = {};
  try {
    status = (JSON.parse(answer.text) as typeof status | null) ?? {};
  } catch {
    // A proxy between answers in its own words; the status code has to do.
  }
  const reason = typeof status.reason === 'string' && status.reason !== '' ? status.reason : undefined;
  const fallback = new Map([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [410, 'Expired'],
  ]);
  return new KubernetesRequestError(
    reason ?? fallback.get(answer.status) ?? `Http${answer.status}`,
    path,
    answer.status,
    typeof status.message === 'string' ? status.message : `The API server answered ${answer.status}.`,
  );
}
