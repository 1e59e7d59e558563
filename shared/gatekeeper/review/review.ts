import type { EnforcementAction } from '../constraint/enforcement-actions';
import type { JsonObject } from '../json';

/** Where an object under review comes from: a request or the cluster, or the expansion of a workload. */
export type ReviewSource = 'Original' | 'Generated';

/** One object under review: the document that templates see, and what matching needs beside it. */
export interface Review {
  /** `input.review`: an AdmissionRequest in its JSON form, with `namespaceObject`. Shared, never changed. */
  readonly document: JsonObject;
  readonly group: string;
  readonly kind: string;
  /** The object to match and evaluate; on DELETE the old one. */
  readonly object: JsonObject | undefined;
  readonly oldObject: JsonObject | undefined;
  /** The Namespace that holds the object, as far as it is known. */
  readonly namespaceObject: JsonObject | undefined;
  readonly source: ReviewSource | undefined;
  /** Name of the ExpansionTemplate that made this object; its messages are prefixed with it. */
  readonly impliedBy?: string;
  /** What its violations lead to, in the place of what the constraint says, where that ExpansionTemplate tells it. */
  readonly enforcementAction?: EnforcementAction;
}

/** A review that lacks what every review needs: an object with a kind. */
export class ReviewError extends Error {
  override readonly name = 'ReviewError';
  readonly code = 'invalid_review';
}

/** Group and version of an `apiVersion`: `v1` is the core group, the empty text. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
