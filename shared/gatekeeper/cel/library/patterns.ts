import { RE2JS } from 're2js';
import { CelError } from '../language/cel-value';

/** Compiled patterns that are kept; policies use few. */
const maxPatterns = 256;
const patterns = new Map<string, RE2JS>();

/** Compiles a pattern of RE2, which takes time in proportion to the text. Throws CelError. */
export function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(pattern, compiled);
  return compiled;
}
