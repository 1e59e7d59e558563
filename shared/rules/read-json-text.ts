import type { JsonValue } from '../expressions';
import { foldKey } from '../expressions';
import { PolicyRuleError } from './errors';
import { MAX_DEFINITION_TEXT } from './limits';

/** Deepest nesting of arrays and objects in a definition's text. */
const MAX_TEXT_DEPTH = 1_024;

/**
 * Reads JSON text, refusing what JSON.parse lets pass: an object that gives a name twice, in whatever letter case.
 * Throws PolicyRuleError.
 */
export function readJsonText(text: string): JsonValue {
  if (text.length > MAX_DEFINITION_TEXT) {
    throw new PolicyRuleError(
      'LimitExceeded',
      '',
      `The text has ${text.length} characters.`,
      `Keep it within ${MAX_DEFINITION_TEXT}.`,
    );
  }
  // The structure walk below recognises tokens without checking them, so malformed text must be gone first.
  refuseDeepText(text);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PolicyRuleError(
      'InvalidJson',
      '',
      `The text is not JSON: ${message}.`,
      'Correct it at that place.',
    );
  }
  refuseDuplicateKeys(text);
  return value;
}

function refuseDeepText(text: string): void {
  let depth = 0;
  for (const { mark } of structureOf(text)) {
    if (mark === '{' || mark === '[') depth += 1;
    else if (mark === '}' || mark === ']') depth -= 1;
    if (depth > MAX_TEXT_DEPTH) {
      throw new PolicyRuleError(
        'LimitExceeded',
        '',
        `The text nests deeper than ${MAX_TEXT_DEPTH} levels.`,
        'Flatten it.',
      );
    }
  }
}

interface Level {
  readonly keys: Set<string> | undefined;
  readonly path: string;
  expectsKey: boolean;
  index: number;
  key: string;
}

function refuseDuplicateKeys(text: string): void {
  const levels: Level[] = [];
  const pathOf = (level: Level | undefined): string => {
    if (level === undefined) return '';
    if (level.keys === undefined) return `${level.path}[${level.index}]`;
    return level.path === '' ? level.key : `${level.path}.${level.key}`;
  };
  for (const { mark, start, end } of structureOf(text)) {
    const level = levels.at(-1);
    if (mark === '{' || mark === '[') {
      const isObject = mark === '{';
      levels.push({
        keys: isObject ? new Set() : undefined,
        path: pathOf(level),
        expectsKey: isObject,
        index: 0,
        key: '',
      });
    } else if (mark === '}' || mark === ']') {
      levels.pop();
    } else if (mark === ',') {
      if (level) {
        level.expectsKey = level.keys !== undefined;
        level.index += 1;
      }
    } else if (mark === 'text' && level?.expectsKey) {
      level.key = JSON.parse(text.slice(start, end)) as string;
      level.expectsKey = false;
      const folded = foldKey(level.key);
      if (level.keys?.has(folded)) throw duplicateKey(pathOf(level), level.key);
      level.keys?.add(folded);
    }
  }
}

/** The error for an object that gives a name twice. */
export function duplicateKey(path: string, key: string): PolicyRuleError {
  return new PolicyRuleError(
    'DuplicateKey',
    path,
    `The name ${JSON.stringify(key)} is given twice (letter case does not tell names apart).`,
    'Keep one of them.',
  );
}

type Mark = '{' | '}' | '[' | ']' | ',' | 'text';

function* structureOf(text: string): Generator<{ mark: Mark; start: number; end: number }> {
  let index = 0;
  while (index < text.length) {
    const character = text[index] as string;
    if (character === '"') {
      const start = index;
      index += 1;
      while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
      index += 1;
      yield { mark: 'text', start, end: index };
      continue;
    }
    if ('{}[],'.includes(character)) yield { mark: character as Mark, start: index, end: index + 1 };
    index += 1;
  }
}
