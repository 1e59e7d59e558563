import { createHash } from 'node:crypto';
import { setMember } from '../runtime/build';
import { currentSession } from '../runtime/session';
import { integer } from '../values/number';
import type { RegoObject, RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

/** Between 1582-10-15, where UUID time starts, and 1970, in units of 100 ns. */
const GREGORIAN = 0x01b21dd213814000n;
const DOMAINS = ['Person', 'Group', 'Org'];

export const uuidBuiltins = builtinTable({
  /** Follows from the key: evaluations are repeatable. Not a source of secrets. */
  'uuid.rfc4122': (key: RegoValue) => {
    if (typeof key !== 'string') return wrong('uuid.rfc4122', 1, 'string', key);
    const bytes = createHash('sha256')
      .update(`${key}\u0000${String(currentSession().now)}`)
      .digest();
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
      '-',
    );
  },
  'uuid.parse': parseUuid,
});

function parseUuid(text: RegoValue): RegoValue | undefined {
  if (typeof text !== 'string') return wrong('uuid.parse', 1, 'string', text);
  const bare = text.replace(/^urn:uuid:/i, '').replace(/^\{(.*)\}$/, '$1');
  const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(bare);
  if (!dashed && !/^[0-9a-f]{32}$/i.test(bare)) return undefined;
  const hex = bare.replaceAll('-', '').toLowerCase();
  const byte = (i: number): number => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  const version = byte(6) >> 4;
  const result: RegoObject = {};
  setMember(result, 'version', version);
  setMember(result, 'variant', variant(byte(8)));
  if (version === 1 || version === 2) {
    const high = BigInt(((byte(6) & 0x0f) << 8) | byte(7));
    const ticks = (high << 48n) | (BigInt(`0x${hex.slice(8, 12)}`) << 32n) | BigInt(`0x${hex.slice(0, 8)}`);
    setMember(result, 'time', integer((ticks - GREGORIAN) * 100n));
    setMember(result, 'nodeid', hex.slice(20).replace(/(..)(?!$)/g, '$1-'));
    setMember(result, 'clocksequence', ((byte(8) << 8) | byte(9)) & 0x3fff);
    const first = byte(10);
    const scope = (first & 2) === 0 ? 'global' : 'local';
    setMember(result, 'macvariables', `${scope}:${(first & 1) === 0 ? 'unicast' : 'multicast'}`);
  }
  if (version === 2) {
    setMember(result, 'domain', DOMAINS[byte(9)] ?? `Domain${byte(9)}`);
    setMember(result, 'id', Number.parseInt(hex.slice(0, 8), 16));
  }
  return result;
}

function variant(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}
