import type { JsonObject, JsonValue } from './json';

/**
 * Evaluates one ARM expression, the whole text `[…]`, over parameters. Handed in by whoever wires the engines, since
 * this folder imports none. Throws when the expression is wrong or fails; the message of the error is shown.
 */
export type EvaluateExpression = (text: string, scope: { readonly parameters: JsonObject }) => JsonValue;

/** True for a text that is an expression: within one pair of brackets, not starting with two. */
export function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

/** A text that is no expression: a doubled bracket at its start stands for one. */
export function unescapeLiteral(text: string): string {
  return text.startsWith('[[') ? text.slice(1) : text;
}

/** What went wrong, as a sentence. */
export function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
