import { put } from '../runtime/build';
import type { Term } from '../syntax/ast';
import { RegoMap, type RegoObject, RegoSet, type RegoValue, sortedEntries } from '../values/value';

/** The value of a term made of constants only. */
export function groundValue(term: Term): RegoValue | undefined {
  switch (term.kind) {
    case 'scalar':
      return term.value;
    case 'array': {
      const items = term.items.map(groundValue);
      return items.includes(undefined) ? undefined : (items as RegoValue[]);
    }
    case 'set': {
      const set = new RegoSet();
      for (const item of term.items) {
        const value = groundValue(item);
        if (value === undefined) return undefined;
        set.add(value);
      }
      set.sorted();
      return set;
    }
    case 'object': {
      let object: RegoObject | RegoMap = {};
      for (const [key, value] of term.entries) {
        const k = groundValue(key);
        const v = groundValue(value);
        if (k === undefined || v === undefined) return undefined;
        object = put(object, k, v);
      }
      return object instanceof RegoMap ? object : Object.fromEntries(sortedEntries(object));
    }
    default:
      return undefined;
  }
}
