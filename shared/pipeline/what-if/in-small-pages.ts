import { setImmediate as othersFirst } from 'node:timers/promises';
import type { KubernetesReader } from '../../estate';

/** Objects of a page: few enough that a slow policy on each of them does not keep everybody waiting for long. */
const mostObjects = 20;

/**
 * Lists objects in smaller pages than the API server gives, and lets the process turn to others in between: policies
 * that are tried may be slow, and a question has to end in time.
 */
export function inSmallPages(reader: KubernetesReader): KubernetesReader {
  return {
    ...reader,
    async *list(query) {
      for await (const page of reader.list(query))
        for (let start = 0; start < page.length; start += mostObjects) {
          if (start > 0) await othersFirst();
          yield page.slice(start, start + mostObjects);
        }
    },
  };
}
