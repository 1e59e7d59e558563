import { Buffer } from 'node:buffer';
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { base64UrlBytes } from '../base64-bytes';
import { firstPemBlock } from '../certificates/pem';
import { BuiltinFailure } from '../failure';

/** A key with what a JSON Web Key says about it; both texts are empty for other sources. */
export interface TokenKey {
  readonly key: KeyObject;
  readonly algorithm: string;
  readonly id: string;
}

/** Keys taken from one key set at most. */
const MAX_KEYS = 1000;

/** The keys of a PEM certificate, a PEM public key, a JSON Web Key or a set of them. Throws on anything else. */
export function verificationKeys(text: string): TokenKey[] {
  const block = firstPemBlock(text);
  if (block === undefined) {
    try {
      return jsonWebKeys(text).map((jwk) => ({ ...labels(jwk), key: publicKey(jwk) }));
    } catch (error) {
      throw new BuiltinFailure(`failed to parse a JWK key (set): ${(error as Error).message}`);
    }
  }
  if (block.rest.length > 0) throw new BuiltinFailure('extra data after a PEM certificate block');
  if (block.type === 'CERTIFICATE') {
    const key = attempt(
      'failed to parse a PEM certificate',
      () => new X509Certificate(block.bytes).publicKey,
    );
    return [{ key, algorithm: '', id: '' }];
  }
  if (block.type === 'PUBLIC KEY') {
    const key = attempt('failed to parse a PEM public key', () =>
      createPublicKey({ key: block.bytes, format: 'der', type: 'spki' }),
    );
    return [{ key, algorithm: '', id: '' }];
  }
  throw new BuiltinFailure('failed to extract a Key from the PEM certificate');
}

/** The key to sign with: the first of a JSON Web Key or set. Throws when there is none. */
export function signingKey(text: string): KeyObject {
  const [jwk] = attempt('failed to parse a JWK key (set)', () => jsonWebKeys(text));
  if (jwk === undefined) throw new BuiltinFailure('failed to parse a JWK key (set): no key');
  return attempt('failed to use a JWK key', () =>
    jwk['kty'] === 'oct' ? secretKey(jwk) : createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }),
  );
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new BuiltinFailure(`${what}: ${(error as Error).message}`);
  }
}

type RawKey = Readonly<Record<string, unknown>>;

const KINDS: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP', 'oct']);

/** Keys as JSON. Unknown kinds within a set are passed over, as RFC 7517 asks for. */
function jsonWebKeys(text: string): RawKey[] {
  const document: unknown = JSON.parse(text);
  if (!isRecord(document)) throw new BuiltinFailure('not a JSON object');
  if (!('keys' in document)) {
    if (!KINDS.has(document['kty']))
      throw new BuiltinFailure(`invalid key type from JSON (${String(document['kty'])})`);
    return [document];
  }
  const { keys } = document;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS)
    throw new BuiltinFailure('"keys" must be a list of keys');
  return keys.filter(isRecord).filter((key) => KINDS.has(key['kty']));
}

function isRecord(value: unknown): value is RawKey {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function labels(jwk: RawKey): { algorithm: string; id: string } {
  const text = (name: string): string => (typeof jwk[name] === 'string' ? (jwk[name] as string) : '');
  return { algorithm: text('alg'), id: text('kid') };
}

function publicKey(jwk: RawKey): KeyObject {
  return jwk['kty'] === 'oct' ? secretKey(jwk) : createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
}

function secretKey(jwk: RawKey): KeyObject {
  if (typeof jwk['k'] !== 'string') throw new BuiltinFailure('required field "k" is missing');
  return secretKeyOf(base64UrlBytes(jwk['k']));
}

/** A symmetric key of these bytes. */
export function secretKeyOf(bytes: Buffer | string): KeyObject {
  return createSecretKey(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
}
