import { integerArgument, textArgument } from '../arguments';
import { ExpressionFailure } from '../errors';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import { addressText, blockOf, type IpRange, parseIpRange } from '../ip-range';
import type { JsonValue } from '../json-value';

function failure(message: string): never {
  throw new ExpressionFailure('InvalidRange', message);
}

function block(name: string, args: readonly JsonValue[]): Required<IpRange> {
  const text = textArgument(name, args, 0);
  const range = parseIpRange(text);
  if (range?.prefix === undefined)
    failure(
      `${name}() was given ${JSON.stringify(text.slice(0, 60))}, which is no CIDR block such as 10.0.0.0/16.`,
    );
  return range as Required<IpRange>;
}

function ipRangeContains(args: readonly JsonValue[], context: FunctionContext): JsonValue {
  const isText = args.every((value) => typeof value === 'string');
  if (!isText && context.semantics.wrongArguments === 'tolerated') return false;
  const range = parseIpRange(textArgument('ipRangeContains', args, 0));
  const target = parseIpRange(textArgument('ipRangeContains', args, 1));
  if (range === undefined || target === undefined || range.version !== target.version) {
    if (context.semantics.malformedIpRange === 'false') return false;
    failure(
      'ipRangeContains() needs two addresses, CIDR blocks or "start-end" ranges of the same IP version.',
    );
  }
  return range.first <= target.first && target.last <= range.last;
}

function netmask(range: Required<IpRange>): string {
  const bits = range.version === 4 ? 32n : 128n;
  const hostBits = bits - BigInt(range.prefix);
  return addressText(range.version, ((1n << bits) - 1n) ^ ((1n << hostBits) - 1n));
}

/** First and last address for hosts: IPv4 keeps network and broadcast address for itself up to /30. */
function usable(range: Required<IpRange>): [bigint, bigint] {
  const reserved = range.version === 4 && range.prefix < 31 ? 1n : 0n;
  return [range.first + reserved, range.last - reserved];
}

function parseCidr(args: readonly JsonValue[]): JsonValue {
  const range = block('parseCidr', args);
  const text = (value: bigint): string => addressText(range.version, value);
  const [firstUsable, lastUsable] = usable(range);
  return {
    network: text(range.first),
    netmask: netmask(range),
    ...(range.version === 4 ? { broadcast: text(range.last) } : {}),
    firstUsable: text(firstUsable),
    lastUsable: text(lastUsable),
    cidr: range.prefix,
  };
}

function cidrSubnet(args: readonly JsonValue[]): JsonValue {
  const range = block('cidrSubnet', args);
  const prefix = integerArgument('cidrSubnet', args, 1);
  const index = integerArgument('cidrSubnet', args, 2);
  if (prefix < range.prefix || prefix > (range.version === 4 ? 32 : 128)) {
    failure(`cidrSubnet() cannot cut /${prefix} out of /${range.prefix}.`);
  }
  const size = blockOf(range.version, range.first, prefix);
  const first = range.first + BigInt(index) * (size.last - size.first + 1n);
  if (index < 0 || first > range.last)
    failure(`cidrSubnet() has no subnet number ${index} of size /${prefix}.`);
  return `${addressText(range.version, first)}/${prefix}`;
}

function cidrHost(args: readonly JsonValue[]): JsonValue {
  const range = block('cidrHost', args);
  const index = integerArgument('cidrHost', args, 1);
  const [firstUsable, lastUsable] = usable(range);
  const address = firstUsable + BigInt(index);
  if (index < 0 || address > lastUsable)
    failure(`cidrHost() has no host number ${index} in a /${range.prefix}.`);
  return addressText(range.version, address);
}

export const NETWORK_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('network', 'ipRangeContains', [2, 2], ipRangeContains),
  defineFunction('network', 'parseCidr', [1, 1], parseCidr),
  defineFunction('network', 'cidrSubnet', [3, 3], cidrSubnet),
  defineFunction('network', 'cidrHost', [2, 2], cidrHost),
];
