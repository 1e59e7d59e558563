import type { ComponentDocument, EvaluationMarks, StateDocument } from './documents';

/** No evaluation yet: older than every ISO 8601 date. */
export const NEVER = '';

export const NO_MARKS: EvaluationMarks = { policy: {}, assignment: {}, componentsOf: {} };

/** The newest of some ISO 8601 dates. */
export function newest(...dates: readonly (string | undefined)[]): string {
  return dates.reduce<string>((latest, date) => (date !== undefined && date > latest ? date : latest), NEVER);
}

/** When a policy state was last evaluated. */
export function policyMark(
  marks: EvaluationMarks,
  stateId: string,
  assignmentKey: string,
  stored?: StateDocument,
): string {
  return newest(marks.policies, marks.policy[stateId], marks.assignment[assignmentKey], stored?.evaluatedAt);
}

/** When one object was last evaluated under one policy. */
export function pairMark(marks: EvaluationMarks, stateId: string, stored?: ComponentDocument): string {
  return newest(
    marks.components,
    marks.componentsOf[stateId],
    stored?.evaluatedAt,
    stored?.pairs[stateId]?.evaluatedAt,
  );
}

/** What an evaluation adds to the marks. */
export interface MarkAdvance {
  readonly at: string;
  /** All policy states; or just these, by state id and by assignment. */
  readonly policies:
    | 'all'
    | 'none'
    | { readonly states: readonly string[]; readonly assignments: readonly string[] };
  /** All components under all policies; or under these, by state id. */
  readonly components: 'all' | 'none' | readonly string[];
}

/** The marks after an evaluation. The same object when nothing moved. Entries that a wider mark covers are dropped. */
export function advanceMarks(marks: EvaluationMarks, advance: MarkAdvance): EvaluationMarks {
  const { at } = advance;
  const some = typeof advance.policies === 'object' ? advance.policies : { states: [], assignments: [] };
  const policies = advance.policies === 'all' ? newest(marks.policies, at) : marks.policies;
  const components = advance.components === 'all' ? newest(marks.components, at) : marks.components;
  const componentsOf = typeof advance.components === 'object' ? advance.components : [];
  const next: EvaluationMarks = {
    ...(policies === undefined ? {} : { policies }),
    ...(components === undefined ? {} : { components }),
    policy: merge(marks.policy, some.states, at, policies),
    assignment: merge(marks.assignment, some.assignments, at, policies),
    componentsOf: merge(marks.componentsOf, componentsOf, at, components),
  };
  return sameMarks(marks, next) ? marks : next;
}

function merge(
  known: { readonly [key: string]: string },
  keys: readonly string[],
  at: string,
  covered: string | undefined,
): { readonly [key: string]: string } {
  const merged = new Map(Object.entries(known));
  for (const key of keys) merged.set(key, newest(merged.get(key), at));
  return Object.fromEntries([...merged].filter(([, date]) => date > (covered ?? NEVER)));
}

function sameMarks(a: EvaluationMarks, b: EvaluationMarks): boolean {
  return a.policies === b.policies && a.components === b.components && sameEntries(a, b);
}

function sameEntries(a: EvaluationMarks, b: EvaluationMarks): boolean {
  return (['policy', 'assignment', 'componentsOf'] as const).every((name) => {
    const keys = Object.keys(a[name]);
    return keys.length === Object.keys(b[name]).length && keys.every((key) => a[name][key] === b[name][key]);
  });
}
