import { Buffer } from 'node:buffer';
import { BuiltinFailure } from './failure';

/** The bytes of padded base64 in the standard alphabet; line breaks are allowed. Throws on anything else. */
export function base64Bytes(text: string): Buffer {
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/={1,2}$/, '');
  const bad = /[^A-Za-z0-9+/]/.exec(body);
  if (bad !== null) throw illegal(bad.index);
  if (clean.length % 4 !== 0 || body.length % 4 === 1) throw illegal(body.length - (body.length % 4));
  return Buffer.from(body, 'base64');
}

/** The bytes of base64 in the alphabet for URLs, with or without padding. Throws on anything else. */
export function base64UrlBytes(text: string): Buffer {
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/={1,2}$/, '');
  const bad = /[^A-Za-z0-9_-]/.exec(body);
  if (bad !== null) throw illegal(bad.index);
  if (body.length % 4 === 1 || (body.length < clean.length && clean.length % 4 !== 0))
    throw illegal(body.length);
  return Buffer.from(body, 'base64url');
}

function illegal(at: number): BuiltinFailure {
  return new BuiltinFailure(`illegal base64 data at input byte ${at}`);
}
