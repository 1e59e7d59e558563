import { Buffer } from 'node:buffer';
import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { RegoValue } from '../../values/value';
import { base64Bytes } from '../base64-bytes';
import { BuiltinFailure } from '../failure';
import { type PemBlock, pemBlocks } from './pem';
import { unsigned } from './public-keys';

const FORMS: Readonly<Record<string, 'pkcs1' | 'pkcs8' | 'sec1'>> = {
  'RSA PRIVATE KEY': 'pkcs1',
  'PRIVATE KEY': 'pkcs8',
  'EC PRIVATE KEY': 'sec1',
};

/** The private keys of PEM text, or of base64 of it. Throws on a block that is no private key. */
export function privateKeys(text: string): KeyObject[] {
  let pem = text;
  try {
    pem = base64Bytes(text).toString();
  } catch {
    // No base64: PEM as it is, or a text without keys.
  }
  return pemBlocks(pem).map(keyOfBlock);
}

/** PEM as it is or in base64. */
export function pemText(text: string): string {
  return text.startsWith('-----BEGIN') ? text : base64Bytes(text).toString();
}

function keyOfBlock({ type, bytes }: PemBlock): KeyObject {
  const form = FORMS[type];
  if (form === undefined) throw new BuiltinFailure(`invalid private key: PEM block of type ${type}`);
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: form });
  } catch (error) {
    throw new BuiltinFailure(`failed to parse a private key: ${(error as Error).message}`);
  }
}

/** A private key in the fields that Go's types have in JSON. */
export function privateKeyFields(key: KeyObject): RegoValue {
  const jwk = key.export({ format: 'jwk' });
  const whole = (name: keyof JsonWebKey): number | bigint => unsigned(bytesOf(jwk, name));
  if (key.asymmetricKeyType === 'rsa') {
    return {
      N: whole('n'),
      E: whole('e'),
      D: whole('d'),
      Primes: [whole('p'), whole('q')],
      Precomputed: { Dp: whole('dp'), Dq: whole('dq'), Qinv: whole('qi'), CRTValues: [] },
    };
  }
  if (key.asymmetricKeyType === 'ec') return { Curve: {}, X: whole('x'), Y: whole('y'), D: whole('d') };
  return Buffer.concat([bytesOf(jwk, 'd'), bytesOf(jwk, 'x')]).toString('base64');
}

/** The key as a JSON Web Key. Throws when it is no RSA key. */
export function rsaWebKey(text: string): RegoValue {
  if (text === '') throw new BuiltinFailure('input PEM data was empty');
  const [key] = privateKeys(pemText(text));
  if (key === undefined) return null;
  if (key.asymmetricKeyType !== 'rsa')
    throw new BuiltinFailure('failed to parse PEM block containing the key');
  return { ...(key.export({ format: 'jwk' }) as { readonly [name: string]: string }) };
}

function bytesOf(jwk: JsonWebKey, name: keyof JsonWebKey): Buffer {
  const text = jwk[name];
  return Buffer.from(typeof text === 'string' ? text : '', 'base64url');
}
