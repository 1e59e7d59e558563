import { X509Certificate } from 'node:crypto';
import type { RegoValue } from '../../values/value';
import { BuiltinFailure } from '../failure';
import type { Certificate } from './certificate';
import { DER, derTime, itemsOf } from './der';
import { hostAllowed } from './host-allowed';

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

const CERTIFICATE_SIGN = 32;
const ANY = 0;

/**
 * The chain from the last certificate to the first one, which is trusted, by way of those between: RFC 5280 as Go's
 * verifier has it. Throws when there is none.
 */
export function verifiedChain(certificates: readonly Certificate[], use: ChainUse): Certificate[] {
  if (certificates.length < 2)
    throw new BuiltinFailure('must supply at least two certificates to be able to verify', 1);
  const root = certificates[0] as Certificate;
  const leaf = certificates.at(-1) as Certificate;
  const between = certificates.slice(1, -1);
  if (use.host !== undefined && new X509Certificate(leaf.bytes).checkHost(use.host) === undefined)
    throw new BuiltinFailure(`x509: certificate is not valid for name ${use.host}`);
  checkSelf(leaf, use);
  const budget = { left: use.maxComparisons };
  const climb = (chain: readonly Certificate[]): Certificate[] | undefined => {
    const child = chain.at(-1) as Certificate;
    for (const parent of [root, ...between]) {
      if (chain.includes(parent) || !issued(parent, child, chain.length - 1, use)) continue;
      if (!namesAllowed(parent, leaf, budget)) continue;
      const longer = [...chain, parent];
      if (parent === root) {
        if (purposesAllowed(longer, use.purposes)) return longer;
      } else {
        const found = climb(longer);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  const chain = climb([leaf]);
  if (chain === undefined) throw new BuiltinFailure('x509: certificate signed by unknown authority');
  return chain;
}

function checkSelf({ bytes, fields }: Certificate, { time }: ChainUse): void {
  if (fields['UnhandledCriticalExtensions'] !== null) throw new BuiltinFailure('x509: unhandled critical extension');
  const tbs = itemsOf(itemsOf({ tag: DER.sequence, content: contentOf(bytes), bytes })[0]);
  const validity = itemsOf(tbs[tbs[0]?.tag === 0xa0 ? 4 : 3]);
  if (time < derTime(validity[0]) || time > derTime(validity[1]))
    throw new BuiltinFailure('x509: certificate has expired or is not yet valid');
}
