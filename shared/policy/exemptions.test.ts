import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import { policiesInForce } from './policies-in-force';
import {
  assigned,
  assignment,
  chamber,
  cluster,
  definition,
  exemption,
  group,
  inForce,
  initiative,
  managementGroup,
  member,
  now,
  set,
  snapshotOf,
  subscription,
} from './test-kit';

describe('exemptions', () => {
  const setDefinitions = [initiative('s', [member('one', 'd'), member('two', 'd')])];
  const assignments = [assignment('a', set)];
  const exempted = (exemptions: JsonObject[], resource = chamber, at = now) =>
    inForce({ setDefinitions, assignments, exemptions }, resource, at).map(
      (policy) => `${policy.reference?.key}: ${policy.exemption?.name ?? 'none'}`,
    );
  const all = ['one: e', 'two: e'];
  const none = ['one: none', 'two: none'];

  it.each<[string, string, JsonObject, string[]]>([
    ['on the resource', chamber.id, {}, all],
    ['on its group, in other letters', group.toUpperCase(), {}, all],
    ['on the subscription', subscription, {}, all],
    ['on a neighbour', `${chamber.id}2`, {}, none],
    ['for one member', group, { policyDefinitionReferenceIds: ['ONE'] }, ['one: e', 'two: none']],
    ['for no member by name', group, { policyDefinitionReferenceIds: [] }, all],
    ['that lasts', group, { expiresOn: '2026-11-21T22:00:01Z' }, all],
    ['that ends now', group, { expiresOn: '2026-11-21T22:00:00Z' }, none],
    ['that has expired', group, { expiresOn: '2020-01-01T00:00:00Z' }, none],
    [
      'for another location',
      group,
      { resourceSelectors: [{ name: 'w', selectors: [{ kind: 'resourceLocation', in: ['westeurope'] }] }] },
      none,
    ],
    ['above the assignment', managementGroup, {}, none],
    [
      'above the assignment, unvalidated',
      managementGroup,
      { assignmentScopeValidation: 'DoNotValidate' },
      all,
    ],
  ])('%s', (_, scope, properties, expected) => {
    expect(exempted([exemption('e', scope, assigned, properties)])).toEqual(expected);
  });

  it('are shown by the one that lasts longest', () => {
    const exemptions = [
      exemption('short', group, assigned, { expiresOn: '2027-01-01T00:00:00Z' }),
      exemption('long', chamber.id, assigned, { expiresOn: '2028-01-01T00:00:00Z' }),
      exemption('past', subscription, assigned, { expiresOn: '2021-01-01T00:00:00Z' }),
    ];
    expect(exempted(exemptions)).toEqual(['one: long', 'two: long']);
    expect(exempted([...exemptions, exemption('ever', group, assigned)])).toEqual(['one: ever', 'two: ever']);
  });

  it('end while the snapshot lives on', () => {
    const exemptions = [exemption('e', group, assigned, { expiresOn: '2026-12-01T00:00:00Z' })];
    const snapshot = snapshotOf({ definitions: [definition('d')], setDefinitions, assignments, exemptions });
    const at = (time: string) =>
      policiesInForce(snapshot, chamber, new Date(time)).filter((policy) => policy.exemption !== undefined)
        .length;
    expect([at('2026-11-30T23:59:59Z'), at('2026-12-01T00:00:00Z'), at('2026-11-01T00:00:00Z')]).toEqual([
      2, 0, 2,
    ]);
  });

  it('that cannot be read are an error where they would have counted, never silence', () => {
    const exemptions = [exemption('e', chamber.id, assigned, { expiresOn: 'whenever' })];
    const found = inForce({ setDefinitions, assignments, exemptions });
    expect(found.map(({ problem }) => problem?.code)).toEqual(['ExemptionUnreadable', 'ExemptionUnreadable']);
    expect(found[0]?.problem?.message).toContain("'expiresOn' must be a time such as 2030-01-31T00:00:00Z");
    expect(inForce({ setDefinitions, assignments, exemptions }, cluster('other'))[0]).not.toHaveProperty(
      'problem',
    );
  });
});
