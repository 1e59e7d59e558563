import type { Environment } from '@marcbachmann/cel-js';
import { type IpAddress, ipAddressOf, parseIpAddress } from './parse-ip-address';

class Ip {
  constructor(readonly address: IpAddress) {}
}

class Cidr {
  constructor(
    readonly address: IpAddress,
    readonly length: number,
  ) {}
}

class IpNamespace {}

/** The IP and CIDR functions of CEL in Kubernetes. */
export function registerNetwork(environment: Environment): void {
  environment
    .registerType('IP', Ip)
    .registerType('CIDR', Cidr)
    .registerType('IpNamespace', IpNamespace)
    .registerConstant('ip', 'IpNamespace', new IpNamespace())
    .registerFunction(
      'IpNamespace.isCanonical(string): bool',
      (_: unknown, text: string) => ipOf(text).address.text === text,
    )
    .registerFunction('ip(string): IP', ipOf)
    .registerFunction('isIP(string): bool', (text: string) => parseIpAddress(text) !== undefined)
    .registerFunction('string(IP): string', (ip: Ip) => ip.address.text)
    .registerFunction('IP.family(): int', (ip: Ip) => (ip.address.bits === 32 ? 4n : 6n))
    .registerFunction('IP.isUnspecified(): bool', (ip: Ip) => ip.address.value === 0n)
    .registerFunction('IP.isLoopback(): bool', (ip: Ip) => inAny(ip, '127.0.0.0/8', '::1/128'))
    .registerFunction('IP.isLinkLocalMulticast(): bool', (ip: Ip) => inAny(ip, '224.0.0.0/24', 'ff02::/16'))
    .registerFunction('IP.isLinkLocalUnicast(): bool', (ip: Ip) => inAny(ip, '169.254.0.0/16', 'fe80::/10'))
    .registerFunction(
      'IP.isGlobalUnicast(): bool',
      (ip: Ip) =>
        ip.address.value !== 0n &&
        !inAny(
          ip,
          '127.0.0.0/8',
          '::1/128',
          '169.254.0.0/16',
          'fe80::/10',
          '224.0.0.0/4',
          'ff00::/8',
          '255.255.255.255/32',
        ),
    )
    .registerFunction('cidr(string): CIDR', cidrOf)
    .registerFunction('string(CIDR): string', (cidr: Cidr) => `${cidr.address.text}/${cidr.length}`)
    .registerFunction('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined)
    .registerFunction('CIDR.containsIP(IP): bool', (cidr: Cidr, ip: Ip) => containsIp(cidr, ip.address))
    .registerFunction('CIDR.containsIP(string): bool', (cidr: Cidr, text: string) =>
      containsIp(cidr, ipOf(text).address),
    )
    .registerFunction('CIDR.containsCIDR(CIDR): bool', (cidr: Cidr, other: Cidr) => containsCidr(cidr, other))
    .registerFunction('CIDR.containsCIDR(string): bool', (cidr: Cidr, text: string) =>
      containsCidr(cidr, cidrOf(text)),
    )
    .registerFunction('CIDR.ip(): IP', (cidr: Cidr) => new Ip(cidr.address))
    .registerFunction('CIDR.masked(): CIDR', masked)
    .registerFunction('CIDR.prefixLength(): int', (cidr: Cidr) => BigInt(cidr.length));
}

function ipOf(text: string): Ip {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`IP address parse error: "${text}"`);
  return new Ip(address);
}

function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = parseIpAddress(match?.[1] ?? '');
  const length = Number(match?.[2]);
  return address === undefined || length > address.bits ? undefined : new Cidr(address, length);
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`network address parse error: "${text}"`);
  return cidr;
}

function containsIp(cidr: Cidr, address: IpAddress): boolean {
  const shift = BigInt(cidr.address.bits - cidr.length);
  return cidr.address.bits === address.bits && cidr.address.value >> shift === address.value >> shift;
}

/** The network itself: the address with the bits after the prefix cleared. */
function masked({ address, length }: Cidr): Cidr {
  const shift = BigInt(address.bits - length);
  return new Cidr(ipAddressOf((address.value >> shift) << shift, address.bits), length);
}

function containsCidr(cidr: Cidr, other: Cidr): boolean {
  return cidr.length <= other.length && containsIp(cidr, other.address);
}

function inAny(ip: Ip, ...networks: readonly string[]): boolean {
  return networks.some((network) => containsIp(cidrOf(network), ip.address));
}
