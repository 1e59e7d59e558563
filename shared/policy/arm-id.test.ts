import { describe, expect, it } from 'vitest';
import { armIdKey, MAX_ID_CHARACTERS, managementGroupId, normaliseArmId, parseArmId } from './arm-id';

describe('parseArmId', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['', { kind: 'tenant', id: '', key: '' }],
    ['/', { kind: 'tenant', id: '' }],
    ['/subscriptions/S1', { kind: 'subscription', subscriptionId: 'S1', key: '/subscriptions/s1' }],
    [
      '/Subscriptions/S1/resourcegroups/Rg/',
      {
        kind: 'resourceGroup',
        subscriptionId: 'S1',
        resourceGroup: 'Rg',
        key: '/subscriptions/s1/resourcegroups/rg',
      },
    ],
    [
      '/providers/Microsoft.Management/managementGroups/Wizards',
      { kind: 'managementGroup', managementGroup: 'Wizards' },
    ],
    [
      '//subscriptions/s/resourceGroups/rg/providers/Microsoft.X/a/n1/b/n2',
      {
        kind: 'resource',
        provider: 'Microsoft.X',
        type: 'Microsoft.X/a/b',
        name: 'n2',
        fullName: 'n1/n2',
        resourceGroup: 'rg',
        parentId: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.X/a/n1',
        scope: '/subscriptions/s/resourceGroups/rg',
      },
    ],
    [
      '/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/a',
      { kind: 'resource', type: 'Microsoft.Authorization/policyAssignments', scope: '/subscriptions/s' },
    ],
    [
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/n/providers/Microsoft.Authorization/policyExemptions/e',
      {
        kind: 'resource',
        type: 'Microsoft.Authorization/policyExemptions',
        name: 'e',
        scope: '/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/n',
        parentId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/n',
      },
    ],
    [
      '/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/policyDefinitions/d',
      {
        kind: 'resource',
        managementGroup: 'mg',
        scope: '/providers/Microsoft.Management/managementGroups/mg',
      },
    ],
    ['/providers/Microsoft.Authorization/policyDefinitions/d', { kind: 'resource', scope: '', name: 'd' }],
    [
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/providers/b/n',
      { kind: 'resource', name: 'n', fullName: 'providers/n', type: 'Microsoft.X/a/b' },
    ],
    ['/subscriptions/s/resourceGroups/__proto__', { kind: 'resourceGroup', resourceGroup: '__proto__' }],
  ];
  it.each(cases)('takes %s apart', (text, expected) => {
    expect(parseArmId(text)).toMatchObject(expected);
  });

  it.each([
    ['a bare word', 'hogwarts'],
    ['a subscription without a name', '/subscriptions'],
    ['a resource group without a name', '/subscriptions/s/resourceGroups'],
    ['a provider alone', '/subscriptions/s/providers/Microsoft.X'],
    ['a type without a name', '/subscriptions/s/providers/Microsoft.X/a'],
    ['a child type without a name', '/subscriptions/s/providers/Microsoft.X/a/n/b'],
    ['something else below a subscription', '/subscriptions/s/things/t'],
    ['an extension of half a resource', '/subscriptions/s/providers/Microsoft.X/providers/Microsoft.Y/b/n'],
    ['a step up', '/subscriptions/s/resourceGroups/../providers/Microsoft.X/a/n'],
    ['a step on the spot', '/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/.'],
    ['half of a surrogate pair', '/subscriptions/s/resourceGroups/\ud83d'],
    ['an endless text', `/subscriptions/${'s'.repeat(MAX_ID_CHARACTERS)}`],
  ])('refuses %s', (_, text) => {
    expect(parseArmId(text)).toBeUndefined();
  });
});

describe('ids as keys', () => {
  it('are the same whatever the letters and slashes', () => {
    const key = '/subscriptions/s/resourcegroups/rg';
    for (const text of [
      '/subscriptions/S/resourceGroups/RG',
      '//SUBSCRIPTIONS/s//resourcegroups/rg//',
      ` ${key} `,
    ]) {
      expect(armIdKey(text)).toBe(key);
    }
    expect(normaliseArmId('//Subscriptions/S/')).toBe('/Subscriptions/S');
    expect(normaliseArmId('/')).toBe('');
  });

  it('of a management group come from its name or its id', () => {
    const id = '/providers/Microsoft.Management/managementGroups/wizarding-world';
    expect(managementGroupId('wizarding-world')).toBe(id);
    expect(managementGroupId(`${id}/`)).toBe(id);
  });
});
