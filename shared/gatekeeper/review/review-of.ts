import { asString, type JsonBuilder, type JsonObject, ownValue, valueAt } from '../json';
import { type Review, ReviewError, type ReviewSource, splitApiVersion } from './review';

/** What may be said about an object beside the object itself. */
export interface ReviewOptions {
  readonly namespaceObject?: JsonObject;
  /** Empty in an audit; otherwise CREATE, UPDATE, DELETE or CONNECT. */
  readonly operation?: string;
  readonly oldObject?: JsonObject;
  readonly userInfo?: JsonObject;
  /** Default: Original. */
  readonly source?: ReviewSource;
  readonly impliedBy?: string;
}

/**
 * The review of a plain object, as the audit makes it: `input.review` in the shape of an AdmissionRequest with an
 * empty operation, empty resource and `userInfo: {}`. The object is shared, not copied.
 *
 * @throws ReviewError when the object has no kind
 */
export function reviewOf(object: JsonObject, options: ReviewOptions = {}): Review {
  const kind = asString(ownValue(object, 'kind'));
  const { group, version } = splitApiVersion(asString(ownValue(object, 'apiVersion')) ?? '');
  if (kind === undefined || kind === '') {
    throw new ReviewError('The object under review has no "kind". Give it apiVersion and kind.');
  }
  const document: JsonBuilder = {
    uid: '',
    kind: { group, version, kind },
    resource: { group: '', version: '', resource: '' },
    operation: options.operation ?? '',
    userInfo: options.userInfo ?? {},
    object,
    oldObject: options.oldObject ?? null,
    options: null,
    namespaceObject: options.namespaceObject ?? {},
  };
  const name = asString(valueAt(object, 'metadata', 'name'));
  if (name !== undefined && name !== '') document['name'] = name;
  const namespace = asString(valueAt(object, 'metadata', 'namespace'));
  if (namespace !== undefined && namespace !== '') document['namespace'] = namespace;
  return {
    document,
    group,
    kind,
    object,
    oldObject: options.oldObject,
    namespaceObject: options.namespaceObject,
    source: options.source ?? 'Original',
    ...(options.impliedBy === undefined ? {} : { impliedBy: options.impliedBy }),
  };
}
