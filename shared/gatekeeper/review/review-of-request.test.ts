import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { reviewOf } from './review-of';
import { reviewOfRequest } from './review-of-request';

const pod: JsonObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' } };
const kind = { group: '', version: 'v1', kind: 'Pod' };
const namespace: JsonObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

describe('the review of a request', () => {
  it('shares the objects and adds the namespace', () => {
    const request = { uid: 'u', kind, operation: 'CREATE', object: pod, userInfo: { username: 'eve' } };
    const review = reviewOfRequest(request, { namespaceObject: namespace });
    expect(review.document).toEqual({
      ...request,
      resource: { group: '', version: '', resource: '' },
      options: null,
      oldObject: null,
      namespaceObject: namespace,
    });
    expect(review).toMatchObject({ group: '', kind: 'Pod', source: 'Original', namespaceObject: namespace });
    expect(review.object).toBe(pod);
  });

  it('leaves out what the request leaves empty', () => {
    const request = { kind, operation: 'CREATE', object: pod, name: '', namespace: '', subResource: '' };
    const { document } = reviewOfRequest(request);
    expect(['name', 'namespace', 'subResource'].filter((key) => key in document)).toEqual([]);
  });

  it('reviews the old object of a DELETE as the object', () => {
    const review = reviewOfRequest({ kind, operation: 'DELETE', object: null, oldObject: pod });
    expect(review.object).toBe(pod);
    expect(review.document).toMatchObject({ object: pod, oldObject: pod, namespaceObject: {} });
  });

  it('takes a Namespace out of its own namespace', () => {
    const review = reviewOfRequest(
      {
        kind: { group: '', version: 'v1', kind: 'Namespace' },
        operation: 'CREATE',
        namespace: 'shop',
        object: namespace,
      },
      { namespaceObject: namespace },
    );
    expect(review.document).not.toHaveProperty('namespace');
    expect(review.namespaceObject).toBeUndefined();
  });

  it.each<[JsonObject, string]>([
    [
      { operation: 'DELETE', object: pod },
      'A DELETE request without "oldObject" cannot be reviewed. Send the old object.',
    ],
    [{ operation: 'CREATE' }, 'The request has neither "object" nor "oldObject". Send at least one of them.'],
  ])('is refused for %j', (request, message) => {
    expect(() => reviewOfRequest(request)).toThrow(message);
  });
});

describe('the review of an audited object', () => {
  it('has an empty operation, user and resource', () => {
    expect(reviewOf(pod).document).toEqual({
      uid: '',
      kind,
      resource: { group: '', version: '', resource: '' },
      name: 'web',
      namespace: 'shop',
      operation: '',
      userInfo: {},
      object: pod,
      oldObject: null,
      options: null,
      namespaceObject: {},
    });
  });

  it('is refused for an object without a kind', () => {
    expect(() => reviewOf({ apiVersion: 'v1' })).toThrow(
      'The object under review has no "kind". Give it apiVersion and kind.',
    );
  });
});
