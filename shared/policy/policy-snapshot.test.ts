import { describe, expect, it } from 'vitest';
import { checkAssignment } from './check-assignment';
import { checkDefinition, checkSetDefinition } from './check-definition';
import { checkExemption } from './check-exemption';
import { diffSnapshots } from './diff-snapshots';
import { policiesInForce } from './policies-in-force';
import { definitionVersions, type PolicyObjects, setDefinitionVersions } from './policy-snapshot';
import {
  assignment,
  assignmentOf,
  cluster,
  definition,
  exemption,
  group,
  initiative,
  member,
  policyId,
  pseudoRandom,
  randomPolicyObject,
  rule,
  snapshotOf,
  subscription,
} from './test-kit';

const assigned = policyId(subscription, 'Assignments', 'a');

describe('snapshotVersion', () => {
  const objects: Partial<PolicyObjects> = {
    definitions: [definition('d'), definition('e')],
    setDefinitions: [initiative('s', [member('r', 'd')])],
    assignments: [assignmentOf('d'), assignment('b', policyId('', 'SetDefinitions', 's'))],
    exemptions: [exemption('x', group, assigned)],
    scopeTree: { subscriptions: [{ subscriptionId: 's1', managementGroups: ['a', 'root'] }] },
  };
  const version = (changed: Partial<PolicyObjects>) => snapshotOf({ ...objects, ...changed }).snapshotVersion;

  it('does not see the order in which objects were listed', () => {
    const reversed = {
      definitions: [...(objects.definitions ?? [])].reverse(),
      assignments: [...(objects.assignments ?? [])].reverse(),
    };
    expect(version(reversed)).toBe(version({}));
  });

  it.each<[string, Partial<PolicyObjects>]>([
    ['a definition', { definitions: [definition('d'), definition('e', { displayName: 'new' })] }],
    ['an initiative', { setDefinitions: [] }],
    ['an assignment', { assignments: [assignmentOf('d', { enforcementMode: 'DoNotEnforce' })] }],
    ['an exemption', { exemptions: [exemption('x', group, assigned, { expiresOn: '2030-01-01' })] }],
    [
      'the place of a subscription',
      { scopeTree: { subscriptions: [{ subscriptionId: 's1', managementGroups: ['root'] }] } },
    ],
    ['which list an object is in', { definitions: [], setDefinitions: objects.definitions ?? [] }],
  ])('sees a change of %s', (_, changed) => {
    expect(version(changed)).not.toBe(version({}));
  });
});

describe('buildPolicySnapshot', () => {
  it('lists what it could not read and keeps the rest', () => {
    const snapshot = snapshotOf({
      definitions: ['junk', definition('bad', { policyRule: null }), definition('d')],
      setDefinitions: [initiative('s', [member('r', 'd'), member('r', 'd')])],
      assignments: [assignmentOf('d'), { id: 'nowhere' }],
      exemptions: [
        exemption('orphan', group, `${assigned}2`),
        exemption('outside', '/subscriptions/other', assigned),
        exemption('bad', group, assigned, { exemptionCategory: 'Because' }),
        exemption('good', group, assigned),
      ],
    });
    expect(snapshot.problems.map(({ kind, problem }) => `${kind} ${problem.code}`)).toEqual([
      'policydefinitions NotAnObject',
      'policydefinitions InvalidPolicyRule',
      'policysetdefinitions DuplicateReference',
      'policyassignments InvalidId',
      'policyexemptions ExemptionOrphan',
      'policyexemptions ExemptionOutsideScope',
      'policyexemptions InvalidProperty',
    ]);
    expect(snapshot.assignments.map(({ name }) => name)).toEqual(['a']);
    expect(snapshot.exemptions.map(({ name }) => name)).toEqual(['orphan', 'outside', 'good']);
  });

  it('holds definitions in all versions that it was given', () => {
    const versions = ['1.0.0', '2.0.0', '2.0.0'].map((version) =>
      definition('d', { policyType: 'BuiltIn', version }),
    );
    const snapshot = snapshotOf({ definitions: versions, setDefinitions: [initiative('s', [])] });
    const id = policyId('', 'Definitions', 'D').toUpperCase();
    expect(definitionVersions(snapshot, id).map(({ version }) => version.text)).toEqual(['1.0.0', '2.0.0']);
    expect(definitionVersions(snapshot, 'nothing')).toEqual([]);
    expect(setDefinitionVersions(snapshot, policyId('', 'SetDefinitions', 's'))).toHaveLength(1);
  });

  it('does not read the good version of a definition worse for a bad one beside it', () => {
    const bad = {
      ...definition('d', { policyRule: 1 }),
      id: `${policyId('', 'Definitions', 'd')}/versions/1.0.0`,
    };
    const snapshot = snapshotOf({ definitions: [bad, definition('d')], assignments: [assignmentOf('d')] });
    expect(policiesInForce(snapshot, cluster('c'), new Date(0))[0]).not.toHaveProperty('problem');
  });

  it('survives objects made to harm', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    const hostile = JSON.parse('{"__proto__":{"id":"/x"},"constructor":{"prototype":1}}');
    const polluting = definition('d', {
      policyRule: rule("[parameters('__proto__')]"),
      parameters: JSON.parse('{"__proto__":{"type":"String","defaultValue":"audit"}}'),
    });
    const snapshot = snapshotOf({
      definitions: [deep, hostile, { ...definition('deep'), properties: deep }, polluting],
      setDefinitions: [deep],
      assignments: [deep, hostile, assignmentOf('d'), assignment('b', policyId('', 'Definitions', 'deep'))],
      exemptions: [deep, hostile],
    });
    const found = policiesInForce(snapshot, cluster('c'), new Date(0));
    expect(found.map(({ effect, problem }) => problem?.code ?? effect)).toEqual(['audit', 'TooDeep']);
    expect(({} as Record<string, unknown>)['id']).toBeUndefined();
  });

  it('answers whatever it was made of, with a problem or an effect for each policy', () => {
    const random = pseudoRandom(11);
    const some = () => Array.from({ length: 6 }, () => randomPolicyObject(random));
    let answered = 0;
    for (let round = 0; round < 100; round += 1) {
      const objects = {
        definitions: [...some(), definition('d')],
        setDefinitions: [...some(), initiative('s', [member('r', 'd')])],
        assignments: [...some(), assignment('b', policyId('', 'SetDefinitions', 's'))],
        exemptions: some(),
      };
      const snapshot = snapshotOf(objects);
      const found = policiesInForce(snapshot, cluster('c'), new Date(0));
      for (const { effect, problem } of found) expect(problem !== undefined || effect !== '').toBe(true);
      answered += found.length;
      const more = { ...objects, definitions: [...objects.definitions, definition('unassigned')] };
      expect(diffSnapshots(snapshot, snapshotOf(more))).toEqual([]);
      for (const raw of objects.assignments) checkAssignment(raw, objects.definitions[0]);
      for (const raw of objects.definitions) checkDefinition(raw);
      for (const raw of objects.setDefinitions) checkSetDefinition(raw, objects.definitions);
      for (const raw of objects.exemptions) checkExemption(raw, objects.assignments[0]);
    }
    expect(answered).toBeGreaterThanOrEqual(100);
  });

  it('does not turn slow with many assignments, members and exemptions', () => {
    const members = Array.from({ length: 1000 }, (_, index) => member(`r${index}`, 'd'));
    const assignments = Array.from({ length: 200 }, (_, index) =>
      assignment(
        `a${index}`,
        policyId('', 'SetDefinitions', 's'),
        {},
        `${subscription}/resourceGroups/rg${index}`,
      ),
    );
    const exemptions = Array.from({ length: 5000 }, (_, index) =>
      exemption(`e${index}`, cluster(`c${index}`).id, assigned),
    );
    let evaluations = 0;
    const snapshot = snapshotOf({
      definitions: [definition('d')],
      setDefinitions: [initiative('s', members)],
      assignments: [...assignments, assignmentOf('d')],
      exemptions,
    });
    for (let index = 0; index < 5000; index += 1) {
      evaluations += policiesInForce(snapshot, cluster(`c${index}`), new Date(0)).length;
    }
    expect(evaluations).toBe(5000);
  });
});
