import type { ComponentPair } from './documents';
import type { ComponentCounts, ComponentTally } from './policy-state';

const EMPTY_TALLY: ComponentTally = { compliant: 0, nonCompliant: 0, error: 0 };

export const NO_COMPONENTS: ComponentCounts = { ...EMPTY_TALLY, byKind: {} };

/** The counts after one object of a kind went from one outcome to another; undefined or `-` = not counted. */
export function moveComponent(
  counts: ComponentCounts,
  kind: string,
  from: ComponentPair['is'] | undefined,
  to: ComponentPair['is'] | undefined,
): ComponentCounts {
  const before = Object.hasOwn(counts.byKind, kind) ? (counts.byKind[kind] ?? EMPTY_TALLY) : EMPTY_TALLY;
  const after = move(before, from, to);
  const kinds = new Map(Object.entries(counts.byKind));
  if (after.compliant + after.nonCompliant + after.error === 0) kinds.delete(kind);
  else kinds.set(kind, after);
  return { ...move(counts, from, to), byKind: Object.fromEntries(kinds) };
}

/** Equal, whatever the order of the kinds. */
export function sameCounts(a: ComponentCounts | null, b: ComponentCounts | null): boolean {
  if (a === null || b === null) return a === b;
  const kinds = Object.keys(a.byKind);
  return (
    sameTally(a, b) &&
    kinds.length === Object.keys(b.byKind).length &&
    kinds.every((kind) => Object.hasOwn(b.byKind, kind) && sameTally(a.byKind[kind], b.byKind[kind]))
  );
}

function sameTally(a: ComponentTally | undefined, b: ComponentTally | undefined): boolean {
  return a?.compliant === b?.compliant && a?.nonCompliant === b?.nonCompliant && a?.error === b?.error;
}

function move(
  tally: ComponentTally,
  from: ComponentPair['is'] | undefined,
  to: ComponentPair['is'] | undefined,
): ComponentTally {
  const change = (is: ComponentPair['is']): number => (to === is ? 1 : 0) - (from === is ? 1 : 0);
  return {
    compliant: tally.compliant + change('C'),
    nonCompliant: tally.nonCompliant + change('N'),
    error: tally.error + change('E'),
  };
}
