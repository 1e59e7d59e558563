import { parse } from 'yaml';
import { type FetchedText, GuardedFetchError } from '../../azure';
import { isJsonObject, type JsonObject } from '../../policy';
import type { TemplateLookup } from '../evaluate';
import type { CachedTemplate, TemplateCache } from './template-cache';

/** Constraint templates that definitions name by an address that the catalog does not know. */
export interface RemoteTemplates {
  /** Every address with its template, or with what kept it from being had. Never throws for one of them. */
  find(urls: readonly string[], now: Date): Promise<TemplateLookup>;
}

/** Gets the text of an address, or word that it is still the one of the ETag. Throws GuardedFetchError. */
export type FetchTemplate = (url: string, etag: string | undefined) => Promise<FetchedText>;

/** For how long an address is not asked again: after it answered, and after it did not. */
const freshForMs = 600_000;
const retryAfterMs = 60_000;
/** Addresses remembered by a process. */
const mostKept = 500;
/** Fetched at the same time. */
const batchSize = 8;

interface Known {
  readonly until: number;
  readonly answer: { readonly value: JsonObject } | { readonly problem: { code: string; message: string } };
}

/**
 * Fetches templates under guard, asks again with the ETag after ten minutes, and keeps what was fetched in the cache:
 * when an address no longer answers, or answers with what is no template, the last good one stays.
 */
export function createRemoteTemplates(fetchText: FetchTemplate, cache: TemplateCache): RemoteTemplates {
  const known = new Map<string, Known>();

  const look = async (url: string, now: number): Promise<Known> => {
    const stored = await cache.load(url);
    try {
      const fetched = await fetchText(url, stored?.etag);
      if (fetched === 'unchanged' && stored !== undefined)
        return { until: now + freshForMs, answer: { value: templateOf(url, stored.text) } };
      if (fetched === 'unchanged')
        throw new GuardedFetchError('Refused', url, 'the host answered 304 to a first request.');
      const value = templateOf(url, fetched.text);
      if (fetched.text !== stored?.text || fetched.etag !== stored.etag)
        await cache.save(url, toCached(fetched));
      return { until: now + freshForMs, answer: { value } };
    } catch (error) {
      if (!(error instanceof GuardedFetchError)) throw error;
      const until = now + retryAfterMs;
      if (stored !== undefined) return { until, answer: { value: templateOf(url, stored.text) } };
      return {
        until,
        answer: { problem: { code: 'ConstraintTemplateCreateFailed', message: messageOf(error) } },
      };
    }
  };

  return {
    async find(urls, now) {
      const found = new Map<string, Known['answer']>();
      const wanted = [...new Set(urls)];
      for (let start = 0; start < wanted.length; start += batchSize)
        await Promise.all(
          wanted.slice(start, start + batchSize).map(async (url) => {
            let entry = known.get(url);
            if (entry === undefined || entry.until <= now.getTime()) {
              entry = await look(url, now.getTime());
              known.delete(url);
              known.set(url, entry);
            }
            found.set(url, entry.answer);
          }),
        );
      for (const url of known.keys()) {
        if (known.size <= mostKept) break;
        known.delete(url);
      }
      return found;
    },
  };
}

const toCached = ({ text, etag }: { text: string; etag: string | undefined }): CachedTemplate =>
  etag === undefined ? { text } : { text, etag };

/** Throws GuardedFetchError for a text that is no template. */
function templateOf(url: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new GuardedFetchError('Refused', url, `it is no YAML: ${(error as Error).message}`);
  }
  if (isJsonObject(value) && value['kind'] === 'ConstraintTemplate') return value;
  throw new GuardedFetchError('Refused', url, 'it is no ConstraintTemplate in YAML.');
}

function messageOf({ code, message }: GuardedFetchError): string {
  const said = `The constraint template at ${message}`;
  return code === 'AddressNotAllowed' ? `${said} ${advice}` : said;
}

const advice =
  'Put the template into the definition (templateInfo.content as Base64), or let its host be in the setting PLIMSOLL_TEMPLATE_HOSTS.';
