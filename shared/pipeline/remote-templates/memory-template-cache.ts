import type { CachedTemplate, TemplateCache } from './template-cache';

/** Keeps templates in this process: for tests and tools. */
export function createMemoryTemplateCache(): TemplateCache {
  const kept = new Map<string, CachedTemplate>();
  return {
    load: async (url) => kept.get(url),
    save: async (url, template) => void kept.set(url, template),
  };
}
