import { Buffer } from 'node:buffer';
import { isObject } from '../../runtime/access';
import { entryOf } from '../../runtime/build';
import { valueToJsonText } from '../../values/json-text';
import { parseExactJson } from '../../values/parse-json';
import { type RegoValue, typeName } from '../../values/value';
import { BuiltinFailure, textOperand } from '../failure';
import { SIGNING_ALGORITHMS } from './signing-algorithms';
import { signingKey } from './verification-keys';

/** `io.jwt.encode_sign`: the compact token of a header, a payload and a JSON Web Key given as objects. */
export function encodeSign(header: RegoValue, payload: RegoValue, key: RegoValue): string {
  const [h, p, k] = [header, payload, key].map((operand, i) => {
    if (!isObject(operand)) throw new BuiltinFailure(`must be object but got ${typeName(operand)}`, i + 1);
    return valueToJsonText(operand);
  }) as [string, string, string];
  return compactToken(h, p, k);
}

/** `io.jwt.encode_sign_raw`: the same with all three as JSON texts, whose very letters are signed. */
export function encodeSignRaw(header: RegoValue, payload: RegoValue, key: RegoValue): string {
  const [h, p, k] = [header, payload, key].map((operand, i) =>
    textOperand(operand, i + 1, typeName(operand)),
  ) as [string, string, string];
  return compactToken(h, p, k);
}

function compactToken(header: string, payload: string, key: string): string {
  const fields = headerFields(header);
  const name = fields('alg');
  if (typeof name !== 'string')
    throw new BuiltinFailure("missing or invalid 'alg' header: no text of that name");
  const algorithm = SIGNING_ALGORITHMS.get(name);
  if (algorithm === undefined) throw new BuiltinFailure(`unknown signature algorithm: ${name}`);
  const type = fields('typ');
  if ((type === undefined || type === '' || type === 'JWT') && !isJson(payload))
    throw new BuiltinFailure('type is JWT but payload is not JSON');
  const text = `${base64Url(header)}.${base64Url(payload)}`;
  return `${text}.${algorithm.sign(signingKey(key), Buffer.from(text)).toString('base64url')}`;
}

function headerFields(header: string): (name: string) => RegoValue | undefined {
  const problem = "missing or invalid 'alg' header: cannot parse JSON";
  if (header === '') throw new BuiltinFailure(`${problem}: cannot parse empty string`);
  let value: RegoValue;
  try {
    value = parseExactJson(header);
  } catch (error) {
    throw new BuiltinFailure(`${problem}: ${(error as Error).message}`);
  }
  return (name) => (isObject(value) ? entryOf(value, name) : undefined);
}

function isJson(text: string): boolean {
  try {
    parseExactJson(text);
    return true;
  } catch {
    return false;
  }
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
