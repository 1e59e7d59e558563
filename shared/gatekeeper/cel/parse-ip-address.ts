/** An IP address as a number of 32 or 128 bits, with its canonical text. */
export interface IpAddress {
  readonly value: bigint;
  readonly bits: 32 | 128;
  readonly text: string;
}

/** Reads an IPv4 or IPv6 address; undefined for anything else, zones and IPv4 in IPv6 among it. */
export function parseIpAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** The address that a number of so many bits stands for. */
export function ipAddressOf(value: bigint, bits: 32 | 128): IpAddress {
  const [size, count] = bits === 32 ? [8n, 4] : [16n, 8];
  const parts = Array.from({ length: count }, (_each, index) =>
    Number((value >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n)),
  );
  return { value, bits, text: bits === 32 ? parts.join('.') : canonical(parts) };
}

function parseV4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return { value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n), bits: 32, text };
}

/** The last two groups may be written as an IPv4 address, except where the whole means one. */
function parseV6(written: string): IpAddress | undefined {
  const colon = written.lastIndexOf(':') + 1;
  const tail = written.includes('.') ? parseV4(written.slice(colon)) : undefined;
  if (written.includes('.') && tail === undefined) return undefined;
  const groupsOfTail =
    tail === undefined ? '' : `${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  const text = tail === undefined ? written : `${written.slice(0, colon)}${groupsOfTail}`;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  const isMapped = numbers.slice(0, 5).every((number) => number === 0) && numbers[5] === 0xffff;
  if (isMapped) return undefined;
  return {
    value: numbers.reduce((value, group) => value * 65_536n + BigInt(group), 0n),
    bits: 128,
    text: canonical(numbers),
  };
}

/** RFC 5952: lower case, and the first longest run of two or more zero groups shortened. */
function canonical(groups: readonly number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
