import { describe, expect, it } from 'vitest';
import { largestReview, parseAdmissionReview } from './parse-admission-review';

const request = {
  uid: 'u',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  operation: 'CREATE',
  object: { kind: 'Pod', metadata: {} },
  userInfo: { username: 'dobby' },
};
const review = (changes: object = {}): string =>
  JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request, ...changes });

describe('an AdmissionReview', () => {
  it('is taken with all that its request holds', () => {
    expect(parseAdmissionReview(review())).toEqual(request);
  });

  it.each<[string, string, string]>([
    ['no JSON', 'lumos', 'it is no JSON'],
    ['another document', '[]', 'body: '],
    ['v1beta1', review({ apiVersion: 'admission.k8s.io/v1beta1' }), 'apiVersion: '],
    ['no request', review({ request: undefined }), 'request: '],
    ['no uid', review({ request: { ...request, uid: '' } }), 'request.uid: '],
    ['an unknown operation', review({ request: { ...request, operation: 'CAST' } }), 'request.operation: '],
    [
      'an object that is none',
      review({ request: { ...request, object: [1] } }),
      'request.object: must be an object',
    ],
    ['a body without end', ' '.repeat(largestReview + 1), `it is larger than ${largestReview} characters`],
  ])('is refused when it is %s', (_, body, problem) => {
    expect(() => parseAdmissionReview(body)).toThrow(
      `The body is no AdmissionReview of admission.k8s.io/v1: ${problem}`,
    );
  });
});
