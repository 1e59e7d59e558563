import { z } from 'zod';
import type { EstateMistake } from './estate-error';
import type { Path, SourceDocument } from './source-document';

/** An object without other keys than these: a mistyped key must not pass for an absent one. */
export function closed<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `expected only ${Object.keys(shape).join(', ')}` : undefined,
  });
}

/**
 * The value at the path of a document, checked by a schema. Each thing that does not fit is added to the mistakes
 * with its line, and what was expected; then the answer is undefined.
 */
export function checkDocument<T>(
  schema: z.ZodType<T>,
  document: SourceDocument,
  mistakes: EstateMistake[],
  path: Path = [],
): T | undefined {
  const value = valueAt(document.value, path);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const at = [...path, ...issue.path, key];
        mistakes.push({
          ...document.place(at, 'key'),
          message: `${written(at)}: unknown key; ${issue.message}`,
        });
      }
      continue;
    }
    const at = [...path, ...issue.path];
    mistakes.push({
      ...document.place(at),
      message: `${written(at)}${expectation(issue, valueAt(value, issue.path))}`,
    });
  }
  return undefined;
}

/** `properties.agentPoolProfiles[0].name: `, empty at the top. */
function written(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function expectation(issue: z.core.$ZodIssue, found: unknown): string {
  const expected = expectedOf(issue);
  const missing = found === undefined;
  const prefix = issue.path.length > 0 ? ': ' : '';
  if (missing) return `${prefix}missing; expected ${expected}`;
  const hint =
    typeof found !== 'string' && expected === 'text' && typeof found !== 'object'
      ? '; write it in quotes'
      : '';
  return `${prefix}expected ${expected}, found ${described(found)}${hint}`;
}

const typeWords: Record<string, string> = {
  string: 'text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
};

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') {
    return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
  }
  return issue.message;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return JSON.stringify(value) ?? String(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[step];
  }
  return current;
}
