import {
  asObject,
  asString,
  asStrings,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  ownValue,
  valueAt,
} from '../json';
import { jsonEqual } from '../json-equal';
import { compileMatch, MatchError, type MatchOutcome } from '../match/compile-match';
import { LabelSelectorError } from '../match/label-selector';
import type { Review } from '../review/review';
import { splitApiVersion } from '../review/review';
import type { PathConditions } from './change-at';
import { MutationError } from './mutation-error';
import { LocationError, type LocationNode, parseLocation } from './parse-location';
import { type ChangeFor, type MutatorKind, readTerminalChange } from './read-terminal-change';

/** What a mutator applies to: each combination of group, version and kind, for some operations. */
export interface MutatorTarget {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly kinds: readonly string[];
  /** Empty: all. */
  readonly operations: readonly string[];
}

/** A mutator, compiled. */
export interface Mutator {
  /** `<kind>/<name>`. */
  readonly id: string;
  readonly kind: MutatorKind;
  readonly name: string;
  readonly location: readonly LocationNode[];
  readonly conditions: PathConditions;
  /** Undefined for AssignMetadata, which applies to everything. */
  readonly targets: readonly MutatorTarget[] | undefined;
  readonly match: (review: Review) => MatchOutcome;
  readonly changeFor: ChangeFor;
}

const kinds: readonly string[] = ['Assign', 'AssignImage', 'AssignMetadata', 'ModifySet'];

/**
 * Compiles a mutator (mutations.gatekeeper.sh): Assign, AssignMetadata, ModifySet or AssignImage.
 *
 * @throws MutationError with a code, the mutator's id and what to do
 */
export function compileMutator(resource: JsonObject): Mutator {
  const kind = asString(ownValue(resource, 'kind')) ?? '';
  const name = asString(valueAt(resource, 'metadata', 'name')) ?? '';
  const id = `${kind}/${name}`;
  const { group } = splitApiVersion(asString(ownValue(resource, 'apiVersion')) ?? '');
  if (!isMutatorKind(kind) || group !== 'mutations.gatekeeper.sh') {
    throw invalid(
      id,
      'it is not a mutator of mutations.gatekeeper.sh.',
      `Use one of the kinds ${kinds.join(', ')}.`,
    );
  }
  const spec = asObject(ownValue(resource, 'spec'));
  const location = readLocation(id, spec);
  const parameters = asObject(ownValue(spec, 'parameters'));
  const changeFor = readTerminalChange(kind, location, parameters);
  if ('problem' in changeFor) throw invalid(id, changeFor.problem, 'Correct its location and parameters.');
  return {
    id,
    kind,
    name,
    location,
    conditions: kind === 'AssignMetadata' ? new Map() : readConditions(id, location, parameters),
    targets: kind === 'AssignMetadata' ? undefined : readTargets(id, spec),
    match: readMatch(id, spec),
    changeFor,
  };
}

function isMutatorKind(kind: string): kind is MutatorKind {
  return kinds.includes(kind);
}

function invalid(id: string, problem: string, fix: string): MutationError {
  return new MutationError('invalid_mutator', id, problem, fix);
}

function readLocation(id: string, spec: JsonObject | undefined): LocationNode[] {
  try {
    const location = parseLocation(asString(ownValue(spec, 'location')) ?? '');
    if (location.length > 0) return location;
  } catch (error) {
    if (!(error instanceof LocationError)) throw error;
    throw new MutationError(
      'invalid_location',
      id,
      `spec.location: ${error.message}.`,
      'Correct spec.location.',
    );
  }
  throw new MutationError(
    'invalid_location',
    id,
    'it has no location.',
    'Set spec.location, such as spec.containers[name: *].image.',
  );
}

function readConditions(
  id: string,
  location: readonly LocationNode[],
  parameters: JsonObject | undefined,
): PathConditions {
  const tests = ownValue(parameters, 'pathTests');
  const conditions = new Map<number, 'MustExist' | 'MustNotExist'>();
  let forbidden = false;
  for (const test of isJsonArray(tests) ? tests : []) {
    const subPath = asString(valueAt(test, 'subPath')) ?? '';
    const condition = asString(valueAt(test, 'condition'));
    if (condition !== 'MustExist' && condition !== 'MustNotExist') {
      throw invalid(
        id,
        `the path test of "${subPath}" has no known condition.`,
        'Use MustExist or MustNotExist.',
      );
    }
    const depth = depthOf(id, location, subPath);
    if ((conditions.get(depth) ?? condition) !== condition) {
      throw invalid(id, `the path tests of "${subPath}" contradict each other.`, 'Keep one of them.');
    }
    // Gatekeeper looks at the order of the tests, not at that of their paths.
    if (condition === 'MustExist' && forbidden) {
      throw invalid(
        id,
        `the path test of "${subPath}" is MustExist and stands behind one that is MustNotExist.`,
        'List the tests with MustExist first.',
      );
    }
    forbidden ||= condition === 'MustNotExist';
    conditions.set(depth, condition);
  }
  return conditions;
}

function depthOf(id: string, location: readonly LocationNode[], subPath: string): number {
  let nodes: LocationNode[];
  try {
    nodes = parseLocation(subPath);
  } catch (error) {
    if (!(error instanceof LocationError)) throw error;
    throw new MutationError(
      'invalid_location',
      id,
      `path test "${subPath}": ${error.message}.`,
      'Correct its subPath.',
    );
  }
  const isPrefix =
    nodes.length > 0 &&
    nodes.length <= location.length &&
    nodes.every((node, index) => jsonEqual({ ...node }, { ...location[index] } as JsonObject));
  if (isPrefix) return nodes.length - 1;
  throw invalid(
    id,
    `the path test "${subPath}" does not lie on the location.`,
    'Use a beginning of spec.location.',
  );
}

function readTargets(id: string, spec: JsonObject | undefined): MutatorTarget[] {
  const applyTo = ownValue(spec, 'applyTo');
  const targets = (isJsonArray(applyTo) ? applyTo : []).filter(isJsonObject).map((entry) => ({
    groups: asStrings(ownValue(entry, 'groups')),
    versions: asStrings(ownValue(entry, 'versions')),
    kinds: asStrings(ownValue(entry, 'kinds')),
    operations: readOperations(id, asStrings(ownValue(entry, 'operations'))),
  }));
  const complete = targets.every(
    ({ groups, versions, kinds: named }) => groups.length * versions.length * named.length > 0,
  );
  if (targets.length > 0 && complete) return targets;
  throw invalid(
    id,
    'it does not say what it applies to.',
    'List groups, versions and kinds in spec.applyTo.',
  );
}

function readOperations(id: string, operations: readonly string[]): readonly string[] {
  const known = operations.every((operation) => ['CREATE', 'UPDATE', '*'].includes(operation));
  const mixed = operations.includes('*') && operations.length > 1;
  if (!known || mixed || new Set(operations).size < operations.length) {
    throw invalid(
      id,
      `the operations ${operations.join(', ')} cannot be used.`,
      'Use CREATE, UPDATE or "*" alone, each once.',
    );
  }
  return operations.includes('*') || operations.length === 2 ? [] : operations;
}

function readMatch(id: string, spec: JsonObject | undefined): (review: Review) => MatchOutcome {
  try {
    return compileMatch(asObject(ownValue(spec, 'match')) ?? {}).test;
  } catch (error) {
    if (!(error instanceof LabelSelectorError || error instanceof MatchError)) throw error;
    throw invalid(id, `spec.match: ${error.message}.`, 'Correct spec.match.');
  }
}
