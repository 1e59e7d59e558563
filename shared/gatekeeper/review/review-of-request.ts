import { asObject, asString, type JsonBuilder, type JsonObject, ownValue, valueAt } from '../json';
import { type Review, ReviewError, splitApiVersion } from './review';

/** What every AdmissionRequest says in its JSON form, also where a hand-written one leaves it out. */
const requestFields: JsonObject = {
  uid: '',
  kind: { group: '', version: '', kind: '' },
  resource: { group: '', version: '', resource: '' },
  operation: '',
  userInfo: {},
  options: null,
};
const leftOutWhenEmpty = ['name', 'namespace', 'subResource', 'requestSubResource'];

/**
 * The review of an AdmissionRequest (the `request` of an AdmissionReview v1). On DELETE the old object stands in
 * for the missing object; a request for a Namespace loses its `namespace`. Objects are shared, not copied.
 *
 * @throws ReviewError when there is neither object nor old object, or a DELETE without an old one
 */
export function reviewOfRequest(
  request: JsonObject,
  options: { readonly namespaceObject?: JsonObject } = {},
): Review {
  const oldObject = asObject(ownValue(request, 'oldObject'));
  const deleted = ownValue(request, 'operation') === 'DELETE';
  if (deleted && oldObject === undefined) {
    throw new ReviewError('A DELETE request without "oldObject" cannot be reviewed. Send the old object.');
  }
  const object = deleted ? oldObject : asObject(ownValue(request, 'object'));
  const subject = object ?? oldObject;
  if (subject === undefined) {
    throw new ReviewError('The request has neither "object" nor "oldObject". Send at least one of them.');
  }
  const { group, kind } = kindOf(request, subject);
  const document: JsonBuilder = {
    ...requestFields,
    ...request,
    object: object ?? null,
    oldObject: oldObject ?? null,
    namespaceObject: options.namespaceObject ?? {},
  };
  for (const key of leftOutWhenEmpty) if (document[key] === '') delete document[key];
  if (group === '' && kind === 'Namespace') delete document['namespace'];
  return {
    document,
    group,
    kind,
    object,
    oldObject,
    namespaceObject: group === '' && kind === 'Namespace' ? undefined : options.namespaceObject,
    source: 'Original',
  };
}

function kindOf(request: JsonObject, subject: JsonObject): { group: string; kind: string } {
  const declared = asString(valueAt(request, 'kind', 'kind'));
  if (declared !== undefined) {
    return { group: asString(valueAt(request, 'kind', 'group')) ?? '', kind: declared };
  }
  const { group } = splitApiVersion(asString(ownValue(subject, 'apiVersion')) ?? '');
  return { group, kind: asString(ownValue(subject, 'kind')) ?? '' };
}
