/** An address as a number; `bits` is 32 or 128. */
export interface Address {
  readonly value: bigint;
  readonly bits: number;
}

export interface Network {
  readonly first: bigint;
  readonly prefix: number;
  readonly bits: number;
}

/** What precedes an IPv4 address within an IPv6 address. */
const MAPPED = 0xffffn;

export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { value: v4, bits: 32 };
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === MAPPED ? { value: v6 & 0xffffffffn, bits: 32 } : { value: v6, bits: 128 };
}

/** `address/prefix`; host bits are cleared. */
export function parseNetwork(text: string): Network | undefined {
  const at = text.indexOf('/');
  if (at < 0) return undefined;
  const written = text.slice(0, at);
  const size = text.slice(at + 1);
  const v6 = parseV6(written);
  if (!/^\d{1,9}$/.test(size)) return undefined;
  let prefix = Number(size);
  if (v6 !== undefined && prefix <= 128) {
    // An IPv4 address within IPv6 is one, unless the network is wider than what they share.
    if (v6 >> 32n !== MAPPED || prefix < 96) return networkOf(v6, prefix, 128);
    prefix -= 96;
  }
  const address = parseAddress(written);
  if (address === undefined || prefix > address.bits) return undefined;
  return networkOf(address.value, prefix, address.bits);
}

function networkOf(value: bigint, prefix: number, bits: number): Network {
  const host = BigInt(bits - prefix);
  return { first: (value >> host) << host, prefix, bits };
}

export function lastOf({ first, prefix, bits }: Network): bigint {
  return first + (1n << BigInt(bits - prefix)) - 1n;
}

/** The fewest networks that cover a span of addresses, as text. */
export function toNetworks(first: bigint, last: bigint, bits: number): string[] {
  const result: string[] = [];
  for (let at = first; at <= last; ) {
    let host = 0;
    while (host < bits) {
      const size = 1n << BigInt(host + 1);
      if (at % size !== 0n || at + size - 1n > last) break;
      host++;
    }
    result.push(`${formatAddress(at, bits)}/${bits - host}`);
    at += 1n << BigInt(host);
  }
  return result;
}

export function formatAddress(value: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((s) => (value >> s) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === '0') length++;
    if (length > best.length) best = { start: i, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): bigint[] | undefined => {
    if (half === undefined || half === '') return [];
    const result: bigint[] = [];
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      const v4 = i === parts.length - 1 ? parseV4(part) : undefined;
      if (v4 !== undefined) result.push(v4 >> 16n, v4 & 0xffffn);
      else if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(BigInt(`0x${part}`));
      else return undefined;
    }
    return result;
  };
  const left = groups(halves[0]);
  const right = groups(halves[1]);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...left, ...new Array<bigint>(missing).fill(0n), ...right].reduce(
    (value, g) => (value << 16n) + g,
    0n,
  );
}
