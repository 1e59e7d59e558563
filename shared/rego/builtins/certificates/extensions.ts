import type { Buffer } from 'node:buffer';
import type { RegoValue } from '../../values/value';
import {
  DER,
  type DerValue,
  derBits,
  derItems,
  derOid,
  derSmallInteger,
  expectTag,
  itemsOf,
  readDer,
} from './der';
import { alternativeNameFields, generalNames, listOrNull } from './general-names';
import { nameConstraintFields } from './name-constraints';

export interface Extension {
  readonly oid: readonly number[];
  readonly critical: boolean;
  readonly value: Buffer;
}

/** The extensions of a certificate or request (RFC 5280 4.2). */
export function readExtensions(list: DerValue): Extension[] {
  return itemsOf(list).map((item) => {
    const [type, ...rest] = itemsOf(item);
    const critical = rest[0]?.tag === DER.boolean;
    return {
      oid: derOid(type),
      critical: critical && rest[0]?.content[0] !== 0,
      value: expectTag(rest[critical ? 1 : 0], DER.octetString).content,
    };
  });
}

/** As Go's `pkix.Extension` in JSON. */
export function extensionFields({ oid, critical, value }: Extension): RegoValue {
  return { Id: oid, Critical: critical, Value: value.toString('base64') };
}

const PURPOSES: Readonly<Record<string, number>> = {
  '2.5.29.37.0': 0,
  '1.3.6.1.5.5.7.3.1': 1,
  '1.3.6.1.5.5.7.3.2': 2,
  '1.3.6.1.5.5.7.3.3': 3,
  '1.3.6.1.5.5.7.3.4': 4,
  '1.3.6.1.5.5.7.3.5': 5,
  '1.3.6.1.5.5.7.3.6': 6,
  '1.3.6.1.5.5.7.3.7': 7,
  '1.3.6.1.5.5.7.3.8': 8,
  '1.3.6.1.5.5.7.3.9': 9,
  '1.3.6.1.4.1.311.10.3.3': 10,
  '2.16.840.1.113730.4.1': 11,
  '1.3.6.1.4.1.311.2.1.22': 12,
  '1.3.6.1.4.1.311.61.1.1': 13,
};

type Fields = Record<string, RegoValue>;

/** What each known extension says, in the fields of Go's `x509.Certificate`. Undefined: the value is not understood. */
const READERS: Readonly<Record<string, (value: DerValue) => Fields | undefined>> = {
  '2.5.29.14': (value) => ({ SubjectKeyId: expectTag(value, DER.octetString).content.toString('base64') }),
  '2.5.29.15': (value) => ({ KeyUsage: keyUsage(value) }),
  '2.5.29.17': (value) => {
    const names = generalNames(itemsOf(value));
    const known = names.dns.length + names.email.length + names.uris.length + names.addresses.length;
    return known === 0 ? undefined : alternativeNameFields(names);
  },
  '2.5.29.19': basicConstraints,
  '2.5.29.30': nameConstraintFields,
  '2.5.29.31': (value) => ({
    CRLDistributionPoints: listOrNull(
      itemsOf(value).flatMap((point) => {
        const name = derItems(point.content).find(({ tag }) => tag === 0xa0);
        const full = name === undefined ? undefined : derItems(name.content)[0];
        return full?.tag === 0xa0 ? generalNames(derItems(full.content)).uris : [];
      }),
    ),
  }),
  '2.5.29.32': (value) => {
    const oids = itemsOf(value).map((policy) => derOid(itemsOf(policy)[0]));
    return { PolicyIdentifiers: oids, Policies: oids.map((oid) => oid.join('.')) };
  },
  '2.5.29.35': (value) => {
    const id = itemsOf(value).find(({ tag }) => tag === 0x80);
    return { AuthorityKeyId: id === undefined ? null : id.content.toString('base64') };
  },
  '2.5.29.37': (value) => {
    const oids = itemsOf(value).map(derOid);
    const purposeOf = (oid: readonly number[]): number | undefined => PURPOSES[oid.join('.')];
    return {
      ExtKeyUsage: listOrNull(oids.flatMap((oid) => purposeOf(oid) ?? [])),
      UnknownExtKeyUsage: listOrNull(oids.filter((oid) => purposeOf(oid) === undefined)),
    };
  },
  '1.3.6.1.5.5.7.1.1': (value) => {
    const at = (method: string): string[] =>
      itemsOf(value).flatMap((access) => {
        const [type, location] = itemsOf(access);
        const fits = location?.tag === 0x86 && derOid(type).join('.') === method;
        return fits ? [location.content.toString('latin1')] : [];
      });
    return {
      OCSPServer: listOrNull(at('1.3.6.1.5.5.7.48.1')),
      IssuingCertificateURL: listOrNull(at('1.3.6.1.5.5.7.48.2')),
    };
  },
};

/** Fields from all extensions, with `UnhandledCriticalExtensions` for those that nobody here understands. */
export function fieldsOfExtensions(extensions: readonly Extension[]): Fields {
  const fields: Fields = {};
  const unhandled: RegoValue[] = [];
  for (const { oid, critical, value } of extensions) {
    const read = READERS[oid.join('.')];
    const found = read?.(readDer(value));
    if (found !== undefined) Object.assign(fields, found);
    else if (critical) unhandled.push(oid);
  }
  return { ...fields, UnhandledCriticalExtensions: listOrNull(unhandled) };
}

function keyUsage(value: DerValue): number {
  const { bytes } = derBits(value);
  let usage = 0;
  for (let bit = 0; bit < 9; bit++) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) usage |= 1 << bit;
  }
  return usage;
}

function basicConstraints(value: DerValue): Fields {
  const items = itemsOf(value);
  const isCA = items[0]?.tag === DER.boolean && items[0].content[0] !== 0;
  const length = items.find(({ tag }) => tag === DER.integer);
  const MaxPathLen = length === undefined ? -1 : derSmallInteger(length);
  return { BasicConstraintsValid: true, IsCA: isCA, MaxPathLen, MaxPathLenZero: MaxPathLen === 0 };
}
