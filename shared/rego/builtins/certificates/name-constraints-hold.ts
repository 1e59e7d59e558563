import type { RegoValue } from '../../values/value';
import { BuiltinFailure } from '../failure';
import type { Certificate } from './certificate';

/** Fields with a leaf's names, and with a parent's constraints on those. */
const KINDS = [
  ['DNSNames', 'DNSDomains'],
  ['EmailAddresses', 'EmailAddresses'],
  ['IPAddresses', 'IPRanges'],
  ['URIs', 'URIDomains'],
] as const;

/**
 * Whether a parent's name constraints (RFC 5280 4.2.1.10) let the leaf's names pass. Names other than DNS names never
 * pass where their kind is constrained: better a chain refused than a constraint overlooked.
 */
export function nameConstraintsHold(
  parent: Certificate,
  leaf: Certificate,
  budget: { left: number },
): boolean {
  return KINDS.every(([names, constraint]) => {
    const permitted = list(parent.fields[`Permitted${constraint}`]);
    const excluded = list(parent.fields[`Excluded${constraint}`]);
    const own = list(leaf.fields[names]);
    if (own.length === 0 || permitted.length + excluded.length === 0) return true;
    if (names !== 'DNSNames') return false;
    budget.left -= own.length * (permitted.length + excluded.length);
    if (budget.left < 0) throw new BuiltinFailure('x509: too many constraint comparisons');
    return own.every(
      (name) =>
        !excluded.some((domain) => within(name, domain)) &&
        (permitted.length === 0 || permitted.some((domain) => within(name, domain))),
    );
  });
}

function list(value: RegoValue | undefined): readonly RegoValue[] {
  return Array.isArray(value) ? (value as readonly RegoValue[]) : [];
}

function within(name: RegoValue, domain: RegoValue): boolean {
  const host = String(name).toLowerCase();
  const base = String(domain).toLowerCase().replace(/^\./, '');
  return base === '' || (host === base && !String(domain).startsWith('.')) || host.endsWith(`.${base}`);
}
