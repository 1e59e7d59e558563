import { Buffer } from 'node:buffer';
import { limitedText, textArgument } from '../arguments';
import { ExpressionFailure } from '../errors';
import { defineFunction, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';
import { parseJsonText } from './objects';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DATA_URI = /^data:([^,]*),(.*)$/is;

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(name: string, given: string): string {
  const text = given.trim().replace(/[\r\n]/g, '');
  if (!BASE64.test(text) || text.length % 4 !== 0) {
    throw new ExpressionFailure('InvalidArgument', `${name}() was given text that is not base64.`);
  }
  try {
    return UTF8.decode(Buffer.from(text, 'base64'));
  } catch {
    throw new ExpressionFailure(
      'InvalidArgument',
      `${name}() was given base64 of bytes that are no UTF-8 text.`,
    );
  }
}

function dataUriToString(args: readonly JsonValue[]): string {
  const match = DATA_URI.exec(textArgument('dataUriToString', args, 0));
  if (match === null) {
    throw new ExpressionFailure(
      'InvalidArgument',
      'dataUriToString() was given text that is no data URI ("data:…,…").',
    );
  }
  const [, header = '', body = ''] = match;
  return /;base64$/i.test(header)
    ? decode('dataUriToString', body)
    : unescapePercent('dataUriToString', body);
}

function unescapePercent(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ExpressionFailure('InvalidArgument', `${name}() was given text with a malformed % escape.`);
  }
}

function uri(args: readonly JsonValue[]): string {
  const base = textArgument('uri', args, 0);
  const relative = textArgument('uri', args, 1);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(relative)) return relative;
  const host = base.indexOf('//') + 2;
  const slash = base.lastIndexOf('/');
  // Like a link on a page: what follows the base's last slash is replaced.
  const directory = slash >= host ? base.slice(0, slash) : base;
  return `${directory}/${relative.replace(/^\//, '')}`;
}

/** Percent-encodes as RFC 3986 has it: also the five marks that encodeURIComponent leaves alone. */
function uriComponent(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export const ENCODING_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('encoding', 'base64', [1, 1], (args) =>
    limitedText('base64', encode(textArgument('base64', args, 0))),
  ),
  defineFunction('encoding', 'base64ToString', [1, 1], (args) =>
    decode('base64ToString', textArgument('base64ToString', args, 0)),
  ),
  defineFunction('encoding', 'base64ToJson', [1, 1], (args) =>
    parseJsonText('base64ToJson', decode('base64ToJson', textArgument('base64ToJson', args, 0))),
  ),
  defineFunction('encoding', 'dataUri', [1, 1], (args) =>
    limitedText('dataUri', `data:text/plain;charset=utf8;base64,${encode(textArgument('dataUri', args, 0))}`),
  ),
  defineFunction('encoding', 'dataUriToString', [1, 1], dataUriToString),
  defineFunction('encoding', 'uri', [2, 2], uri),
  defineFunction('encoding', 'uriComponent', [1, 1], (args) =>
    limitedText('uriComponent', uriComponent(textArgument('uriComponent', args, 0))),
  ),
  defineFunction('encoding', 'uriComponentToString', [1, 1], (args) =>
    unescapePercent('uriComponentToString', textArgument('uriComponentToString', args, 0)),
  ),
];
