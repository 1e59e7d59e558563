import { Buffer } from 'node:buffer';
import { BuiltinFailure } from '../failure';

/** One value of DER (ITU-T X.690): its identifier octet, its content and all of its bytes. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  readonly bytes: Buffer;
}

export const DER = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The first value of some bytes. Throws when they are cut short or longer forms than DER's are used. */
export function readDer(bytes: Buffer, at = 0): DerValue {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw malformed();
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || start + octets > bytes.length) throw malformed();
    length = bytes.readUIntBE(start, octets);
    start += octets;
  }
  if (start + length > bytes.length) throw malformed();
  return {
    tag,
    content: bytes.subarray(start, start + length),
    bytes: bytes.subarray(at, start + length),
  };
}

/** The values within a constructed one, or within bytes that hold several. */
export function derItems(content: Buffer): DerValue[] {
  const items: DerValue[] = [];
  for (let at = 0; at < content.length; ) {
    const item = readDer(content, at);
    items.push(item);
    at += item.bytes.length;
  }
  return items;
}

/** The items of a value that must have this tag. Throws when it is absent or another. */
export function itemsOf(value: DerValue | undefined, tag: number = DER.sequence): DerValue[] {
  return derItems(expectTag(value, tag).content);
}

export function expectTag(value: DerValue | undefined, tag: number): DerValue {
  if (value === undefined || value.tag !== tag) throw malformed();
  return value;
}

export function derInteger(value: DerValue | undefined): bigint {
  const { content } = expectTag(value, DER.integer);
  if (content.length === 0) throw malformed();
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`));
}

export function derSmallInteger(value: DerValue | undefined): number {
  const integer = derInteger(value);
  if (integer > 0x7fffffffn || integer < -0x80000000n) throw malformed();
  return Number(integer);
}

/** Bytes and number of unused bits at the end. */
export function derBits(value: DerValue | undefined): { readonly bytes: Buffer; readonly unused: number } {
  const { content } = expectTag(value, DER.bitString);
  const unused = content[0];
  if (unused === undefined || unused > 7) throw malformed();
  return { bytes: content.subarray(1), unused };
}

/** The arcs of an object identifier, as `[2, 5, 29, 15]`. */
export function derOid(value: DerValue | undefined): number[] {
  return oidArcs(expectTag(value, DER.oid).content);
}

export function oidArcs(content: Buffer): number[] {
  const arcs: number[] = [];
  let arc = 0;
  let open = false;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    open = byte >= 0x80;
    if (arc > Number.MAX_SAFE_INTEGER) throw malformed();
    if (open) continue;
    if (arcs.length === 0) {
      const root = Math.min(Math.floor(arc / 40), 2);
      arcs.push(root, arc - 40 * root);
    } else arcs.push(arc);
    arc = 0;
  }
  if (open || arcs.length === 0) throw malformed();
  return arcs;
}

/** UTCTime or GeneralizedTime, in milliseconds since 1970. */
export function derTime(value: DerValue | undefined): number {
  const text = value?.content.toString('latin1') ?? '';
  const match = /^(\d{2,4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) throw malformed();
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const full = value?.tag === DER.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}

/** The text of any of the string types. */
export function derText({ tag, content }: DerValue): string {
  if (tag === DER.utf8) return content.toString('utf8');
  if (tag === 0x1e) return Buffer.from(content).swap16().toString('utf16le');
  return content.toString('latin1');
}

export function malformed(): BuiltinFailure {
  return new BuiltinFailure('x509: malformed certificate');
}
