import type { JsonObject } from './json';
import { limits } from './limits';
import { normaliseLocation } from './location';
import { type PolicyProblem, problemOf } from './problem';
import { propertyReader, refuse } from './read-object';

/** What a selector looks at. */
export type SelectorKind =
  | 'resourceLocation'
  | 'resourceType'
  | 'resourceWithoutLocation'
  | 'policyDefinitionReferenceId';

/** One condition of an entry of `resourceSelectors` or of an override: the value is in, or is not in, a set. */
export interface Selector {
  readonly kind: SelectorKind;
  /** True for `notIn`. */
  readonly negated: boolean;
  /** Lower-cased; locations without spaces. */
  readonly values: ReadonlySet<string>;
}

/** One entry of `resourceSelectors`: it selects a resource when all its selectors do. */
export interface ResourceSelector {
  readonly name: string;
  readonly selectors: readonly Selector[];
}

/** What selectors can ask about. All lower-cased, the location without spaces, absent when there is none. */
export interface SelectorSubject {
  readonly type: string;
  readonly location?: string;
  readonly referenceKey: string;
}

const kinds: readonly SelectorKind[] = [
  'resourceLocation',
  'resourceType',
  'resourceWithoutLocation',
  'policyDefinitionReferenceId',
];

const allKinds: ReadonlySet<SelectorKind> = new Set(kinds);

/** Reads `resourceSelectors` of an assignment or exemption, refusing kinds that Azure does not have. */
export function readResourceSelectors(
  id: string,
  entries: readonly JsonObject[],
): readonly ResourceSelector[] {
  return entries.map((entry, index) => {
    const path = `resourceSelectors[${index}].`;
    const reader = propertyReader(id, entry, path);
    const selectors = readSelectors(id, reader.objects('selectors'), `${path}selectors`, allKinds);
    const named = new Set(selectors.map((selector) => selector.kind));
    if (named.has('resourceLocation') && named.has('resourceWithoutLocation')) {
      refuse(problemOf('SelectorsContradict', id, `resourceSelectors[${index}]`));
    }
    return { name: reader.text('name') ?? '', selectors };
  });
}

/** Reads a list of selectors whose kinds must be among those given. */
export function readSelectors(
  id: string,
  entries: readonly JsonObject[],
  path: string,
  allowed: ReadonlySet<SelectorKind>,
): readonly Selector[] {
  const seen = new Set<SelectorKind>();
  return entries.map((entry, index) => {
    const at = `${path}[${index}]`;
    const reader = propertyReader(id, entry, `${at}.`);
    const written = reader.requiredText('kind');
    const kind = kinds.find((known) => known.toLowerCase() === written.toLowerCase());
    if (kind === undefined || !allowed.has(kind)) refuse(problemOf('UnsupportedSelector', id, written));
    if (seen.has(kind)) refuse(problemOf('SelectorRepeated', id, path, kind));
    seen.add(kind);
    const included = reader.texts('in');
    const excluded = reader.texts('notIn');
    const negated = reader.read('notIn') !== undefined && excluded.length > 0;
    if (negated === included.length > 0) refuse(problemOf('SelectorInAndNotIn', id, at));
    const normalise =
      kind === 'resourceLocation' ? normaliseLocation : (text: string) => text.trim().toLowerCase();
    return { kind, negated, values: new Set((negated ? excluded : included).map(normalise)) };
  });
}

/** Whether `resourceSelectors` let a resource in: one entry is enough, and no entry at all lets everything in. */
export function selectsResource(entries: readonly ResourceSelector[], subject: SelectorSubject): boolean {
  return entries.length === 0 || entries.some((entry) => selectsAll(entry.selectors, subject));
}

/** Whether every selector of a list lets the subject in. */
export function selectsAll(selectors: readonly Selector[], subject: SelectorSubject): boolean {
  return selectors.every((selector) => matches(selector, subject) !== selector.negated);
}

/** Problems of length: more values than Azure takes. */
export function selectorLimitProblems(selectors: readonly Selector[], path: string): PolicyProblem[] {
  return selectors.flatMap((selector, index) =>
    selector.values.size > limits.selectorValues
      ? [problemOf('TooMany', `${path}[${index}]`, `${path}[${index}]`, limits.selectorValues)]
      : [],
  );
}

function matches({ kind, values }: Selector, subject: SelectorSubject): boolean {
  switch (kind) {
    case 'resourceLocation':
      return subject.location !== undefined && values.has(subject.location);
    case 'resourceType':
      return values.has(subject.type);
    case 'resourceWithoutLocation':
      return subject.location === undefined && values.has('subscriptionlevelresources');
    case 'policyDefinitionReferenceId':
      return values.has(subject.referenceKey);
  }
}
