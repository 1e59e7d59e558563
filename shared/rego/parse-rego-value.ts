import { groundValue } from './codegen/ground-value';
import { RegoCompileError } from './errors';
import { parseTermText } from './syntax/parse-module';
import type { RegoValue } from './values/value';

/** The value that a constant Rego term stands for, as `{"a": {1, 2}}`. Throws `RegoCompileError` if it is no constant. */
export function parseRegoValue(text: string): RegoValue {
  const term = parseTermText(text, 'value');
  const value = groundValue(term);
  if (value === undefined) {
    throw new RegoCompileError([{ code: 'rego_parse_error', message: 'not a constant', ...term.pos }]);
  }
  return value;
}
