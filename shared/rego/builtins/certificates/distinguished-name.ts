import type { RegoValue } from '../../values/value';
import { DER, type DerValue, derItems, derOid, derText, itemsOf } from './der';

/** Last arc of the attribute types under 2.5.4 that have a field of their own. */
const LISTS: Readonly<Record<number, string>> = {
  6: 'Country',
  10: 'Organization',
  11: 'OrganizationalUnit',
  7: 'Locality',
  8: 'Province',
  9: 'StreetAddress',
  17: 'PostalCode',
};
const SINGLES: Readonly<Record<number, string>> = { 5: 'SerialNumber', 3: 'CommonName' };

/** A name of X.501 with the fields of Go's `pkix.Name`. */
export function distinguishedName(name: DerValue): Record<string, RegoValue> {
  const result: Record<string, RegoValue> = { SerialNumber: '', CommonName: '' };
  for (const field of Object.values(LISTS)) result[field] = null;
  const names: RegoValue[] = [];
  for (const attribute of itemsOf(name).flatMap((set) => itemsOf(set, DER.set))) {
    const [type, value] = derItems(attribute.content) as [DerValue, DerValue];
    const arcs = derOid(type);
    const text = derText(value);
    names.push({ Type: arcs, Value: text });
    if (arcs.length !== 4 || arcs[0] !== 2 || arcs[1] !== 5 || arcs[2] !== 4) continue;
    const kind = arcs[3] as number;
    const list = LISTS[kind];
    const single = SINGLES[kind];
    if (list !== undefined) result[list] = [...((result[list] as readonly RegoValue[] | null) ?? []), text];
    if (single !== undefined) result[single] = text;
  }
  return { ...result, Names: names.length === 0 ? null : names, ExtraNames: null };
}
