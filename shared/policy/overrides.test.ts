import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import { policiesInForce } from './policies-in-force';
import {
  assignment,
  chamber,
  cluster,
  definition,
  inForce,
  initiative,
  member,
  now,
  rule,
  set,
  snapshotOf,
} from './test-kit';

describe('overrides', () => {
  const setDefinitions = [initiative('s', [member('one', 'd'), member('two', 'd')])];
  const effects = (overrides: JsonObject[], resource = chamber) =>
    inForce({ setDefinitions, assignments: [assignment('a', set, { overrides })] }, resource).map(
      ({ reference, effect, problem }) => `${reference?.key} ${effect} ${problem?.code ?? ''}`.trim(),
    );
  const of = (value: string, ...selectors: JsonObject[]): JsonObject => ({
    kind: 'policyEffect',
    value,
    selectors,
  });
  const forOne = { kind: 'policyDefinitionReferenceId', in: ['ONE'] };
  const north = { kind: 'resourceLocation', in: ['North Europe'] };

  it.each<[string, JsonObject[], string[]]>([
    ['change every member without selectors', [of('Deny')], ['one deny', 'two deny']],
    ['change the named member', [of('deny', forOne)], ['one deny', 'two audit']],
    ['switch a member off', [of('Disabled', forOne)], ['two audit']],
    ['let the first that matches win', [of('deny', forOne), of('disabled')], ['one deny']],
    ['change what lies in a location', [of('deny', north)], ['one deny', 'two deny']],
    ['ask all selectors', [of('deny', forOne, north)], ['one deny', 'two audit']],
    [
      'may not choose what the definition does not allow',
      [of('modify', forOne)],
      ['one modify EffectNotAllowed', 'two audit'],
    ],
  ])('%s', (_, overrides, expected) => {
    expect(effects(overrides)).toEqual(expected);
  });

  it('tell locations apart, each resource for itself', () => {
    const overrides = [of('deny', north)];
    const snapshot = snapshotOf({
      definitions: [definition('d')],
      setDefinitions,
      assignments: [assignment('a', set, { overrides })],
    });
    const west = cluster('west', { location: 'westeurope' });
    for (let round = 0; round < 2; round += 1) {
      expect(policiesInForce(snapshot, chamber, now).map(({ effect }) => effect)).toEqual(['deny', 'deny']);
      expect(policiesInForce(snapshot, west, now).map(({ effect }) => effect)).toEqual(['audit', 'audit']);
    }
  });

  it('choose versions: of members by reference, of the initiative without', () => {
    const versioned = (version: string, effect: string) =>
      definition('d', { policyType: 'BuiltIn', version, policyRule: rule(effect) });
    const definitions = [versioned('1.0.0', 'audit'), versioned('2.0.0', 'deny')];
    const pinned = initiative('s', [member('one', 'd', { definitionVersion: '1.*.*' })], {
      version: '1.0.0',
    });
    const newer = initiative('s', [member('only', 'd', { definitionVersion: '1.*.*' })], {
      version: '2.0.0',
    });
    const found = (overrides: JsonObject[]) =>
      inForce({
        definitions,
        setDefinitions: [pinned, newer],
        assignments: [assignment('a', set, { definitionVersion: '1.*.*', overrides })],
      }).map(({ reference, effect }) => `${reference?.key} ${effect}`);
    expect(found([])).toEqual(['one audit']);
    expect(found([{ kind: 'definitionVersion', value: '2.*.*', selectors: [forOne] }])).toEqual(['one deny']);
    expect(found([{ kind: 'definitionVersion', value: '2.*.*' }])).toEqual(['only audit']);
  });
});
