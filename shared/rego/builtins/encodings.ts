import { Buffer } from 'node:buffer';
import { stringify } from 'yaml';
import { isObject, isPlainObject, keysOf } from '../runtime/access';
import { entryOf, setMember } from '../runtime/build';
import { builtinError } from '../runtime/session';
import { parseYamlValue } from '../values/from-yaml';
import { jsonEntries, jsonString, valueToJsonText } from '../values/json-text';
import { parseExactJson } from '../values/parse-json';
import { valueToRegoText } from '../values/rego-text';
import { toJson } from '../values/to-json';
import { RegoMap, type RegoObject, type RegoValue, typeName } from '../values/value';
import { base64Bytes, base64UrlBytes } from './base64-bytes';
import { builtinTable } from './builtin';
import { operandFailure } from './failure';
import { listOperand, wrong } from './operands';

export const encodingBuiltins = builtinTable({
  'json.marshal': (x: RegoValue) => valueToJsonText(x),
  'json.marshal_with_options': marshalWithOptions,
  'json.unmarshal': (s: RegoValue) => {
    if (typeof s !== 'string') return wrong('json.unmarshal', 1, 'string', s);
    try {
      return parseExactJson(s);
    } catch (error) {
      return builtinError('json.unmarshal', (error as Error).message);
    }
  },
  'json.is_valid': (s: RegoValue) => typeof s === 'string' && attempt(() => parseExactJson(s)) !== undefined,
  'yaml.marshal': (x: RegoValue) =>
    stringify(toJson(x), { sortMapEntries: true, version: '1.1', lineWidth: 0 }),
  'yaml.unmarshal': (s: RegoValue) => {
    if (typeof s !== 'string') return wrong('yaml.unmarshal', 1, 'string', s);
    const value = attempt(() => parseYamlValue(s));
    return value === undefined ? builtinError('yaml.unmarshal', 'invalid YAML') : value;
  },
  'yaml.is_valid': (s: RegoValue) => typeof s === 'string' && attempt(() => parseYamlValue(s)) !== undefined,
  'base64.encode': text('base64.encode', (s) => Buffer.from(s).toString('base64')),
  'base64.decode': decoder('base64.decode', base64Bytes),
  'base64.is_valid': (s: RegoValue) => typeof s === 'string' && attempt(() => base64Bytes(s)) !== undefined,
  'base64url.encode': text('base64url.encode', (s) => {
    const bare = Buffer.from(s).toString('base64url');
    return bare + '='.repeat((4 - (bare.length % 4)) % 4);
  }),
  'base64url.encode_no_pad': text('base64url.encode_no_pad', (s) => Buffer.from(s).toString('base64url')),
  'base64url.decode': decoder('base64url.decode', base64UrlBytes),
  'hex.encode': text('hex.encode', (s) => Buffer.from(s).toString('hex')),
  'hex.decode': text('hex.decode', (s) =>
    /^(?:[0-9a-fA-F]{2})*$/.test(s)
      ? Buffer.from(s, 'hex').toString()
      : builtinError('hex.decode', hexComplaint(s)),
  ),
  'urlquery.encode': text('urlquery.encode', queryEscape),
  'urlquery.decode': text(
    'urlquery.decode',
    (s) => queryUnescape(s) ?? builtinError('urlquery.decode', badEscape(s)),
  ),
  'urlquery.encode_object': encodeObject,
  'urlquery.decode_object': (s: RegoValue) => {
    if (typeof s !== 'string') return wrong('urlquery.decode_object', 1, 'string', s);
    const result: Record<string, RegoValue[]> = {};
    for (const part of s.split('&')) {
      if (part === '') continue;
      if (part.includes(';'))
        return builtinError('urlquery.decode_object', 'invalid semicolon separator in query');
      const at = part.indexOf('=');
      const key = queryUnescape(at < 0 ? part : part.slice(0, at));
      const value = queryUnescape(at < 0 ? '' : part.slice(at + 1));
      if (key === undefined || value === undefined)
        return builtinError('urlquery.decode_object', badEscape(part));
      if (Object.hasOwn(result, key)) result[key]?.push(value);
      else setMember(result, key, [value]);
    }
    return result;
  },
  'uri.is_valid': (x: RegoValue) => typeof x === 'string' && x !== '' && parseUri(x) !== undefined,
  'uri.parse': (x: RegoValue) => {
    if (typeof x !== 'string') return wrong('uri.parse', 1, 'string', x);
    return parseUri(x) ?? builtinError('uri.parse', 'invalid URI');
  },
});

function text(name: string, work: (s: string) => RegoValue | undefined) {
  return (s: RegoValue): RegoValue | undefined =>
    typeof s === 'string' ? work(s) : wrong(name, 1, 'string', s);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** What Go says about the first byte that is no hexadecimal digit, or about half a byte. */
function hexComplaint(s: string): string {
  const bad = Buffer.from(s).find((byte) => !/[0-9a-fA-F]/.test(String.fromCharCode(byte)));
  if (bad === undefined) return 'encoding/hex: odd length hex string';
  return `encoding/hex: invalid byte: U+${bad.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCharCode(bad)}'`;
}

function decoder(name: string, bytes: (text: string) => Buffer) {
  return text(name, (s) => {
    try {
      return bytes(s).toString();
    } catch (error) {
      return builtinError(name, (error as Error).message);
    }
  });
}

function marshalWithOptions(x: RegoValue, options: RegoValue): RegoValue | undefined {
  const name = 'json.marshal_with_options';
  if (!isObject(options)) return wrong(name, 2, 'object', options);
  let indent = '\t';
  let prefix = '';
  let pretty = false;
  let asked = false;
  for (const [i, key] of (keysOf(options) ?? []).entries()) {
    const value = entryOf(options, key) as RegoValue;
    if (typeof key !== 'string') {
      const why = `operand ${i} must be string but got ${typeName(key)}`;
      return operandFailure(name, 2, `failed to stringify key ${valueToRegoText(key)} at index ${i}: ${why}`);
    }
    if (key === 'pretty') {
      if (typeof value !== 'boolean') return operandFailure(name, 2, 'key pretty failed cast to bool');
      pretty = value;
      asked = true;
    } else if (key === 'indent' || key === 'prefix') {
      if (typeof value !== 'string') {
        const why = `operand ${i} must be string but got ${typeName(value)}`;
        return operandFailure(name, 2, `key ${key} failed cast to string: ${why}`);
      }
      if (key === 'indent') indent = value;
      else prefix = value;
      if (!asked) pretty = true;
    } else return operandFailure(name, 2, `object contained unknown key ${valueToRegoText(key)}`);
  }
  if (asked) pretty = entryOf(options, 'pretty') === true;
  return pretty ? prefix + prettyText(x, prefix, indent, '') : valueToJsonText(x);
}

function prettyText(value: RegoValue, prefix: string, indent: string, level: string): string {
  const inner = level + indent;
  const lines = (open: string, parts: string[], close: string): string =>
    parts.length === 0
      ? open + close
      : `${open}\n${parts.map((part) => prefix + inner + part).join(',\n')}\n${prefix}${level}${close}`;
  const list = listOperand(value);
  if (list !== undefined)
    return lines(
      '[',
      list.map((item) => prettyText(item, prefix, indent, inner)),
      ']',
    );
  if (isPlainObject(value) || value instanceof RegoMap) {
    const parts = jsonEntries(value).map(
      ([k, v]) => `${jsonString(k)}: ${prettyText(v, prefix, indent, inner)}`,
    );
    return lines('{', parts, '}');
  }
  return valueToJsonText(value);
}

function queryEscape(s: string): string {
  return encodeURIComponent(s.replace(/[\ud800-\udfff]/gu, '\ufffd'))
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function queryUnescape(s: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(s)) return undefined;
  const spaced = s.replaceAll('+', ' ');
  return (
    attempt(() => decodeURIComponent(spaced)) ??
    Buffer.from(
      spaced.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString()
  );
}

function badEscape(s: string): string {
  const [bad = ''] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(s) ?? [];
  return `invalid URL escape ${JSON.stringify(bad)}`;
}

function encodeObject(object: RegoValue): RegoValue | undefined {
  const name = 'urlquery.encode_object';
  if (!isObject(object)) return wrong(name, 1, 'object', object);
  const parts: string[] = [];
  for (const [key, value] of jsonEntries(object)) {
    const list = typeof value === 'string' ? [value] : listOperand(value);
    for (const item of list ?? [null]) {
      if (typeof item !== 'string')
        return operandFailure(name, 1, 'values must be string, array[string], or set[string]');
      parts.push(`${queryEscape(key)}=${queryEscape(item)}`);
    }
  }
  return parts.join('&');
}

function parseUri(s: string): RegoObject | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(s) || s.startsWith(':')) return undefined;
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
    s,
  );
  if (match === null) return undefined;
  const [, scheme, authority, rest = '', rawQuery, rawFragment] = match;
  const opaque = scheme !== undefined && authority === undefined && rest !== '' && !rest.startsWith('/');
  const rawPath = opaque ? '' : rest;
  // A colon in the first part would look like the end of a scheme.
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(rawPath)) return undefined;
  const host = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority ?? '');
  if (host === null || !isHost(host[1] ?? '')) return undefined;
  const path = unescaped(rawPath);
  const fragment = unescaped(rawFragment ?? '');
  if (path === undefined || fragment === undefined) return undefined;
  const result: RegoObject = {};
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') setMember(result, key, value);
  };
  put('scheme', scheme?.toLowerCase());
  put('hostname', host[1]?.replace(/^\[|\]$/g, ''));
  put('port', host[2]);
  put('path', path);
  // Go keeps the raw path only where it is not what encoding the path gives.
  put('raw_path', encodeURI(path) === rawPath ? path : rawPath);
  put('raw_query', rawQuery);
  put('fragment', fragment);
  return result;
}

/** Only what lies beyond ASCII may be escaped in the name of a host. */
function isHost(host: string): boolean {
  return !/[\s<>"^`{|}\\]|%(?![89A-Fa-f][0-9A-Fa-f]|25)/.test(host) && !/^[^[].*[[\]]/.test(host);
}

function unescaped(s: string): string | undefined {
  return attempt(() => decodeURIComponent(s));
}
