import { isObject, keysOf, membersFor } from '../runtime/access';
import { builtinError, charge } from '../runtime/session';
import { RegoSet, type RegoValue, setOf } from '../values/value';
import { builtinTable } from './builtin';
import { formatAddress, lastOf, type Network, parseAddress, parseNetwork, toNetworks } from './ip-address';
import { isArray, listOperand, wrong } from './operands';

/** Largest network written out address by address. */
const MAX_EXPANDED = 1n << 20n;

export const networkBuiltins = builtinTable({
  'net.cidr_contains': (a: RegoValue, b: RegoValue) => contains('net.cidr_contains', a, b),
  'net.cidr_intersects': (a: RegoValue, b: RegoValue) => {
    const x = networkOperand('net.cidr_intersects', 1, a, false);
    const y = x && networkOperand('net.cidr_intersects', 2, b, false);
    if (x === undefined || y === undefined) return undefined;
    return x.bits === y.bits && x.first <= lastOf(y) && y.first <= lastOf(x);
  },
  'net.cidr_is_valid': (x: RegoValue) => typeof x === 'string' && parseNetwork(x) !== undefined,
  'net.cidr_contains_matches': containsMatches,
  'net.cidr_expand': (cidr: RegoValue) => {
    const network = networkOperand('net.cidr_expand', 1, cidr, false);
    if (network === undefined) return undefined;
    const size = lastOf(network) - network.first + 1n;
    if (size > MAX_EXPANDED) return builtinError('net.cidr_expand', 'network is too large');
    charge(Number(size));
    const result = new RegoSet();
    for (let at = network.first; at < network.first + size; at++) result.add(formatAddress(at, network.bits));
    return result;
  },
  'net.cidr_merge': merge,
});

/** `net.cidr_overlap`: kept for v0 only. */
export const oldNetworkBuiltins = builtinTable({
  'net.cidr_overlap': (a: RegoValue, b: RegoValue) => contains('net.cidr_overlap', a, b),
});

function networkOperand(name: string, n: number, value: RegoValue, bare: boolean): Network | undefined {
  if (typeof value !== 'string') return wrong(name, n, 'string', value);
  const network = parseNetwork(value);
  if (network !== undefined) return network;
  const address = bare ? parseAddress(value) : undefined;
  if (address !== undefined) return { first: address.value, prefix: address.bits, bits: address.bits };
  return builtinError(name, `invalid CIDR address: ${value}`);
}

function contains(name: string, a: RegoValue, b: RegoValue): RegoValue | undefined {
  const outer = networkOperand(name, 1, a, false);
  const inner = outer && networkOperand(name, 2, b, true);
  if (outer === undefined || inner === undefined) return undefined;
  return outer.bits === inner.bits && outer.first <= inner.first && lastOf(inner) <= lastOf(outer);
}

function containsMatches(a: RegoValue, b: RegoValue): RegoValue | undefined {
  const name = 'net.cidr_contains_matches';
  const left = cidrList(name, 1, a);
  const right = left && cidrList(name, 2, b);
  if (left === undefined || right === undefined) return undefined;
  charge(left.length * right.length);
  const result = new RegoSet();
  for (const [leftKey, outer] of left) {
    for (const [rightKey, inner] of right) {
      const hit = contains(name, outer, inner);
      if (hit === undefined) return undefined;
      if (hit === true) result.add([leftKey, rightKey]);
    }
  }
  return result;
}

/** Pairs of what identifies a CIDR (itself, its index or its key) and the CIDR. */
function cidrList(name: string, n: number, value: RegoValue): (readonly [RegoValue, string])[] | undefined {
  if (typeof value === 'string') return [[value, value]];
  if (!isArray(value) && !(value instanceof RegoSet) && !isObject(value)) {
    return [];
  }
  const keys = keysOf(value);
  const pairs: (readonly [RegoValue, string])[] = [];
  const members = membersFor(value, keys);
  for (const [i, member] of members.entries()) {
    const cidr = typeof member === 'string' ? member : isArray(member) ? member[0] : undefined;
    if (typeof cidr !== 'string')
      return builtinError(name, `operand ${n}: element must be string or non-empty array`);
    pairs.push([keys === undefined ? i : (keys[i] as RegoValue), cidr]);
  }
  return pairs;
}

function merge(value: RegoValue): RegoValue | undefined {
  const name = 'net.cidr_merge';
  const list = listOperand(value);
  if (list === undefined) return builtinError(name, 'operand must be an array');
  const networks: Network[] = [];
  for (const item of list) {
    if (typeof item !== 'string') return builtinError(name, 'element must be string');
    const address = parseAddress(item);
    if (address?.bits === 128) return builtinError(name, 'IPv6 invalid: needs prefix length');
    // A bare IPv4 address stands for its classful network, as in OPA.
    const cidr = address === undefined ? item : `${item}/${classPrefix(address.value)}`;
    const network = networkOperand(name, 1, cidr, false);
    if (network === undefined) return undefined;
    networks.push(network);
  }
  networks.sort((a, b) => a.bits - b.bits || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const spans: { bits: number; first: bigint; last: bigint }[] = [];
  for (const network of networks) {
    const open = spans.at(-1);
    if (open !== undefined && open.bits === network.bits && network.first <= open.last + 1n) {
      if (lastOf(network) > open.last) open.last = lastOf(network);
    } else spans.push({ bits: network.bits, first: network.first, last: lastOf(network) });
  }
  return setOf(spans.flatMap(({ bits, first, last }) => toNetworks(first, last, bits)));
}

function classPrefix(address: bigint): number {
  const first = address >> 24n;
  return first < 128n ? 8 : first < 192n ? 16 : 24;
}
