import { CelError, CelOpaque } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { type IpAddress, ipAddressOf, parseIpAddress } from '../parse-ip-address';

class Ip extends CelOpaque {
  override readonly typeName = 'net.IP';
  constructor(readonly address: IpAddress) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof Ip && other.address.text === this.address.text;
  }
}

class Cidr extends CelOpaque {
  override readonly typeName = 'net.CIDR';
  constructor(
    readonly address: IpAddress,
    readonly length: number,
  ) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof Cidr && other.address.text === this.address.text && other.length === this.length;
  }
}

/** The functions on IP addresses and networks of CEL in Kubernetes. */
export function registerNetworks({ global, member }: CelRegistry): void {
  global('ip', ['string'], 'IP', ipOf);
  global('isIP', ['string'], 'bool', (text: string) => parseIpAddress(text) !== undefined);
  global('ip.isCanonical', ['string'], 'bool', (text: string) => ipOf(text).address.text === text);
  global('string', ['IP'], 'string', (ip: Ip) => ip.address.text);
  member('family', ['IP'], 'int', (ip: Ip) => (ip.address.bits === 32 ? 4n : 6n));
  member('isUnspecified', ['IP'], 'bool', (ip: Ip) => ip.address.value === 0n);
  member('isLoopback', ['IP'], 'bool', (ip: Ip) => inAny(ip, '127.0.0.0/8', '::1/128'));
  member('isLinkLocalMulticast', ['IP'], 'bool', (ip: Ip) => inAny(ip, '224.0.0.0/24', 'ff02::/16'));
  member('isLinkLocalUnicast', ['IP'], 'bool', (ip: Ip) => inAny(ip, '169.254.0.0/16', 'fe80::/10'));
  member('isGlobalUnicast', ['IP'], 'bool', (ip: Ip) => ip.address.value !== 0n && !inAny(ip, ...notGlobal));
  global('cidr', ['string'], 'CIDR', cidrOf);
  global('isCIDR', ['string'], 'bool', (text: string) => parseCidr(text) !== undefined);
  global('string', ['CIDR'], 'string', (cidr: Cidr) => `${cidr.address.text}/${cidr.length}`);
  member('containsIP', ['CIDR', 'IP'], 'bool', (cidr: Cidr, ip: Ip) => containsIp(cidr, ip.address));
  member('containsIP', ['CIDR', 'string'], 'bool', (cidr: Cidr, text: string) =>
    containsIp(cidr, ipOf(text).address),
  );
  member('containsCIDR', ['CIDR', 'CIDR'], 'bool', containsCidr);
  member('containsCIDR', ['CIDR', 'string'], 'bool', (cidr: Cidr, text: string) =>
    containsCidr(cidr, cidrOf(text)),
  );
  member('ip', ['CIDR'], 'IP', (cidr: Cidr) => new Ip(cidr.address));
  member('masked', ['CIDR'], 'CIDR', masked);
  member('prefixLength', ['CIDR'], 'int', (cidr: Cidr) => BigInt(cidr.length));
}

const notGlobal = [
  '127.0.0.0/8',
  '::1/128',
  '169.254.0.0/16',
  'fe80::/10',
  '224.0.0.0/4',
  'ff00::/8',
  '255.255.255.255/32',
];

function ipOf(text: string): Ip {
  const address = parseIpAddress(text);
  if (address === undefined) throw new CelError(`IP address parse error: "${text}"`);
  return new Ip(address);
}

function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = parseIpAddress(match?.[1] ?? '');
  const length = Number(match?.[2]);
  return address === undefined || length > address.bits ? undefined : new Cidr(address, length);
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new CelError(`network address parse error: "${text}"`);
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
