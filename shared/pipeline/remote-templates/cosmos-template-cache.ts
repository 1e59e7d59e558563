import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import type { TemplateCache } from './template-cache';

const partition = 'templates';
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What an address was last seen to hold. Texts are documents of their own, by content hash: equal ones are kept once. */
interface AddressDocument {
  readonly id: string;
  readonly partition: typeof partition;
  readonly url: string;
  readonly contentHash: string;
  readonly etag?: string;
}

interface TextDocument {
  readonly id: string;
  readonly partition: typeof partition;
  readonly text: string;
}

const addressId = (url: string): string => `url-${hash(url)}`;
const textId = (contentHash: string): string => `text-${contentHash}`;

/** Keeps templates in a Cosmos DB container with partition key `/partition`. */
export function createCosmosTemplateCache(container: Container): TemplateCache {
  return {
    async load(url) {
      const { resource: address } = await container.item(addressId(url), partition).read<AddressDocument>();
      if (address === undefined) return undefined;
      const { resource } = await container.item(textId(address.contentHash), partition).read<TextDocument>();
      if (resource === undefined || hash(resource.text) !== address.contentHash) return undefined;
      return { text: resource.text, ...(address.etag === undefined ? {} : { etag: address.etag }) };
    },
    async save(url, { text, etag }) {
      const contentHash = hash(text);
      await container.items.upsert<TextDocument>({ id: textId(contentHash), partition, text });
      await container.items.upsert<AddressDocument>({
        id: addressId(url),
        partition,
        url,
        contentHash,
        ...(etag === undefined ? {} : { etag }),
      });
    },
  };
}
