/** A text that was once fetched from an address. */
export interface CachedTemplate {
  readonly text: string;
  readonly etag?: string;
}

/** Keeps fetched templates beyond the life of a process, so that the service works with no way out. */
export interface TemplateCache {
  /** The text last fetched from an address; undefined when there never was one. */
  load(url: string): Promise<CachedTemplate | undefined>;
  /** Keeps a text as the one of an address. */
  save(url: string, template: CachedTemplate): Promise<void>;
}
