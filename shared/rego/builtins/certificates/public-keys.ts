import type { Buffer } from 'node:buffer';
import { integer } from '../../values/number';
import type { RegoValue } from '../../values/value';
import { type DerValue, derBits, derInteger, derOid, itemsOf, readDer } from './der';

const RSA = '1.2.840.113549.1.1.1';
const DSA = '1.2.840.10040.4.1';
const ECDSA = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';

/** Go's numbers of public key algorithms. */
const ALGORITHMS: Readonly<Record<string, number>> = { [RSA]: 1, [DSA]: 2, [ECDSA]: 3, [ED25519]: 4 };

/** Go's numbers of signature algorithms, but for RSASSA-PSS, whose hash decides. */
const SIGNATURES: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.2': 1,
  '1.2.840.113549.1.1.4': 2,
  '1.2.840.113549.1.1.5': 3,
  '1.3.14.3.2.29': 3,
  '1.2.840.113549.1.1.11': 4,
  '1.2.840.113549.1.1.12': 5,
  '1.2.840.113549.1.1.13': 6,
  '1.2.840.10040.4.3': 7,
  '2.16.840.1.101.3.4.3.2': 8,
  '1.2.840.10045.4.1': 9,
  '1.2.840.10045.4.3.2': 10,
  '1.2.840.10045.4.3.3': 11,
  '1.2.840.10045.4.3.4': 12,
  '1.3.101.112': 16,
};
const PSS = '1.2.840.113549.1.1.10';
const PSS_HASHES: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 13,
  '2.16.840.1.101.3.4.2.2': 14,
  '2.16.840.1.101.3.4.2.3': 15,
};

/** Go's number of the signature algorithm, 0 if unknown. */
export function signatureAlgorithm(identifier: DerValue): number {
  const [type, parameters] = itemsOf(identifier);
  const oid = derOid(type).join('.');
  if (oid !== PSS) return SIGNATURES[oid] ?? 0;
  const hash = parameters === undefined ? undefined : itemsOf(parameters)[0];
  if (hash?.tag !== 0xa0) return 0;
  return PSS_HASHES[derOid(itemsOf(readDer(hash.content))[0]).join('.')] ?? 0;
}

/** `PublicKeyAlgorithm` and `PublicKey` of a SubjectPublicKeyInfo, as Go writes them in JSON. */
export function publicKeyFields(info: DerValue): { PublicKeyAlgorithm: number; PublicKey: RegoValue } {
  const [identifier, key] = itemsOf(info);
  const oid = derOid(itemsOf(identifier)[0]).join('.');
  const { bytes } = derBits(key);
  return { PublicKeyAlgorithm: ALGORITHMS[oid] ?? 0, PublicKey: publicKey(oid, bytes) };
}

function publicKey(oid: string, bytes: Buffer): RegoValue {
  if (oid === RSA) {
    const [modulus, exponent] = itemsOf(readDer(bytes));
    return { N: integer(derInteger(modulus)), E: integer(derInteger(exponent)) };
  }
  if (oid === ECDSA && bytes[0] === 4) {
    const half = (bytes.length - 1) / 2;
    return { Curve: {}, X: unsigned(bytes.subarray(1, 1 + half)), Y: unsigned(bytes.subarray(1 + half)) };
  }
  return oid === ED25519 ? bytes.toString('base64') : null;
}

/** Big-endian bytes as a number. */
export function unsigned(bytes: Buffer): number | bigint {
  return bytes.length === 0 ? 0 : integer(BigInt(`0x${bytes.toString('hex')}`));
}
