import { Buffer } from 'node:buffer';
import { isObject } from '../../runtime/access';
import { entryOf } from '../../runtime/build';
import { parseExactJson } from '../../values/parse-json';
import type { RegoMap, RegoObject, RegoValue } from '../../values/value';
import { base64UrlBytes } from '../base64-bytes';
import { BuiltinFailure } from '../failure';

/** Tokens within tokens beyond this depth are refused. */
export const MAX_NESTING = 100;

/** The three parts of a token, still encoded. */
export interface TokenParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

export function tokenParts(token: string): TokenParts {
  if (!token.includes('.')) throw new BuiltinFailure('encoded JWT had no period separators');
  const parts = token.split('.', 5);
  if (parts.length !== 3) {
    const found = token.split('.').length;
    throw new BuiltinFailure(`encoded JWT must have 3 sections, found ${found}`);
  }
  const [header, payload, signature] = parts as [string, string, string];
  return { header, payload, signature };
}

/** What the signature is made of. */
export function signedText({ header, payload }: TokenParts): Buffer {
  return Buffer.from(`${header}.${payload}`);
}

/** The header as an object. Throws for encrypted tokens. */
export function decodedHeader(parts: TokenParts): RegoObject | RegoMap {
  const header = jsonObject(decoded('header', parts.header).toString());
  if (entryOf(header, 'enc') !== undefined)
    throw new BuiltinFailure('JWT is a JWE object, which is not supported');
  return header;
}

export function decodedPayload(parts: TokenParts): string {
  return decoded('payload', parts.payload).toString();
}

export function decodedSignature(parts: TokenParts): Buffer {
  return base64UrlBytes(parts.signature);
}

/** The token within a payload whose content type is `JWT`; some encoders leave its quotes on. */
export function nestedToken(payload: string): string {
  return payload.replace(/^["']+|["']+$/g, '');
}

/** The header's text of this name, or an empty one. Throws when it is something else. */
export function headerText(header: RegoObject | RegoMap, name: string): string {
  const value = entryOf(header, name);
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new BuiltinFailure(`${name}: must be a string`);
  return value;
}

export function jsonObject(text: string): RegoObject | RegoMap {
  let value: RegoValue;
  try {
    value = parseExactJson(text);
  } catch (error) {
    throw new BuiltinFailure(`invalid JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new BuiltinFailure('decoded JSON type was not an Object');
  return value;
}

function decoded(what: string, text: string): Buffer {
  try {
    return base64UrlBytes(text);
  } catch (error) {
    throw new BuiltinFailure(`JWT ${what} had invalid encoding: ${(error as Error).message}`);
  }
}
