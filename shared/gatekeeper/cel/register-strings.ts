import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';

/** Compiled patterns that are kept; policies use few. */
const maxPatterns = 256;
const patterns = new Map<string, RE2JS>();

function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const compiled = RE2JS.compile(pattern);
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(pattern, compiled);
  return compiled;
}

/** Name under which `matches` is registered: the library's own runs on patterns that can take forever. */
export const safeMatches = 'matchesInLinearTime';

/** String functions that CEL in Kubernetes has beyond those of the library; patterns are RE2. */
export function registerStrings(environment: Environment): void {
  environment
    .registerFunction(`string.${safeMatches}(string): bool`, (text: string, pattern: string) =>
      compilePattern(pattern).matcher(text).find(),
    )
    .registerFunction('string.find(string): string', (text: string, pattern: string) => {
      const matcher = compilePattern(pattern).matcher(text);
      return matcher.find() ? (matcher.group() ?? '') : '';
    })
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, -1),
    )
    .registerFunction(
      'string.findAll(string, int): list<string>',
      (text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, from: string, to: string, limit: bigint) => replaceSome(text, from, to, Number(limit)),
    )
    .registerFunction('string.charAt(int): string', charAt);
}

function findAll(text: string, pattern: string, limit: number): string[] {
  const matcher = compilePattern(pattern).matcher(text);
  const found: string[] = [];
  while (found.length !== limit && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

function replaceSome(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return text.replaceAll(from, () => to);
  const parts = text.split(from);
  const kept = parts.slice(0, limit + 1);
  const rest = parts.slice(limit + 1);
  return [kept.join(to), ...rest].join(from);
}

function charAt(text: string, index: bigint): string {
  const characters = [...text];
  const at = Number(index);
  if (at < 0 || at > characters.length) throw new Error(`index out of range: ${index}`);
  return characters[at] ?? '';
}
