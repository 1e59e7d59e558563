import { parsePropertyPath } from '../property-path';
import type { AliasCatalogue } from './alias-catalogue';

/** No aliases at all: a field is a path from the resource's root, split at dots and brackets. */
export const RAW_PATHS: AliasCatalogue = {
  resolve: (name) => ({ resourceType: undefined, path: parsePropertyPath(name), known: true }),
};
