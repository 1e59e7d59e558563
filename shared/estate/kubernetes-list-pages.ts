import type { KubernetesRequester } from '../azure';
import { isJsonObject, type JsonObject } from '../policy';
import { hasStatus } from './kubernetes-error-status';

/** A list that expires this often in a row is shorter-lived than its pages take to read. */
const restartLimit = 5;

/** A page of a list, and the version of the collection that it shows. */
export interface KubernetesListPage {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
}

/**
 * Reads a list page by page with `limit` and `continue`, holding one page at a time.
 *
 * When the server has forgotten the state the pages are of (410), the reading goes on after the last object given
 * out: with the continue token of the refusal where the requester hands it over, else from the start, leaving out
 * what comes no later in the order of lists. No object is given out twice. The first page is given out even when it is
 * empty, for its version.
 */
export async function* kubernetesListPages(
  requester: KubernetesRequester,
  path: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): AsyncGenerator<KubernetesListPage> {
  let token: string | undefined;
  let last: string | undefined;
  let skipping = false;
  let restarts = 0;
  let told = false;
  for (;;) {
    let page: unknown;
    try {
      page = await requester.getJson(
        path,
        token === undefined ? query : { ...query, continue: token },
        signal,
      );
    } catch (error) {
      if (!hasStatus(error, 410) || ++restarts > restartLimit) throw error;
      token = tokenOf(error);
      skipping = token === undefined && last !== undefined;
      continue;
    }
    restarts = 0;
    const items = itemsOf(page);
    const fresh = skipping ? items.filter((item) => listKey(item) > (last as string)) : items;
    if (fresh.length > 0) skipping = false;
    const final = fresh[fresh.length - 1];
    if (final !== undefined) last = listKey(final);
    if (fresh.length > 0 || !told)
      yield { items: fresh, resourceVersion: metadataOf(page, 'resourceVersion') ?? '' };
    told = true;
    token = metadataOf(page, 'continue');
    if (token === undefined) return;
  }
}

function tokenOf(error: unknown): string | undefined {
  const { continueToken } = error as { continueToken?: unknown };
  return typeof continueToken === 'string' && continueToken !== '' ? continueToken : undefined;
}

/** Lists come in the order of these keys. */
function listKey(item: JsonObject): string {
  const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {};
  return typeof metadata['namespace'] === 'string'
    ? `${metadata['namespace']}/${String(metadata['name'])}`
    : String(metadata['name']);
}

function itemsOf(page: unknown): readonly JsonObject[] {
  const items: unknown = isJsonObject(page) ? page['items'] : undefined;
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

function metadataOf(page: unknown, key: 'continue' | 'resourceVersion'): string | undefined {
  const metadata = isJsonObject(page) ? page['metadata'] : undefined;
  const value = isJsonObject(metadata) ? metadata[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
