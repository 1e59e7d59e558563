import { describe, expect, it } from 'vitest';
import { scopeChain, scopeCovers } from './scope';
import { indexAncestors, managementGroupsOf, type ScopeTree } from './scope-tree';
import { pseudoRandom } from './test-kit';

const tree: ScopeTree = {
  subscriptions: [
    { subscriptionId: 'S1', managementGroups: ['Hogwarts', 'wizarding-world', 'root'] },
    { subscriptionId: 's2', managementGroups: ['wizarding-world', 'root'] },
  ],
};
const mg = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;

describe('scopeCovers', () => {
  it.each([
    ['itself', '/subscriptions/s1', '/subscriptions/S1', true],
    ['its resource groups', '/subscriptions/s1', '/subscriptions/s1/resourceGroups/rg', true],
    [
      'a resource',
      '/subscriptions/s1/resourcegroups/RG',
      '/subscriptions/s1/resourceGroups/rg/providers/X.Y/a/n',
      true,
    ],
    [
      'children of a resource',
      '/subscriptions/s1/providers/X.Y/a/n',
      '/subscriptions/s1/providers/X.Y/a/n/b/m',
      true,
    ],
    [
      'no group whose name merely starts alike',
      '/subscriptions/s1/resourceGroups/rg1',
      '/subscriptions/s1/resourceGroups/rg10',
      false,
    ],
    ['nothing above', '/subscriptions/s1/resourceGroups/rg', '/subscriptions/s1', false],
    ['no other subscription', '/subscriptions/s1', '/subscriptions/s2', false],
    ['a subscription in a management group', mg('HOGWARTS'), '/subscriptions/s1/resourceGroups/rg', true],
    ['a subscription further below', mg('root'), '/subscriptions/s1/resourceGroups/rg', true],
    ['no subscription of a sibling', mg('hogwarts'), '/subscriptions/s2', false],
    ['no subscription that the tree does not know', mg('root'), '/subscriptions/s3', false],
    ['a management group below', mg('root'), mg('hogwarts'), true],
    ['no management group above', mg('hogwarts'), mg('root'), false],
    ['everything from the tenant', '/', '/subscriptions/s3/resourceGroups/x', true],
  ])('%s', (_, scope, id, expected) => {
    expect(scopeCovers(scope, id, tree)).toBe(expected);
  });
});

describe('managementGroupsOf', () => {
  it('gives ids, nearest first, and nothing for a stranger', () => {
    expect(managementGroupsOf(tree, 's1')).toEqual([mg('Hogwarts'), mg('wizarding-world'), mg('root')]);
    expect(managementGroupsOf(tree, 'nobody')).toEqual([]);
  });
});

describe('scopeChain', () => {
  const ancestors = indexAncestors(tree);

  it('goes from the resource up to the tenant', () => {
    const groups = ['hogwarts', 'wizarding-world', 'root'].map((name) => mg(name).toLowerCase());
    const chain = scopeChain('/subscriptions/s1/resourcegroups/rg/providers/x.y/a/n', ancestors);
    expect(chain[0]).toBe('/subscriptions/s1/resourcegroups/rg/providers/x.y/a/n');
    expect(chain.slice(-6)).toEqual(['/subscriptions/s1/resourcegroups', '/subscriptions/s1', ...groups, '']);
    expect(scopeChain('/subscriptions/s1', ancestors)).toEqual(['/subscriptions/s1', ...groups, '']);
    expect(scopeChain('/subscriptions/s3', ancestors)).toEqual(['/subscriptions/s3', '']);
    expect(scopeChain('/providers/x', ancestors)).toEqual(['/providers/x', '/providers', '']);
    expect(scopeChain('', ancestors)).toEqual(['']);
  });

  it('agrees with comparing segment by segment, for random ids', () => {
    const random = pseudoRandom(1);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const makeId = () => {
      let id = `/subscriptions/${pick(['s1', 's11', 's2'])}`;
      if (random() < 0.7) id += `/resourcegroups/${pick(['rg', 'rg1', 'rg10'])}`;
      if (random() < 0.6) id += `/providers/x.y/${pick(['a', 'ab'])}/${pick(['n', 'n1'])}`;
      if (id.includes('providers') && random() < 0.4) id += `/b/${pick(['m', 'm1'])}`;
      return id;
    };
    for (let round = 0; round < 2000; round += 1) {
      const scope = makeId();
      const id = makeId();
      const wanted = scope.split('/').every((segment, index) => id.split('/')[index] === segment);
      expect(scopeChain(id, ancestors).includes(scope), `${scope} over ${id}`).toBe(wanted);
      expect(scopeCovers(scope, id, tree), `${scope} over ${id}`).toBe(wanted);
    }
  });
});
