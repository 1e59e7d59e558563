import { isRegoSet, parseExactJson, type RegoValue, valueToJsonText } from '../../../shared/rego';

export type Case = { readonly [field: string]: RegoValue | undefined };

export function text(value: RegoValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function textList(value: RegoValue | undefined): string[] {
  return Array.isArray(value) ? (value as readonly RegoValue[]).map(text) : [];
}

export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The value as JSON has it, with exact numbers: sets as arrays, other keys than strings as their JSON text. */
export function asJsonShape(value: RegoValue): RegoValue {
  return isRegoSet(value) || (typeof value === 'object' && value !== null)
    ? parseExactJson(valueToJsonText(value))
    : value;
}
