import type { Constraint } from './constraint';

/** Finds the constraints that can apply to a kind, without trying all of them. */
export interface ConstraintIndex {
  /** Constraints whose kinds and groups take in this one, in the order in which they were given. */
  readonly candidates: (group: string, kind: string) => readonly Constraint[];
}

/** Indexes constraints by API group and kind; those for every kind or every group are in each answer. */
export function indexConstraints(constraints: readonly Constraint[]): ConstraintIndex {
  const exact = new Map<string, Set<Constraint>>();
  const broad = new Set<Constraint>();
  for (const constraint of constraints) {
    for (const entry of constraint.kinds()) {
      if (entry.kinds.includes('*') || entry.apiGroups.includes('*')) broad.add(constraint);
      else
        for (const group of entry.apiGroups)
          for (const kind of entry.kinds) addTo(exact, `${group}/${kind}`, constraint);
    }
  }
  const broadOnly = constraints.filter((constraint) => broad.has(constraint));
  const answers = new Map<string, readonly Constraint[]>();
  for (const [key, named] of exact) {
    answers.set(
      key,
      constraints.filter((constraint) => named.has(constraint) || broad.has(constraint)),
    );
  }
  return { candidates: (group, kind) => answers.get(`${group}/${kind}`) ?? broadOnly };
}

function addTo(map: Map<string, Set<Constraint>>, key: string, constraint: Constraint): void {
  const members = map.get(key);
  if (members === undefined) map.set(key, new Set([constraint]));
  else members.add(constraint);
}
