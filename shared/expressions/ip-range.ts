/** A run of addresses of one family, both ends within it. */
export interface IpRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** Set when it was written with a prefix length. */
  readonly prefix?: number;
}

const bitsOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);

/** Reads an address, a CIDR block (host bits allowed) or `start-end`; undefined when it is none of them. */
export function parseIpRange(text: string): IpRange | undefined {
  const trimmed = text.trim();
  const dash = trimmed.indexOf('-');
  if (dash > 0) {
    const first = parseAddress(trimmed.slice(0, dash).trim());
    const last = parseAddress(trimmed.slice(dash + 1).trim());
    if (!first || !last || first.version !== last.version || first.value > last.value) return undefined;
    return { version: first.version, first: first.value, last: last.value };
  }
  const slash = trimmed.indexOf('/');
  const address = parseAddress(slash < 0 ? trimmed : trimmed.slice(0, slash));
  if (!address) return undefined;
  if (slash < 0) return { version: address.version, first: address.value, last: address.value };
  const prefixText = trimmed.slice(slash + 1);
  const prefix = Number(prefixText);
  if (!/^\d{1,3}$/.test(prefixText) || prefix > bitsOf(address.version)) return undefined;
  return blockOf(address.version, address.value, prefix);
}

/** The block of a prefix length that an address lies in. */
export function blockOf(version: 4 | 6, address: bigint, prefix: number): IpRange {
  const size = 1n << BigInt(bitsOf(version) - prefix);
  const first = (address / size) * size;
  return { version, first, last: first + size - 1n, prefix };
}

function parseAddress(text: string): { version: 4 | 6; value: bigint } | undefined {
  if (text.includes(':')) {
    const value = parseIpv6(text);
    return value === undefined ? undefined : { version: 6, value };
  }
  const value = parseIpv4(text);
  return value === undefined ? undefined : { version: 4, value };
}

/** A leading zero is refused, since some take the number behind it for octal. */
function parseIpv4(text: string): bigint | undefined {
  const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(text);
  if (match === null) return undefined;
  let value = 0n;
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  let groupsText = text;
  let tail: bigint | undefined;
  const lastColon = text.lastIndexOf(':');
  if (text.includes('.')) {
    tail = parseIpv4(text.slice(lastColon + 1));
    if (tail === undefined) return undefined;
    groupsText = `${text.slice(0, lastColon + 1)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const halves = groupsText.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...rest];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => value * 65536n + BigInt(Number.parseInt(group, 16)), 0n);
}

/** Writes an address in its usual short form. */
export function addressText(version: 4 | 6, value: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (a, b) => b[0].length - a[0].length,
  );
  const longest = runs[0];
  if (longest === undefined) return groups.join(':');
  const text = groups.join(':');
  const before = text.slice(0, longest.index);
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
