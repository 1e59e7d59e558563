import type { JsonObject } from '../../policy';
import type { Surroundings } from '../evaluate';

/** Which of the two worlds something belongs to: the one that is, or the one that would be. */
export type Side = 'before' | 'after';

/** A resource on both sides: with the same resource where it stays as it is, undefined where it does not exist. */
export type ResourceSides = Readonly<Record<Side, Surroundings | undefined>>;

/** Answers to the related questions of either side, by policy key. */
export type RelatedAnswers = Readonly<Record<Side, ReadonlyMap<string, readonly JsonObject[]>>>;
