import {
  asObject,
  asString,
  asStrings,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
  valueAt,
} from '../json';
import { type Review, splitApiVersion } from '../review/review';
import { compileLabelSelector, type LabelTest } from './label-selector';
import { compileGenerateNameWildcard, compileWildcard, compileWildcards } from './wildcard';

/** What a constraint applies to: API groups × kinds; `*` stands for all. */
export interface MatchKinds {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
}

/** True, false, or the reason why it cannot be said. A reason counts as a violation (autoreject). */
export type MatchOutcome = boolean | { readonly reason: string };

/** A compiled `spec.match`. */
export interface CompiledMatch {
  /** Never empty; without `kinds` in the match: one entry of `*`. */
  readonly kinds: readonly MatchKinds[];
  /** Tests one review. */
  readonly test: (review: Review) => MatchOutcome;
}

/** A `spec.match` that Gatekeeper would refuse. */
export class MatchError extends Error {
  override readonly name = 'MatchError';
}

type ObjectTest = (object: JsonObject, review: Review) => MatchOutcome;

const everything: MatchKinds = { apiGroups: ['*'], kinds: ['*'] };

/**
 * Compiles `spec.match` of a constraint (or of a mutator) into one test. All criteria must hold, in Gatekeeper's
 * order: kinds, scope, namespaces, excludedNamespaces, labelSelector, namespaceSelector, name, source. Object and old
 * object are both tried; one that matches suffices.
 *
 * @throws LabelSelectorError for a bad selector, MatchError for a criterion of the wrong type
 */
export function compileMatch(match: JsonObject): CompiledMatch {
  const kinds = readKinds(ownValue(match, 'kinds'));
  const tests = [
    kindsTest(kinds),
    scopeTest(asString(ownValue(match, 'scope'))),
    namespacesTest(asStrings(ownValue(match, 'namespaces'))),
    excludedNamespacesTest(asStrings(ownValue(match, 'excludedNamespaces'))),
    labelSelectorTest(selectorOf(match, 'labelSelector')),
    namespaceSelectorTest(selectorOf(match, 'namespaceSelector')),
    nameTest(asString(ownValue(match, 'name'))),
    sourceTest(asString(ownValue(match, 'source'))),
  ].filter((test) => test !== undefined);
  return { kinds, test: (review) => testReview(tests, review) };
}

function testReview(tests: readonly ObjectTest[], review: Review): MatchOutcome {
  let failure: MatchOutcome = false;
  for (const object of [review.object, review.oldObject]) {
    if (object === undefined) continue;
    const outcome = testObject(tests, object, review);
    if (outcome === true) return true;
    if (outcome !== false) failure = outcome;
    if (review.object === review.oldObject) break;
  }
  return failure;
}

function testObject(tests: readonly ObjectTest[], object: JsonObject, review: Review): MatchOutcome {
  for (const test of tests) {
    const outcome = test(object, review);
    if (outcome !== true) return outcome;
  }
  return true;
}

function readKinds(value: JsonValue | undefined): MatchKinds[] {
  if (value === undefined || value === null) return [everything];
  if (!isJsonArray(value)) throw new MatchError('"kinds" must be a list of {apiGroups, kinds}');
  if (value.length === 0) return [everything];
  return value.map((entry) => {
    if (!isJsonObject(entry)) throw new MatchError('each of "kinds" must be an object {apiGroups, kinds}');
    const apiGroups = asStrings(ownValue(entry, 'apiGroups'));
    const kinds = asStrings(ownValue(entry, 'kinds'));
    return {
      apiGroups: apiGroups.length === 0 ? ['*'] : apiGroups,
      kinds: kinds.length === 0 ? ['*'] : kinds,
    };
  });
}

function kindsTest(kinds: readonly MatchKinds[]): ObjectTest | undefined {
  const entries = kinds.map((entry) => ({
    groups: entry.apiGroups.includes('*') ? undefined : new Set(entry.apiGroups),
    kinds: entry.kinds.includes('*') ? undefined : new Set(entry.kinds),
  }));
  if (entries.some((entry) => entry.groups === undefined && entry.kinds === undefined)) return undefined;
  return (object) => {
    const { group, kind } = groupAndKind(object);
    return entries.some((entry) => (entry.kinds?.has(kind) ?? true) && (entry.groups?.has(group) ?? true));
  };
}

function groupAndKind(object: JsonObject): { group: string; kind: string } {
  const { group } = splitApiVersion(asString(ownValue(object, 'apiVersion')) ?? '');
  return { group, kind: asString(ownValue(object, 'kind')) ?? '' };
}

function isNamespace(object: JsonObject): boolean {
  const { group, kind } = groupAndKind(object);
  return group === '' && kind === 'Namespace';
}

function isNamespaced(object: JsonObject, review: Review): boolean {
  if (isNamespace(object)) return false;
  return review.namespaceObject !== undefined || namespaceOf(object) !== undefined;
}

function namespaceOf(object: JsonObject): string | undefined {
  const namespace = asString(valueAt(object, 'metadata', 'namespace'));
  return namespace === '' ? undefined : namespace;
}

/** The namespace that the wildcards are tried on; undefined for cluster-scoped objects. */
function effectiveNamespace(object: JsonObject, review: Review): string | undefined {
  if (isNamespace(object)) return asString(valueAt(object, 'metadata', 'name')) ?? '';
  return asString(valueAt(review.namespaceObject, 'metadata', 'name')) ?? namespaceOf(object);
}

function scopeTest(scope: string | undefined): ObjectTest | undefined {
  if (scope === 'Cluster') return (object, review) => !isNamespaced(object, review);
  if (scope === 'Namespaced') return isNamespaced;
  return undefined;
}

function namespacesTest(patterns: readonly string[]): ObjectTest | undefined {
  if (patterns.length === 0) return undefined;
  const test = compileWildcards(patterns);
  return (object, review) => {
    const namespace = effectiveNamespace(object, review);
    return namespace === undefined || test(namespace);
  };
}

function excludedNamespacesTest(patterns: readonly string[]): ObjectTest | undefined {
  if (patterns.length === 0) return undefined;
  const test = compileWildcards(patterns);
  return (object, review) => {
    const namespace = effectiveNamespace(object, review);
    return namespace === undefined || !test(namespace);
  };
}

function selectorOf(match: JsonObject, key: string): LabelTest | undefined {
  const selector = ownValue(match, key);
  if (selector === undefined || selector === null) return undefined;
  if (!isJsonObject(selector)) throw new MatchError(`"${key}" must be a label selector object`);
  return compileLabelSelector(selector);
}

function labelsOf(object: JsonObject | undefined): JsonObject | undefined {
  return asObject(valueAt(object, 'metadata', 'labels'));
}

function labelSelectorTest(selector: LabelTest | undefined): ObjectTest | undefined {
  if (selector === undefined) return undefined;
  return (object) => selector(labelsOf(object));
}

function namespaceSelectorTest(selector: LabelTest | undefined): ObjectTest | undefined {
  if (selector === undefined) return undefined;
  return (object, review) => {
    if (isNamespace(object)) return selector(labelsOf(object));
    if (review.namespaceObject !== undefined) return selector(labelsOf(review.namespaceObject));
    if (namespaceOf(object) === undefined) return true;
    return { reason: 'namespace selector for namespace-scoped object but missing Namespace' };
  };
}

function nameTest(pattern: string | undefined): ObjectTest | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  const byName = compileWildcard(pattern);
  const byGenerateName = compileGenerateNameWildcard(pattern);
  return (object) => {
    const name = asString(valueAt(object, 'metadata', 'name')) ?? '';
    const generateName = asString(valueAt(object, 'metadata', 'generateName')) ?? '';
    return byName(name) || (generateName !== '' && byGenerateName(generateName));
  };
}

function sourceTest(source: string | undefined): ObjectTest | undefined {
  if (source === undefined || source === '' || source === 'All') return undefined;
  if (source !== 'Original' && source !== 'Generated') {
    return () => ({ reason: `invalid source field ${source}` });
  }
  return (_object, review) => {
    if (review.source === undefined) return { reason: 'source field not specified for resource' };
    return review.source === source;
  };
}
