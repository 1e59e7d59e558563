import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../expressions';
import { matchesRelatedQuery, type RelatedResourceQuery } from './related-resources';

const scope = '/subscriptions/s/resourceGroups/g';
const query: RelatedResourceQuery = {
  type: 'Microsoft.Sql/servers/databases',
  existenceScope: 'ResourceGroup',
  within: 'resourceGroup',
  scope,
};
const database: JsonObject = {
  id: `${scope}/providers/Microsoft.Sql/servers/azkaban/databases/cells`,
  name: 'cells',
  type: 'microsoft.sql/servers/DATABASES',
  kind: 'v12',
};

describe('a resource answers a query', () => {
  it.each<[string, Partial<RelatedResourceQuery>, boolean]>([
    ['by type, without case', {}, true],
    ['not by another type', { type: 'Microsoft.Sql/servers' }, false],
    ['by its name', { name: 'CELLS' }, true],
    ['by its full name', { name: 'azkaban/cells' }, true],
    ['by any last name', { name: 'azkaban/?' }, true],
    ['not by any first name', { name: '?/cells' }, false],
    ['not by the name of a part', { name: 'azkaban' }, false],
    ['by kind', { kind: 'V12' }, true],
    ['not by another kind', { kind: 'v11' }, false],
    ['not in another group', { scope: '/subscriptions/s/resourceGroups/g2' }, false],
    ['not in a group whose name begins alike', { scope: '/subscriptions/s/resourceGroups/' }, false],
    ['in the subscription', { scope: '/SUBSCRIPTIONS/S' }, true],
  ])('%s', (_what, more, expected) => {
    expect(matchesRelatedQuery({ ...query, ...more }, database)).toBe(expected);
  });
});
