import type { ConflictEffect } from './compile-operations';

/** One policy that would change a resource. */
export interface Modification {
  /** Tells the policy in force apart. */
  readonly key: string;
  readonly conflictEffect: ConflictEffect;
  /** Names of the fields that it changes. */
  readonly fields: readonly string[];
}

export type Settlement =
  /** Its operations are carried out; on a scan it is judged like any other. */
  | 'apply'
  /** Another policy has precedence, so its operations are left out. */
  | 'skip'
  /** It contradicts another: the request is refused, or the state of an existing resource is Conflict. */
  | 'conflict';

/**
 * Settles policies that change the same field. On a request: a single `deny` has precedence, several contradict each
 * other, and where there is none nothing is changed. On a scan only several `deny` contradict.
 */
export function settleConflicts(
  modifications: readonly Modification[],
  occasion: 'request' | 'scan',
): ReadonlyMap<string, Settlement> {
  const byField = new Map<string, Modification[]>();
  for (const modification of modifications) {
    for (const field of new Set(modification.fields.map((name) => name.toLowerCase()))) {
      byField.set(field, [...(byField.get(field) ?? []), modification]);
    }
  }
  const settled = new Map<string, Settlement>(modifications.map(({ key }) => [key, 'apply']));
  const settle = (key: string, settlement: Settlement): void => {
    if (settled.get(key) !== 'conflict') settled.set(key, settlement);
  };
  for (const rivals of byField.values()) {
    if (rivals.length < 2) continue;
    const denying = rivals.filter(({ conflictEffect }) => conflictEffect === 'deny');
    for (const { key, conflictEffect } of rivals) {
      if (denying.length > 1) {
        if (conflictEffect === 'deny') settle(key, 'conflict');
        else if (occasion === 'request') settle(key, 'skip');
      } else if (occasion === 'request' && (denying.length === 0 || conflictEffect !== 'deny')) {
        settle(key, 'skip');
      }
    }
  }
  return settled;
}
