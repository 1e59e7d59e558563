import { asString, type JsonObject, ownValue, valueAt } from '../json';
import { jsonEqual } from '../json-equal';
import type { Review } from '../review/review';
import { splitApiVersion } from '../review/review';
import { changeAt, PathTypeError } from './change-at';
import { compileMutator, type Mutator } from './compile-mutator';
import { findConflicts } from './find-conflicts';
import { MutationError } from './mutation-error';

/** What became of an object. */
export interface MutationOutcome {
  /** The changed object, or the very object given when nothing changed it. */
  readonly object: JsonObject;
  /** Ids of the mutators that changed it, in order, each once. */
  readonly applied: readonly string[];
}

/** All mutators in force together. */
export interface MutationSystem {
  /** Ids of mutators that contradict each other about an object's shape and so do nothing. */
  readonly conflicting: ReadonlySet<string>;
  /**
   * Changes the object of a review until no mutator changes it any more. The operation is that of the review's
   * document; with none, only mutators for all operations apply.
   *
   * @throws MutationError when an object has not the shape that a location expects, a match cannot be decided, or
   * mutators undo each other's work without end
   */
  readonly mutate: (review: Review) => MutationOutcome;
}

const ownGroups = new Set([
  'templates.gatekeeper.sh',
  'constraints.gatekeeper.sh',
  'mutations.gatekeeper.sh',
  'expansion.gatekeeper.sh',
  'config.gatekeeper.sh',
  'externaldata.gatekeeper.sh',
  'status.gatekeeper.sh',
]);

/**
 * Compiles mutators and puts them in Gatekeeper's order: by kind, then by name. One round applies each matching one
 * once; rounds repeat until nothing changes, at most one more than there are mutators.
 *
 * @throws MutationError for a malformed mutator
 */
export function createMutationSystem(resources: readonly JsonObject[]): MutationSystem {
  const all = resources.map(compileMutator).sort(byKindAndName);
  const conflicting = findConflicts(all);
  const usable = all.filter((mutator) => !conflicting.has(mutator.id));
  return { conflicting, mutate: (review) => mutate(usable, review) };
}

function byKindAndName(a: Mutator, b: Mutator): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function mutate(mutators: readonly Mutator[], review: Review): MutationOutcome {
  const start = review.object;
  if (start === undefined) return { object: {}, applied: [] };
  const applied = new Set<string>();
  if (ownGroups.has(review.group)) return { object: start, applied: [] };
  let object = start;
  for (let round = 0; round <= mutators.length + 1; round += 1) {
    const before = object;
    for (const mutator of mutators) {
      const changed = applyOne(mutator, object, review);
      if (changed === undefined) continue;
      object = changed;
      applied.add(mutator.id);
    }
    if (jsonEqual(object, before))
      return jsonEqual(object, start) ? { object: start, applied: [] } : { object, applied: [...applied] };
  }
  const [first = ''] = applied;
  const others = [...applied].join(', ');
  throw new MutationError(
    'not_converging',
    first,
    `the mutators ${others} change the object without end.`,
    'Let only one of them set the place.',
  );
}

function applyOne(mutator: Mutator, object: JsonObject, review: Review): JsonObject | undefined {
  if (!isTarget(mutator, object, review)) return undefined;
  const matched = mutator.match({ ...review, object });
  if (matched === false) return undefined;
  if (matched !== true) {
    throw new MutationError(
      'mutation_failed',
      mutator.id,
      `its match cannot be decided: ${matched.reason}.`,
      'Give the review its Namespace.',
    );
  }
  try {
    return changeAt(object, mutator.location, mutator.conditions, mutator.changeFor(object));
  } catch (error) {
    if (!(error instanceof PathTypeError || error instanceof TypeError)) throw error;
    throw new MutationError(
      'mutation_failed',
      mutator.id,
      `${error.message}.`,
      'Let its location follow the shape of the object.',
    );
  }
}

function isTarget({ targets }: Mutator, object: JsonObject, review: Review): boolean {
  if (targets === undefined) return true;
  const { group, version } = splitApiVersion(asString(ownValue(object, 'apiVersion')) ?? '');
  const kind = asString(ownValue(object, 'kind')) ?? '';
  const operation = asString(valueAt(review.document, 'operation')) ?? '';
  return targets.some(
    (target) =>
      target.groups.includes(group) &&
      target.versions.includes(version) &&
      target.kinds.includes(kind) &&
      (target.operations.length === 0 || target.operations.includes(operation)),
  );
}
