import { Buffer } from 'node:buffer';
import { BuiltinFailure } from './failure';

/** The bytes of padded base64 in the standard alphabet; line breaks are allowed. Throws on anything else. */
export function base64Bytes(text: string): Buffer {
  const at = illegalByte(text, /[A-Za-z0-9+/]/);
  if (at !== undefined) throw new BuiltinFailure(`illegal base64 data at input byte ${at}`);
  return Buffer.from(text, 'base64');
}

/** The bytes of base64 in the alphabet for URLs, with or without padding. Throws on anything else. */
export function base64UrlBytes(text: string): Buffer {
  const excess = Buffer.byteLength(text) % 4;
  const padding = text.endsWith('=') || excess === 0 ? '' : excess === 1 ? undefined : '='.repeat(4 - excess);
  if (padding === undefined) throw new BuiltinFailure(`illegal base64url string: ${text}`);
  const at = illegalByte(text + padding, /[A-Za-z0-9_-]/);
  if (at !== undefined) throw new BuiltinFailure(`illegal base64 data at input byte ${at}`);
  return Buffer.from(text, 'base64url');
}

/** Where Go's decoder gives up: the position of the first byte that does not belong there; undefined if all do. */
function illegalByte(text: string, alphabet: RegExp): number | undefined {
  const bytes = Buffer.from(text).toString('latin1');
  let filled = 0;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i] as string;
    if (c === '\n' || c === '\r') continue;
    if (c === '=') return illegalPadding(bytes, i, filled);
    if (!alphabet.test(c)) return i;
    filled = (filled + 1) % 4;
  }
  return filled === 0 ? undefined : bytes.length - filled;
}

/** The same from the first `=` on, which stands after `filled` characters of a group of four. */
function illegalPadding(bytes: string, at: number, filled: number): number | undefined {
  const afterBreaks = (from: number): number => {
    let i = from;
    while (bytes[i] === '\n' || bytes[i] === '\r') i++;
    return i;
  };
  if (filled < 2) return at;
  let next = afterBreaks(at + 1);
  if (filled === 2) {
    if (next === bytes.length) return bytes.length;
    if (bytes[next] !== '=') return next - 1;
    next = afterBreaks(next + 1);
  }
  return next < bytes.length ? next : undefined;
}
