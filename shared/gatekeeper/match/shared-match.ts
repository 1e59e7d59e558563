import type { JsonObject } from '../json';
import type { Review } from '../review/review';
import { type CompiledMatch, compileMatch, type MatchOutcome } from './compile-match';

/** Matches that are kept; a cluster has few different ones, as assignments set few parameters. */
const mostKept = 500;

const kept = new Map<string, CompiledMatch>();

/**
 * Like {@link compileMatch}. Constraints with the same match share one, which decides once for a review and tells the
 * others what it decided: the members of an initiative mostly have the same.
 */
export function sharedMatch(match: JsonObject): CompiledMatch {
  const text = JSON.stringify(match);
  const known = kept.get(text);
  if (known !== undefined) return known;
  const compiled = compileMatch(match);
  const shared = { kinds: compiled.kinds, test: oncePerReview(compiled.test) };
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(text, shared);
  return shared;
}

/** A review is judged by all constraints before the next one comes; until then it is kept. */
function oncePerReview(test: CompiledMatch['test']): CompiledMatch['test'] {
  let last: Review | undefined;
  let outcome: MatchOutcome = false;
  return (review) => {
    if (review !== last) {
      outcome = test(review);
      last = review;
    }
    return outcome;
  };
}
