import { lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { userAgent } from './azure-connection';
import { GuardedFetchError } from './guarded-fetch-error';
import { isPublicAddress } from './is-public-address';

/** What is allowed, and how much. */
export interface FetchGuard {
  /** Host names, lower-cased; one with `:port` allows that port, one without 443 alone. */
  readonly hosts: ReadonlySet<string>;
  /** Default: only addresses of the internet. */
  readonly isAllowedAddress?: (address: string) => boolean;
  /** Certificates to trust in place of the usual ones, as PEM. */
  readonly ca?: string;
  /** Milliseconds for everything, redirects included. Default: 5,000. */
  readonly timeLimitMs?: number;
  /** Default: 1,500,000. */
  readonly largestBytes?: number;
}

/** A fetched text, or word that it is still the one of the given ETag. */
export type FetchedText = { readonly text: string; readonly etag: string | undefined } | 'unchanged';

const mostRedirects = 3;

/**
 * Gets a text over https from a host that is allowed, and from nowhere else: the addresses that its name resolves to
 * are checked and then connected to without asking again; redirects stay on the host; size and time are limited.
 *
 * @param etag of the text that the caller has
 * @throws GuardedFetchError saying what was not as it must be
 */
export async function fetchGuardedText(url: string, guard: FetchGuard, etag?: string): Promise<FetchedText> {
  const limit = guard.timeLimitMs ?? 5_000;
  const signal = AbortSignal.timeout(limit);
  try {
    let target = checkedUrl(url, url, guard);
    for (let redirects = 0; ; redirects++) {
      const response = await get(target, url, guard, etag, signal);
      const location = redirectOf(response);
      if (location === undefined) return await read(response, url, guard, signal);
      response.destroy();
      const next = URL.canParse(location, target.href) ? new URL(location, target.href) : undefined;
      if (next?.host !== target.host)
        throw new GuardedFetchError(
          'Refused',
          url,
          `it redirects to another host (${location.slice(0, 200)}).`,
        );
      if (redirects === mostRedirects)
        throw new GuardedFetchError('Refused', url, `it redirects more than ${mostRedirects} times.`);
      target = checkedUrl(next.href, url, guard);
    }
  } catch (error) {
    if (error instanceof GuardedFetchError) throw error;
    if (signal.aborted) throw new GuardedFetchError('TooSlow', url, `it took longer than ${limit} ms.`);
    throw new GuardedFetchError('NotReachable', url, (error as Error).message);
  }
}

function checkedUrl(text: string, asked: string, guard: FetchGuard): URL {
  const refuse = (reason: string): GuardedFetchError =>
    new GuardedFetchError('AddressNotAllowed', asked, reason);
  if (!URL.canParse(text)) throw refuse('it is no URL.');
  const url = new URL(text);
  if (url.protocol !== 'https:') throw refuse('only https is allowed.');
  if (url.username !== '' || url.password !== '') throw refuse('a URL with credentials is not allowed.');
  if (!guard.hosts.has(url.host)) throw refuse(`the host ${url.host} is not allowed.`);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !allows(guard, literal)) throw refuse('its address is not one of the internet.');
  return url;
}

const allows = (guard: FetchGuard, address: string): boolean =>
  (guard.isAllowedAddress ?? isPublicAddress)(address);

function get(
  target: URL,
  asked: string,
  guard: FetchGuard,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      target,
      {
        agent: false,
        signal,
        lookup: checkedLookup(asked, guard),
        headers: {
          accept: 'application/yaml, text/yaml, text/plain, */*;q=0.5',
          'accept-encoding': 'identity',
          'user-agent': userAgent,
          ...(etag === undefined ? {} : { 'if-none-match': etag }),
        },
        ...(guard.ca === undefined ? {} : { ca: guard.ca }),
      },
      resolve,
    );
    request.on('error', reject);
    request.end();
  });
}

/** Resolves a name once, and gives only what was checked to the connection: the name cannot change its mind between. */
function checkedLookup(asked: string, guard: FetchGuard): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined)
        return callback(error ?? new Error(`${hostname} has no address.`), '');
      if (!addresses.every(({ address }) => allows(guard, address)))
        return callback(
          new GuardedFetchError(
            'AddressNotAllowed',
            asked,
            `the host ${hostname} leads to an address that is not one of the internet.`,
          ),
          '',
        );
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

const redirectCodes: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

const redirectOf = ({ statusCode, headers }: IncomingMessage): string | undefined =>
  redirectCodes.has(statusCode) ? headers.location : undefined;

async function read(
  response: IncomingMessage,
  url: string,
  guard: FetchGuard,
  signal: AbortSignal,
): Promise<FetchedText> {
  if (response.statusCode === 304) {
    response.destroy();
    return 'unchanged';
  }
  if (response.statusCode !== 200 || response.headers['content-encoding'] !== undefined) {
    response.destroy();
    const encoding = response.headers['content-encoding'];
    const reason =
      response.statusCode !== 200
        ? `the host answered ${response.statusCode}.`
        : `the host sends it encoded (${encoding}).`;
    throw new GuardedFetchError('Refused', url, reason);
  }
  const largest = guard.largestBytes ?? 1_500_000;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) {
      response.destroy();
      throw new GuardedFetchError('TooLarge', url, `it has more than ${largest} bytes.`);
    }
    chunks.push(chunk);
  }
  signal.throwIfAborted();
  return { text: Buffer.concat(chunks).toString('utf8'), etag: response.headers.etag };
}
