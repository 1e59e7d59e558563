import type { Buffer } from 'node:buffer';
import type { RegoValue } from '../../values/value';
import { formatAddress } from '../ip-address';
import { type DerValue, derItems, itemsOf } from './der';
import { listOrNull } from './general-names';

/** The extension NameConstraints (RFC 5280 4.2.1.10) in the fields of Go's `x509.Certificate`. */
export function nameConstraintFields(value: DerValue): Record<string, RegoValue> {
  const trees = itemsOf(value);
  const permitted = trees.find(({ tag }) => tag === 0xa0);
  const excluded = trees.find(({ tag }) => tag === 0xa1);
  return { ...subtrees('Permitted', permitted), ...subtrees('Excluded', excluded) };
}

function subtrees(kind: string, tree: DerValue | undefined): Record<string, RegoValue> {
  const bases =
    tree === undefined ? [] : derItems(tree.content).flatMap((item) => derItems(item.content)[0] ?? []);
  const texts = (wanted: number): RegoValue =>
    listOrNull(bases.filter(({ tag }) => tag === wanted).map(({ content }) => content.toString('latin1')));
  const ranges = bases.filter(({ tag, content }) => tag === 0x87 && content.length % 8 === 0);
  return {
    [`${kind}DNSDomains`]: texts(0x82),
    [`${kind}EmailAddresses`]: texts(0x81),
    [`${kind}URIDomains`]: texts(0x86),
    [`${kind}IPRanges`]: listOrNull(
      ranges.map(({ content }) => ({
        IP: addressText(content.subarray(0, content.length / 2)),
        Mask: content.subarray(content.length / 2).toString('base64'),
      })),
    ),
  };
}

function addressText(bytes: Buffer): string {
  return formatAddress(BigInt(`0x${bytes.toString('hex')}`), bytes.length * 8);
}
