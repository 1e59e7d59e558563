import type { JsonObject } from '../json';

/** A list of texts. */
export const texts: JsonObject = { type: 'array', items: { type: 'string' } };

/** Containers left out by name. */
export const excludedContainers: JsonObject = { excludedContainers: texts };

/** Containers left out by image; a trailing star matches a prefix. */
export const excludedImages: JsonObject = { excludedImages: texts };

/** Both ways to leave containers out. */
export const exclusions: JsonObject = { ...excludedContainers, ...excludedImages };
