import { Buffer } from 'node:buffer';
import { stringify } from 'yaml';
import { isObject, isPlainObject, keysOf } from '../runtime/access';
import { entryOf, setMember } from '../runtime/build';
import { builtinError } from '../runtime/session';
import { parseYamlValue } from '../values/from-yaml';
import { jsonEntries, jsonString, valueToJsonText } from '../values/json-text';
import { parseExactJson } from '../values/parse-json';
import { toJson } from '../values/to-json';
import { RegoMap, type RegoObject, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { listOperand, wrong } from './operands';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_URL = /^[A-Za-z0-9_-]*$/;

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
  'base64.decode': text('base64.decode', (s) => {
    const clean = s.replace(/[\r\n]/g, '');
    return BASE64.test(clean)
      ? Buffer.from(clean, 'base64').toString()
      : builtinError('base64.decode', 'illegal base64 data');
  }),
  'base64.is_valid': text('base64.is_valid', (s) => BASE64.test(s.replace(/[\r\n]/g, ''))),
  'base64url.encode': text('base64url.encode', (s) => {
    const bare = Buffer.from(s).toString('base64url');
    return bare + '='.repeat((4 - (bare.length % 4)) % 4);
  }),
  'base64url.encode_no_pad': text('base64url.encode_no_pad', (s) => Buffer.from(s).toString('base64url')),
  'base64url.decode': text('base64url.decode', (s) => {
    const bare = s.replace(/=+$/, '');
    const good = BASE64_URL.test(bare) && bare.length % 4 !== 1;
    return good
      ? Buffer.from(bare, 'base64url').toString()
      : builtinError('base64url.decode', 'illegal base64 data');
  }),
  'hex.encode': text('hex.encode', (s) => Buffer.from(s).toString('hex')),
  'hex.decode': text('hex.decode', (s) =>
    /^(?:[0-9a-fA-F]{2})*$/.test(s)
      ? Buffer.from(s, 'hex').toString()
      : builtinError(
          'hex.decode',
          s.length % 2 === 1 ? 'encoding/hex: odd length hex string' : hexComplaint(s),
        ),
  ),
  'urlquery.encode': text('urlquery.encode', queryEscape),
  'urlquery.decode': text(
    'urlquery.decode',
    (s) => queryUnescape(s) ?? builtinError('urlquery.decode', 'invalid URL escape'),
  ),
  'urlquery.encode_object': encodeObject,
  'urlquery.decode_object': (s: RegoValue) => {
    if (typeof s !== 'string') return wrong('urlquery.decode_object', 1, 'string', s);
    const result: Record<string, RegoValue[]> = {};
    for (const part of s.split('&')) {
      if (part === '') continue;
      const at = part.indexOf('=');
      const key = queryUnescape(at < 0 ? part : part.slice(0, at));
      const value = queryUnescape(at < 0 ? '' : part.slice(at + 1));
      if (key === undefined || value === undefined)
        return builtinError('urlquery.decode_object', 'invalid URL escape');
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

function hexComplaint(s: string): string {
  const bad = [...s].find((c) => !/[0-9a-fA-F]/.test(c)) ?? '';
  return `encoding/hex: invalid byte: U+${(bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${bad}'`;
}

function marshalWithOptions(x: RegoValue, options: RegoValue): RegoValue | undefined {
  const name = 'json.marshal_with_options';
  if (!isObject(options)) return wrong(name, 2, 'object', options);
  let indent = '\t';
  let prefix = '';
  let pretty = false;
  let asked = false;
  for (const key of keysOf(options) ?? []) {
    const value = entryOf(options, key);
    if (key === 'pretty' && typeof value === 'boolean') {
      pretty = value;
      asked = true;
    } else if (key === 'indent' && typeof value === 'string') indent = value;
    else if (key === 'prefix' && typeof value === 'string') prefix = value;
    else return builtinError(name, `object contained unknown key ${valueToJsonText(key)}`);
    if (key !== 'pretty' && !asked) pretty = true;
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

function encodeObject(object: RegoValue): RegoValue | undefined {
  const name = 'urlquery.encode_object';
  if (!isObject(object)) return wrong(name, 1, 'object', object);
  const parts: string[] = [];
  for (const key of keysOf(object) ?? []) {
    if (typeof key !== 'string') return builtinError(name, 'query parameter key must be a string');
    const value = entryOf(object, key) as RegoValue;
    const list = typeof value === 'string' ? [value] : listOperand(value);
    if (list === undefined)
      return builtinError(name, 'query parameter value must be a string or an array or a set of strings');
    for (const item of list) {
      if (typeof item !== 'string') return builtinError(name, 'query parameter value must be a string');
      parts.push(`${queryEscape(key)}=${queryEscape(item)}`);
    }
  }
  return parts.join('&');
}

function parseUri(s: string): RegoObject | undefined {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
    s,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (match === null || /[\u0000-\u0020\u007f]/.test(s)) return undefined;
  const [, scheme, authority, rawPath, rawQuery, fragment] = match;
  const host = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority ?? '');
  if (host === null) return undefined;
  const path = attempt(() => decodeURIComponent(rawPath ?? ''));
  if (path === undefined) return undefined;
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
  put('fragment', fragment === undefined ? undefined : attempt(() => decodeURIComponent(fragment)));
  return result;
}
