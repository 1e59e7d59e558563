/** Decides whether a name is meant by a wildcard of `spec.match`. */
export type NameTest = (name: string) => boolean;

/**
 * Compiles one wildcard: a star in front, behind, or both stands for any text, the empty one included; a star in
 * the middle is an ordinary character. Source of the semantics: Gatekeeper's `util.Wildcard`.
 */
export function compileWildcard(pattern: string): NameTest {
  const leading = pattern.startsWith('*');
  const trailing = pattern.endsWith('*');
  if (pattern === '*') return () => true;
  if (leading && trailing) {
    const middle = pattern.slice(1, -1);
    return (name) => name.includes(middle);
  }
  if (leading) {
    const end = pattern.slice(1);
    return (name) => name.endsWith(end);
  }
  if (trailing) {
    const start = pattern.slice(0, -1);
    return (name) => name.startsWith(start);
  }
  return (name) => name === pattern;
}

/**
 * Compiles a wildcard for `metadata.generateName`, whose final name is not known yet: only `x*` and `*x*` can match.
 */
export function compileGenerateNameWildcard(pattern: string): NameTest {
  if (!pattern.endsWith('*')) return () => false;
  return compileWildcard(pattern);
}

/** Compiles a list of wildcards into one test; true when any of them matches. Exact names go through a Set. */
export function compileWildcards(patterns: readonly string[]): NameTest {
  const exact = new Set(patterns.filter((pattern) => !pattern.startsWith('*') && !pattern.endsWith('*')));
  const globs = patterns.filter((pattern) => !exact.has(pattern)).map(compileWildcard);
  if (globs.length === 0) return (name) => exact.has(name);
  return (name) => exact.has(name) || globs.some((glob) => glob(name));
}
