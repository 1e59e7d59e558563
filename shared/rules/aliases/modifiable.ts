/**
 * Aliases that modify may write, as far as the built-in definitions show it: each is written by a shipped definition.
 * Lower-case type → suffixes. What is not listed is not known, which is not the same as "may not".
 */
const MODIFIABLE: Readonly<Record<string, readonly string[]>> = {};

/** Whether modify may write the alias; undefined: not known. */
export function isModifiable(resourceType: string, suffix: string): boolean | undefined {
  const wanted = suffix.toLowerCase();
  return MODIFIABLE[resourceType]?.some((candidate) => candidate.toLowerCase() === wanted) ? true : undefined;
}
