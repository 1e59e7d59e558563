import type { StoredDocument } from './documents';

/** The collections of documents; a Cosmos DB container each. */
export type Collection =
  | 'resources'
  | 'policyStates'
  | 'componentStates'
  | 'components'
  | 'history'
  | 'scans';

/** The fields that queries may name: a closed list, so that no query text comes from outside. */
export type QueryField =
  | 'id'
  | 'live'
  | 'type'
  | 'completed'
  | 'sequence'
  | 'stateId'
  | 'subscriptionKey'
  | 'resourceGroupKey'
  | 'assignmentKey'
  | 'definitionNameKey'
  | 'setDefinitionNameKey'
  | 'managementGroupKeys';

/** One condition on a document; several are combined with AND. */
export type Condition =
  | { readonly field: QueryField; readonly equals: string | number | boolean }
  | { readonly field: QueryField; readonly oneOf: readonly string[] }
  | { readonly field: QueryField; readonly includes: string }
  | { readonly field: QueryField; readonly below: number }
  | { readonly field: QueryField; readonly above: number };

export interface DocumentQuery {
  /** Look in one partition only: much cheaper. Needed for `newestFirst`. */
  readonly partition?: string;
  readonly where?: readonly Condition[];
  /** By falling `sequence`; else in no order. */
  readonly newestFirst?: true;
  readonly pageSize?: number;
  readonly continuation?: string;
}

/** A document and the version it was read in. */
export interface Versioned<D extends StoredDocument> {
  readonly document: D;
  readonly etag: string;
}

export interface DocumentPage<D extends StoredDocument> {
  readonly items: readonly Versioned<D>[];
  /** Absent on the last page. */
  readonly continuation?: string;
}

export interface DocumentWrite {
  readonly document: StoredDocument;
  /** The version to replace; absent: the document must not exist yet. */
  readonly etag?: string;
}

/**
 * Where documents are kept: the port that a database implements, all of the compliance store is built on it.
 * Reads see all earlier writes of the same process. Failures other than those named here (network, throttling
 * after retries) reject with a {@link import('./compliance-store-error').ComplianceStoreError}.
 */
export interface DocumentStore {
  /** One document; undefined when it is not there. */
  read<D extends StoredDocument>(
    collection: Collection,
    partition: string,
    id: string,
  ): Promise<Versioned<D> | undefined>;
  /**
   * One write. Returns the new version; undefined, and nothing is written, when the document is already there
   * (no `etag` given), has another version, or is gone (`etag` given).
   */
  write(collection: Collection, write: DocumentWrite): Promise<string | undefined>;
  /** Many writes to one partition, each by itself as {@link write}, in no order. Returns which were done. */
  writeMany(collection: Collection, writes: readonly DocumentWrite[]): Promise<readonly boolean[]>;
  /** One page of what matches; an unknown partition is simply empty. */
  query<D extends StoredDocument>(collection: Collection, query: DocumentQuery): Promise<DocumentPage<D>>;
}
