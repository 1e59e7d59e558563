import { expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { reviewOf } from '../review/review-of';
import { sharedMatch } from './shared-match';

const podIn = (namespace: string) =>
  reviewOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace } });
const pods: JsonObject = { kinds: [{ apiGroups: [''], kinds: ['Pod'] }], namespaces: ['shop'] };

it('is one for constraints with the same match, and another for others', () => {
  expect(sharedMatch(structuredClone(pods))).toBe(sharedMatch(pods));
  expect(sharedMatch({ ...pods, namespaces: ['till'] })).not.toBe(sharedMatch(pods));
});

it('decides anew for each review', () => {
  const { test } = sharedMatch(pods);
  const [inside, outside] = [podIn('shop'), podIn('elsewhere')];
  expect([test(inside), test(inside), test(outside), test(inside)]).toEqual([true, true, false, true]);
});

it('tells the reason again where it cannot be said', () => {
  const { test } = sharedMatch({ namespaceSelector: { matchLabels: { team: 'till' } } });
  const unknown = podIn('shop');
  expect([test(unknown), test(unknown)]).toEqual([
    { reason: expect.any(String) },
    { reason: expect.any(String) },
  ]);
});
