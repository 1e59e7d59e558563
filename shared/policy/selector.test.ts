import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import { parsing } from './read-object';
import { readResourceSelectors, type SelectorSubject, selectsResource } from './selector';

const read = (entries: readonly JsonObject[]) => parsing(() => readResourceSelectors('id', entries));
const entry = (...selectors: JsonObject[]): JsonObject => ({ name: 'n', selectors });
const subject: SelectorSubject = { type: 'x.y/a', location: 'northeurope', referenceKey: '' };
const member: SelectorSubject = { ...subject, referenceKey: 'ref' };
const homeless: SelectorSubject = { type: 'x.y/a', referenceKey: '' };

describe('resource selectors', () => {
  const europe: JsonObject = { kind: 'resourceLocation', in: ['North Europe', 'westeurope'] };
  const notEurope: JsonObject = { kind: 'ResourceLocation', notIn: ['North Europe'] };
  const type: JsonObject = { kind: 'resourceType', in: ['X.Y/A'] };
  const otherType: JsonObject = { kind: 'resourceType', notIn: ['x.y/a'] };
  const nowhere: JsonObject = { kind: 'resourceWithoutLocation', in: ['subscriptionLevelResources'] };

  it.each<[string, JsonObject[], SelectorSubject, boolean]>([
    ['no entry', [], subject, true],
    ['a location, however it is written', [entry(europe)], subject, true],
    ['an excluded location', [entry(notEurope)], subject, false],
    ['a location, without one', [entry(europe)], homeless, false],
    ['an excluded location, without one', [entry(notEurope)], homeless, true],
    ['a type in other letters', [entry(type)], subject, true],
    ['both of one entry', [entry(type, europe)], subject, true],
    ['one of one entry only', [entry(otherType, europe)], subject, false],
    ['one of two entries', [entry(otherType), entry(europe)], subject, true],
    ['none of two entries', [entry(otherType), entry(notEurope)], subject, false],
    ['being without location', [entry(nowhere)], homeless, true],
    ['being without location, with one', [entry(nowhere)], subject, false],
    ['the member', [entry({ kind: 'policyDefinitionReferenceId', in: ['Ref'] })], member, true],
    ['another member', [entry({ kind: 'policyDefinitionReferenceId', in: ['x'] })], member, false],
    ['an entry without selectors', [entry()], subject, true],
  ])('judge by %s', (_, entries, resource, expected) => {
    const selectors = read(entries);
    expect('value' in selectors && selectsResource(selectors.value, resource)).toBe(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['in and notIn together', entry({ kind: 'resourceType', in: ['a'], notIn: ['b'] }), 'SelectorInAndNotIn'],
    ['neither in nor notIn', entry({ kind: 'resourceType' }), 'SelectorInAndNotIn'],
    ['a kind twice', entry(type, otherType), 'SelectorRepeated'],
    ['a kind nobody knows', entry({ kind: 'userPrincipalId', in: ['a'] }), 'UnsupportedSelector'],
    ['a kind that is no text', entry({ kind: 1, in: ['a'] }), 'InvalidProperty'],
    ['values that are no texts', entry({ kind: 'resourceType', in: [1] }), 'InvalidProperty'],
    ['a location and no location', entry(europe, nowhere), 'SelectorsContradict'],
    ['selectors that are no list', { name: 'n', selectors: {} }, 'InvalidProperty'],
  ])('refuse %s', (_, bad, code) => {
    expect(read([bad])).toMatchObject({ problem: { code } });
  });
});
