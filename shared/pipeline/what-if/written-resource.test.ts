import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policy';
import { memoryPorts } from '../testing/memory-ports';
import { cluster, policiesOf, rule } from '../testing/sample-policies';
import { whatIfScope } from './what-if-scope';

const owner = "tags['owner']";

/** A definition that changes clusters that have no such owner. */
const changing = (name: string, value: unknown, effect: string, details: unknown): JsonObject => {
  const definition = rule(name, { field: owner, notEquals: value as string }, effect) as {
    properties: { policyRule: { then: { details?: unknown } } };
  };
  definition.properties.policyRule.then.details = details;
  return definition as unknown as JsonObject;
};

const modify = (name: string, value: unknown, conflictEffect = 'deny', field = owner): JsonObject =>
  changing(name, value, 'modify', {
    roleDefinitionIds: ['/providers/Microsoft.Authorization/roleDefinitions/r'],
    conflictEffect,
    operations: [{ operation: 'addOrReplace', field, value }],
  });

const append = (name: string, value: string): JsonObject =>
  changing(name, value, 'append', [{ field: owner, value }]);

const ownerless = rule('ownerless', { field: owner, exists: false }, 'deny');

/** What would become of a new cluster with these tags. */
async function propose(definitions: readonly JsonObject[], tags: JsonObject = {}, more: JsonObject = {}) {
  const policies = policiesOf(definitions);
  const assignments = policies.assignments.map((assignment) => {
    const { properties, ...rest } = assignment as { properties: JsonObject };
    return { ...rest, properties: { ...properties, ...more } } as JsonObject;
  });
  const ports = memoryPorts({
    clusters: new Map(),
    objects: new Map(),
    policies: { ...policies, assignments },
    now: new Date('2026-11-21T22:00:00Z'),
  });
  const proposal = { definitions: [], setDefinitions: [], assignments: [], exemptions: [], remove: [] };
  const resource = { ...cluster('new'), tags };
  const [proposed] = (await whatIfScope({ scope: resource.id, proposal, resource }, ports)).resources;
  const name = ({ policyAssignmentId }: { policyAssignmentId: string }) =>
    policyAssignmentId.split('/').pop();
  return {
    allowed: proposed?.allowed,
    modified: proposed?.modifiedBy.map((one) => [name(one), ...one.fields]),
    refused: proposed?.refusedBy.map((one) => [name(one), one.reason]),
    states: Object.fromEntries(proposed?.states.map((one) => [name(one), one.complianceState]) ?? []),
  };
}

const contradiction = 'It contradicts another policy that would change the same field of the request.';

describe('a proposed resource', () => {
  it('is judged as append and modify leave it', async () => {
    expect(await propose([ownerless])).toMatchObject({
      allowed: false,
      states: { ownerless: 'NonCompliant' },
    });
    expect(await propose([ownerless, modify('owls', 'owl')])).toEqual({
      allowed: true,
      modified: [['owls', owner]],
      refused: [],
      states: { owls: 'Compliant', ownerless: 'Compliant' },
    });
    expect(await propose([ownerless, append('owls', 'owl')])).toMatchObject({
      allowed: true,
      modified: [['owls', owner]],
    });
  });

  it('is left alone by what is not enforced, and by what finds nothing to change', async () => {
    expect(await propose([modify('owls', 'owl')], {}, { enforcementMode: 'DoNotEnforce' })).toMatchObject({
      allowed: true,
      modified: [],
      states: { owls: 'NonCompliant' },
    });
    expect(await propose([modify('owls', 'owl')], { owner: 'owl' })).toMatchObject({
      modified: [],
      allowed: true,
    });
  });

  it('is refused where append would replace a value, and not where modify does', async () => {
    expect(await propose([append('owls', 'owl')], { owner: 'cat' })).toEqual({
      allowed: false,
      modified: [],
      refused: [['owls', `It may not change ${owner}.`]],
      states: { owls: 'NonCompliant' },
    });
    expect(await propose([modify('owls', 'owl')], { owner: 'cat' })).toMatchObject({
      allowed: true,
      modified: [['owls', owner]],
      states: { owls: 'Compliant' },
    });
  });

  it('is refused where two policies insist on a field', async () => {
    expect(await propose([modify('cats', 'cat'), modify('owls', 'owl')])).toEqual({
      allowed: false,
      modified: [],
      refused: [
        ['cats', contradiction],
        ['owls', contradiction],
      ],
      states: { cats: 'Conflict', owls: 'Conflict' },
    });
  });

  it('is changed by the one that insists, and by none where none does', async () => {
    expect(await propose([modify('cats', 'cat', 'audit'), modify('owls', 'owl')])).toMatchObject({
      allowed: true,
      modified: [['owls', owner]],
      states: { cats: 'NonCompliant', owls: 'Compliant' },
    });
    expect(await propose([modify('cats', 'cat', 'audit'), modify('owls', 'owl', 'audit')])).toMatchObject({
      allowed: true,
      modified: [],
    });
  });

  it('is refused where what to write cannot be worked out', async () => {
    const { allowed, modified, refused } = await propose([modify('owls', "[string(int('owl'))]")]);
    expect({ allowed, modified }).toEqual({ allowed: false, modified: [] });
    expect(refused).toEqual([['owls', expect.stringMatching(/^int\(\) needs a number/)]]);
  });

  it.each<[string, unknown]>([
    ['id', 'x'],
    ['name', 'x'],
    ['type', 'x'],
    ['tags', 5],
    ['location', 5],
    ['kind', {}],
  ])('stays a resource: %s is not changed to %j', async (field, value) => {
    const { allowed, modified, refused } = await propose([modify('owls', value, 'deny', field)]);
    expect({ allowed, modified }).toEqual({ allowed: false, modified: [] });
    expect(refused).toEqual([['owls', `It may not change ${field}.`]]);
  });
});
