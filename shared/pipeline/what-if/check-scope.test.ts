import { expect, it } from 'vitest';
import { snapshotOf } from '../follow-policies';
import { clusterId, policiesOf, subscription } from '../testing/sample-policies';
import { checkScope } from './check-scope';

const group = `${subscription}/resourceGroups/rg`;
const managementGroup = '/providers/Microsoft.Management/managementGroups/';

it.each<[string, string, boolean]>([
  ['the scope itself, in other letters', group.toUpperCase(), true],
  ['its subscription', subscription, true],
  ['a cluster in it', clusterId('north'), true],
  ['a management group above, in other letters', `${managementGroup}ROOT`, true],
  ['a management group that is not above', `${managementGroup}muggles`, false],
  ['another subscription', `${subscription}2`, false],
  ['a group whose name starts alike', `${group}2`, false],
])('tells whether policies at %s could change anything in a resource group', (_, home, covers) => {
  const id = `${home}/providers/Microsoft.Authorization/policyAssignments/x`;
  const exemption = `${home}/providers/Microsoft.Authorization/policyExemptions/x`;
  const problems = checkScope(
    { assignments: [{ id }], exemptions: [{ id: exemption }] },
    group,
    snapshotOf(policiesOf([])),
  );
  expect(problems.map(({ code, target }) => [code, target])).toEqual(
    covers
      ? []
      : [
          ['ScopeNotCovered', id],
          ['ScopeNotCovered', exemption],
        ],
  );
});

it('leaves what has no id to others', () => {
  expect(checkScope({ assignments: ['x', {}], exemptions: [] }, group, snapshotOf(policiesOf([])))).toEqual(
    [],
  );
});
