import { X509Certificate } from 'node:crypto';
import type { RegoValue } from '../../values/value';
import { BuiltinFailure } from '../failure';
import type { Certificate } from './certificate';
import { nameConstraintsHold } from './name-constraints-hold';

/** What a chain is verified for. */
export interface ChainUse {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Go's numbers of the purposes of which one must be allowed all the way; 0 is any. */
  readonly purposes: readonly number[];
  readonly host: string | undefined;
  /** Comparisons of names with constraints that may be made. */
  readonly maxComparisons: number;
}

/** Signatures that may be checked for one chain, as in Go. */
const MAX_SIGNATURE_CHECKS = 100;
const CERTIFICATE_SIGN = 32;
const ANY_PURPOSE = 0;

/**
 * The chain from the last certificate, by way of those between, to the first one, which is trusted: RFC 5280 as Go's
 * verifier reads it. Throws when there is none.
 */
export function verifiedChain(certificates: readonly Certificate[], use: ChainUse): Certificate[] {
  if (certificates.length < 2)
    throw new BuiltinFailure('must supply at least two certificates to be able to verify', 1);
  const root = certificates[0] as Certificate;
  const leaf = certificates.at(-1) as Certificate;
  const parents = certificates.slice(0, -1);
  checkAlone(leaf, use);
  if (use.host !== undefined && new X509Certificate(leaf.bytes).checkHost(use.host) === undefined)
    throw new BuiltinFailure(`x509: certificate is not valid for name ${use.host}`);
  const budget = { left: use.maxComparisons };
  let checks = 0;
  const climb = (chain: readonly Certificate[]): Certificate[] | undefined => {
    for (const parent of parents) {
      const child = chain.at(-1) as Certificate;
      if (chain.includes(parent) || child.fields['RawIssuer'] !== parent.fields['RawSubject']) continue;
      if (++checks > MAX_SIGNATURE_CHECKS)
        throw new BuiltinFailure(
          'x509: signature check attempts limit reached while verifying certificate chain',
        );
      if (!maySign(parent, chain.length - 1, use) || !signed(parent, child)) continue;
      if (!nameConstraintsHold(parent, leaf, budget)) continue;
      const longer = [...chain, parent];
      if (parent !== root) {
        const found = climb(longer);
        if (found !== undefined) return found;
      } else if (purposesAllowed(longer, use.purposes)) return longer;
    }
    return undefined;
  };
  const chain = climb([leaf]);
  if (chain === undefined) throw new BuiltinFailure('x509: certificate signed by unknown authority');
  return chain;
}

function checkAlone({ fields, notBefore, notAfter }: Certificate, { time }: ChainUse): void {
  if (fields['UnhandledCriticalExtensions'] !== null)
    throw new BuiltinFailure('x509: unhandled critical extension');
  if (time < notBefore || time > notAfter)
    throw new BuiltinFailure('x509: certificate has expired or is not yet valid');
}

/** Whether a certificate may have issued one that stands `below` others from the leaf. */
function maySign(parent: Certificate, below: number, use: ChainUse): boolean {
  const { Version, BasicConstraintsValid, IsCA, KeyUsage, MaxPathLen } = parent.fields;
  try {
    checkAlone(parent, use);
  } catch {
    return false;
  }
  if (
    Version === 3
      ? BasicConstraintsValid !== true || IsCA !== true
      : BasicConstraintsValid === true && IsCA !== true
  )
    return false;
  if (typeof KeyUsage === 'number' && KeyUsage !== 0 && (KeyUsage & CERTIFICATE_SIGN) === 0) return false;
  return (
    BasicConstraintsValid !== true || typeof MaxPathLen !== 'number' || MaxPathLen < 0 || below <= MaxPathLen
  );
}

function signed(parent: Certificate, child: Certificate): boolean {
  try {
    return new X509Certificate(child.bytes).verify(new X509Certificate(parent.bytes).publicKey);
  } catch {
    return false;
  }
}

function purposesAllowed(chain: readonly Certificate[], purposes: readonly number[]): boolean {
  if (purposes.includes(ANY_PURPOSE)) return true;
  return purposes.some((purpose) =>
    chain.every(({ fields }) => {
      const known = (fields['ExtKeyUsage'] ?? null) as readonly RegoValue[] | null;
      if (known === null) return fields['UnknownExtKeyUsage'] === null;
      return known.includes(ANY_PURPOSE) || known.includes(purpose);
    }),
  );
}
