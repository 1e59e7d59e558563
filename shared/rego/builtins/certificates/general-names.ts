import type { RegoValue } from '../../values/value';
import { formatAddress } from '../ip-address';
import type { DerValue } from './der';

/** Texts of each kind among some GeneralNames (RFC 5280 4.2.1.6). */
export interface GeneralNames {
  readonly dns: string[];
  readonly email: string[];
  readonly uris: string[];
  readonly addresses: string[];
}

export function generalNames(items: readonly DerValue[]): GeneralNames {
  const names: GeneralNames = { dns: [], email: [], uris: [], addresses: [] };
  for (const { tag, content } of items) {
    if (tag === 0x81) names.email.push(content.toString('latin1'));
    if (tag === 0x82) names.dns.push(content.toString('latin1'));
    if (tag === 0x86) names.uris.push(content.toString('latin1'));
    if (tag === 0x87 && (content.length === 4 || content.length === 16))
      names.addresses.push(formatAddress(BigInt(`0x${content.toString('hex')}`), content.length * 8));
  }
  return names;
}

/** As Go's `url.URL` in JSON. */
export function urlFields(text: string): RegoValue {
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const [beforeFragment = '', fragment = ''] = split(rest, '#');
  const [beforeQuery = '', query = ''] = split(beforeFragment, '?');
  const authority = /^\/\/([^/]*)(.*)$/s.exec(beforeQuery);
  const opaque = authority === null && scheme !== '' && !beforeQuery.startsWith('/');
  const path = opaque ? '' : (authority?.[2] ?? beforeQuery);
  return {
    Scheme: scheme.toLowerCase(),
    Opaque: opaque ? beforeQuery : '',
    User: null,
    Host: authority?.[1]?.replace(/^.*@/, '') ?? '',
    Path: unescaped(path),
    RawPath: '',
    OmitHost: false,
    ForceQuery: query === '' && beforeFragment.endsWith('?'),
    RawQuery: query,
    Fragment: unescaped(fragment),
    RawFragment: '',
  };
}

function split(text: string, at: string): [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ''] : [text.slice(0, i), text.slice(i + 1)];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The fields that certificates and requests have for their alternative names; empty ones are null, as in Go. */
export function alternativeNameFields({
  dns,
  email,
  uris,
  addresses,
}: GeneralNames): Record<string, RegoValue> {
  return {
    DNSNames: listOrNull(dns),
    EmailAddresses: listOrNull(email),
    IPAddresses: listOrNull(addresses),
    URIs: listOrNull(uris.map(urlFields)),
  };
}

export function listOrNull(items: readonly RegoValue[]): RegoValue {
  return items.length === 0 ? null : items;
}
