import type { Buffer } from 'node:buffer';
import { integer } from '../../values/number';
import type { RegoValue } from '../../values/value';
import {
  type DerValue,
  derBits,
  derInteger,
  derItems,
  derSmallInteger,
  derTime,
  itemsOf,
  malformed,
  readDer,
} from './der';
import { distinguishedName } from './distinguished-name';
import { extensionFields, fieldsOfExtensions, readExtensions } from './extensions';
import { listOrNull } from './general-names';
import { publicKeyFields, signatureAlgorithm } from './public-keys';

/** A certificate: its bytes, and all of it in the fields that Go's `x509.Certificate` has in JSON. */
export interface Certificate {
  readonly bytes: Buffer;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly fields: Readonly<Record<string, RegoValue>>;
}

/** Fields that most certificates leave empty, as Go writes them. */
const ABSENT: Readonly<Record<string, RegoValue>> = {
  AuthorityKeyId: null,
  BasicConstraintsValid: false,
  CRLDistributionPoints: null,
  DNSNames: null,
  EmailAddresses: null,
  ExcludedDNSDomains: null,
  ExcludedEmailAddresses: null,
  ExcludedIPRanges: null,
  ExcludedURIDomains: null,
  ExtKeyUsage: null,
  Extensions: null,
  ExtraExtensions: null,
  IPAddresses: null,
  InhibitAnyPolicy: 0,
  InhibitAnyPolicyZero: false,
  InhibitPolicyMapping: 0,
  InhibitPolicyMappingZero: false,
  IsCA: false,
  IssuingCertificateURL: null,
  KeyUsage: 0,
  MaxPathLen: 0,
  MaxPathLenZero: false,
  OCSPServer: null,
  PermittedDNSDomains: null,
  PermittedDNSDomainsCritical: false,
  PermittedEmailAddresses: null,
  PermittedIPRanges: null,
  PermittedURIDomains: null,
  Policies: null,
  PolicyIdentifiers: null,
  PolicyMappings: null,
  RequireExplicitPolicy: 0,
  RequireExplicitPolicyZero: false,
  SubjectKeyId: null,
  URIs: null,
  UnhandledCriticalExtensions: null,
  UnknownExtKeyUsage: null,
};

/** Reads one certificate of RFC 5280. Throws when it is malformed. */
export function parseCertificate(der: DerValue): Certificate {
  const [tbs, algorithm, signature] = itemsOf(der) as [DerValue, DerValue, DerValue];
  const items = itemsOf(tbs);
  const versioned = items[0]?.tag === 0xa0;
  const version = versioned ? derSmallInteger(readDer((items.shift() as DerValue).content)) + 1 : 1;
  const [serial, , issuer, validity, subject, key, ...rest] = items as [
    DerValue,
    DerValue,
    DerValue,
    DerValue,
    DerValue,
    DerValue,
  ];
  if (key === undefined || signature === undefined) throw malformed();
  const [notBefore, notAfter] = itemsOf(validity).map(derTime) as [number, number];
  const wrapped = (rest as DerValue[]).find(({ tag }) => tag === 0xa3);
  const extensions = wrapped === undefined ? [] : readExtensions(readDer(wrapped.content));
  const fields = {
    ...ABSENT,
    Raw: base64(der.bytes),
    RawTBSCertificate: base64(tbs.bytes),
    RawSubjectPublicKeyInfo: base64(key.bytes),
    RawSubject: base64(subject.bytes),
    RawIssuer: base64(issuer.bytes),
    Signature: base64(derBits(signature).bytes),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    ...publicKeyFields(key),
    Version: version,
    SerialNumber: integer(derInteger(serial)),
    Issuer: distinguishedName(issuer),
    Subject: distinguishedName(subject),
    NotBefore: timeText(notBefore),
    NotAfter: timeText(notAfter),
    ...fieldsOfExtensions(extensions),
    Extensions: listOrNull(extensions.map(extensionFields)),
    PermittedDNSDomainsCritical: extensions.some((e) => e.critical && e.oid.join('.') === '2.5.29.30'),
  };
  return { bytes: der.bytes, notBefore, notAfter, fields: { ...fields, URIStrings: uriStrings(extensions) } };
}

/** All certificates of some DER, one after the other. */
export function parseCertificates(bytes: Buffer): Certificate[] {
  return derItems(bytes).map(parseCertificate);
}

function uriStrings(extensions: readonly { oid: readonly number[]; value: Buffer }[]): RegoValue {
  const names = extensions.find(({ oid }) => oid.join('.') === '2.5.29.17');
  if (names === undefined) return null;
  const uris = itemsOf(readDer(names.value)).filter(({ tag }) => tag === 0x86);
  return listOrNull(uris.map(({ content }) => content.toString('latin1')));
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
