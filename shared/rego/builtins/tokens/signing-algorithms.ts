import type { Buffer } from 'node:buffer';
import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import { BuiltinFailure } from '../failure';

/** A JWS algorithm of RFC 7518 or 8037. */
export interface SigningAlgorithm {
  /** Whether the signature is right. Throws on a key of another kind. */
  verify(key: KeyObject, text: Buffer, signature: Buffer): boolean;
  sign(key: KeyObject, text: Buffer): Buffer;
}

const HASHES = ['256', '384', '512'] as const;

/** All algorithms by their name in the header `alg`. */
export const SIGNING_ALGORITHMS: ReadonlyMap<string, SigningAlgorithm> = new Map(
  HASHES.flatMap((bits) => {
    const hash = `sha${bits}`;
    return [
      [`HS${bits}`, hmac(hash)],
      [`RS${bits}`, asymmetric(hash, 'rsa', { padding: constants.RSA_PKCS1_PADDING })],
      [`PS${bits}`, pss(hash)],
      [`ES${bits}`, asymmetric(hash, 'ec', { dsaEncoding: 'ieee-p1363' })],
    ] as [string, SigningAlgorithm][];
  }).concat([['EdDSA', asymmetric(null, 'ed25519', {})]]),
);

function hmac(hash: string): SigningAlgorithm {
  const digest = (key: KeyObject, text: Buffer): Buffer => {
    if (key.type !== 'secret') throw new BuiltinFailure('incorrect symmetric key type');
    return createHmac(hash, key).update(text).digest();
  };
  return {
    verify(key, text, signature) {
      const wanted = digest(key, text);
      return wanted.length === signature.length && timingSafeEqual(wanted, signature);
    },
    sign: digest,
  };
}

interface KeyUse {
  readonly padding?: number;
  readonly saltLength?: number;
  readonly dsaEncoding?: 'ieee-p1363';
}

function asymmetric(hash: string | null, kind: string, use: KeyUse, verifyUse = use): SigningAlgorithm {
  const needKind = (key: KeyObject): void => {
    if (key.asymmetricKeyType !== kind) throw new BuiltinFailure('incorrect public key type');
  };
  return {
    verify(key, text, signature) {
      needKind(key);
      return verify(hash, text, { key, ...verifyUse }, signature);
    },
    sign(key, text) {
      needKind(key);
      if (key.type !== 'private') throw new BuiltinFailure('signing needs a private key');
      return sign(hash, text, { key, ...use });
    },
  };
}

function pss(hash: string): SigningAlgorithm {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltOf = (saltLength: number): KeyUse => ({ padding, saltLength });
  return asymmetric(
    hash,
    'rsa',
    saltOf(constants.RSA_PSS_SALTLEN_DIGEST),
    saltOf(constants.RSA_PSS_SALTLEN_AUTO),
  );
}
