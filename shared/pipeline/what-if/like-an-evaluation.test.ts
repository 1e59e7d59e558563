import { beforeEach, describe, expect, it } from 'vitest';
import { GuardedFetchError } from '../../azure';
import { type ArmResource, armIdKey, type JsonObject } from '../../policy';
import { createRemoteTemplates } from '../remote-templates';
import { memoryPorts, type World } from '../testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  noPrivilege,
  pod,
  policiesOf,
  subscription,
  workloadRule,
} from '../testing/sample-policies';
import type { Proposal } from './proposal';
import { type WhatIfPorts, whatIfScope } from './what-if-scope';

let world: World;
let ports: WhatIfPorts;

beforeEach(() => {
  world = {
    clusters: new Map([[armIdKey(clusterId('north')), cluster('north')]]),
    objects: new Map([[armIdKey(clusterId('north')), [pod('calm', false), pod('risky', true)]]]),
    policies: policiesOf([]),
    now: new Date('2026-11-21T22:00:00Z'),
  };
  ports = memoryPorts(world);
});

const none: Proposal = { definitions: [], setDefinitions: [], assignments: [], exemptions: [], remove: [] };

const ask = (proposal: Partial<Proposal>, resource?: ArmResource) =>
  whatIfScope(
    {
      scope: subscription,
      proposal: { ...none, ...proposal },
      ...(resource === undefined ? {} : { resource }),
    },
    ports,
  );

describe('constraint templates at an address', () => {
  const stored = 'https://templates.example.com/noprivilege.yaml';
  const lost = 'https://templates.example.com/lost.yaml';
  const inline = (definition: JsonObject) =>
    definition as {
      properties: { policyRule: { then: { details: { templateInfo: { content: string } } } } };
    };
  const { content } = inline(workloadRule('noprivilege', noPrivilege)).properties.policyRule.then.details
    .templateInfo;
  const text = Buffer.from(content, 'base64').toString();
  const nothingKept = { load: async () => undefined, save: async () => undefined };
  const addressed = (url: string) =>
    workloadRule('noprivilege', '', 'audit', { templateInfo: { sourceType: 'PublicURL', url } });

  let asked: string[];
  beforeEach(() => {
    asked = [];
    const templates = createRemoteTemplates(async (url) => {
      asked.push(url);
      if (url === stored) return { text, etag: undefined };
      throw new GuardedFetchError('NotReachable', url, 'the host answered 404.');
    }, nothingKept);
    ports = { ...ports, templates };
  });

  it('is fetched for a proposed definition', async () => {
    const { changes, problems } = await ask({ definitions: [addressed(stored)] });
    expect(changes).toMatchObject([
      {
        from: null,
        to: 'NonCompliant',
        components: [{ componentName: 'apps/risky' }, { componentName: 'apps/calm' }],
      },
    ]);
    expect(problems).toEqual([]);
    expect(asked).toEqual([stored]);
  });

  it('is fetched for the policies of today, too', async () => {
    world.policies = policiesOf([addressed(stored)]);
    const { changes } = await ask({ definitions: [addressed(lost)] });
    expect(changes).toMatchObject([
      {
        from: 'NonCompliant',
        to: 'Error',
        reason: expect.stringMatching(/^The constraint template at .+lost\.yaml.+404/),
      },
    ]);
    expect(asked).toEqual([stored, lost]);
  });

  it('is left alone where no policy that names it differs', async () => {
    world.policies = policiesOf([addressed(stored)]);
    await ask({ definitions: [{ ...workloadRule('other', noPrivilege) }] });
    expect(asked).toEqual([]);
  });
});

describe('policies that contradict each other', () => {
  /** Wants a value in the tag `owner`, and refuses requests over it where it is told to. */
  const tagger = (name: string, value: string, conflictEffect = 'deny'): JsonObject => ({
    id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    name,
    properties: {
      policyType: 'Custom',
      mode: 'Indexed',
      policyRule: {
        if: { field: "tags['owner']", notEquals: value },
        then: {
          effect: 'modify',
          details: {
            roleDefinitionIds: ['/providers/Microsoft.Authorization/roleDefinitions/r'],
            conflictEffect,
            operations: [{ operation: 'addOrReplace', field: "tags['owner']", value }],
          },
        },
      },
    },
  });
  const contradiction = 'It contradicts another policy that would change the same field.';

  it('are in Conflict with those that stay as they are', async () => {
    world.policies = policiesOf([tagger('one', 'a')]);
    const { changes, summary } = await ask({
      definitions: [tagger('two', 'b')],
      assignments: policiesOf([tagger('two', 'b')]).assignments,
    });
    expect(changes).toMatchObject([
      {
        policyAssignmentId: assignmentId('one'),
        from: 'NonCompliant',
        to: 'Conflict',
        reason: contradiction,
      },
      { policyAssignmentId: assignmentId('two'), from: null, to: 'Conflict', reason: contradiction },
    ]);
    expect(summary.policiesCompared).toBe(2);
  });

  it.each<[string, Partial<Proposal>, string | null]>([
    ['one is removed', { remove: [assignmentId('two')] }, null],
    ['one gives way', { definitions: [tagger('two', 'b', 'audit')] }, 'NonCompliant'],
    [
      'one is exempt',
      {
        exemptions: [
          {
            id: `${clusterId('north')}/providers/Microsoft.Authorization/policyExemptions/waived`,
            properties: { policyAssignmentId: assignmentId('two'), exemptionCategory: 'Waiver' },
          },
        ],
      },
      'Exempt',
    ],
  ])('are in Conflict no more when %s', async (_, proposal, to) => {
    world.policies = policiesOf([tagger('one', 'a'), tagger('two', 'b')]);
    expect((await ask(proposal)).changes).toMatchObject([
      { policyAssignmentId: assignmentId('one'), from: 'Conflict', to: 'NonCompliant' },
      { policyAssignmentId: assignmentId('two'), from: 'Conflict', to },
    ]);
  });

  it('are not evaluated for what changes no resources', async () => {
    world.policies = policiesOf([tagger('one', 'a'), tagger('two', 'b')]);
    const { changes, summary } = await ask({ definitions: [workloadRule('noprivilege', noPrivilege)] });
    expect(changes).toHaveLength(1);
    expect(summary.policiesCompared).toBe(1);
  });
});

describe('a policy that looks for the cluster itself', () => {
  const addOn = (enabled: boolean): ArmResource => ({
    ...cluster('north'),
    tags: { addOn: String(enabled) },
  });
  const withAddOn: JsonObject = {
    id: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/withAddOn`,
    name: 'withAddOn',
    properties: {
      policyType: 'Custom',
      mode: 'All',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
        then: {
          effect: 'auditIfNotExists',
          details: {
            type: 'Microsoft.ContainerService/managedClusters',
            name: "[field('name')]",
            existenceCondition: { field: "tags['addOn']", equals: 'true' },
          },
        },
      },
    },
  };

  beforeEach(() => {
    world.policies = policiesOf([withAddOn]);
    const listRelated = async ({ id }: ArmResource): Promise<JsonObject[]> => {
      const found = world.clusters.get(armIdKey(id));
      return found === undefined ? [] : [found as unknown as JsonObject];
    };
    ports = { ...ports, resources: { ...ports.resources, listRelated } };
  });

  it.each<[string, boolean | undefined, boolean, string | null, string]>([
    ['with the add-on in place of one without', false, true, 'NonCompliant', 'Compliant'],
    ['without the add-on in place of one with it', true, false, 'Compliant', 'NonCompliant'],
    ['with the add-on that does not exist yet', undefined, true, null, 'Compliant'],
  ])('finds a proposed one %s', async (_, present, proposed, from, to) => {
    world.clusters.clear();
    if (present !== undefined) world.clusters.set(armIdKey(clusterId('north')), addOn(present));
    expect((await ask({}, addOn(proposed))).changes).toMatchObject([{ from, to }]);
  });
});

describe('a policy that compares objects with others', () => {
  const url = 'https://templates.example.com/beside.yaml';
  const beside: JsonObject = {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: {
      name: 'beside',
      annotations: {
        'metadata.gatekeeper.sh/requires-sync-data':
          '[[{"groups": [""], "versions": ["v1"], "kinds": ["Service"]}]]',
      },
    },
    spec: {
      crd: { spec: { names: { kind: 'Beside' } } },
      targets: [
        {
          target: 'admission.k8s.gatekeeper.sh',
          rego: `package beside
violation[{"msg": msg}] {
  service := data.inventory.namespace["apps"]["v1"]["Service"][input.review.object.metadata.name]
  msg := sprintf("shares its name with %v", [service.metadata.name])
}`,
        },
      ],
    },
  };

  it('sees the objects of the cluster', async () => {
    ports = { ...ports, templates: { find: async () => new Map([[url, { value: beside }]]) } };
    world.objects
      .get(armIdKey(clusterId('north')))
      ?.push({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'calm', namespace: 'apps' } });
    const { changes } = await ask({
      definitions: [workloadRule('beside', '', 'audit', { templateInfo: { url } })],
    });
    expect(changes[0]?.components).toMatchObject([
      { componentName: 'apps/calm', to: 'NonCompliant', reason: 'shares its name with calm' },
      { componentName: 'apps/risky', to: 'Compliant' },
    ]);
  });
});

describe('a policy that looks at Secrets', () => {
  const secret = (name: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: 'apps',
      annotations: { team: 'owls', 'kubectl.kubernetes.io/last-applied-configuration': 'password' },
    },
    type: 'Opaque',
    data: { password: 'cGFzc3dvcmQ=', ['__proto__']: 'cGFzc3dvcmQ=' },
    stringData: { password: 'password' },
  });
  const telling = `package telling
violation[{"msg": msg}] {
  msg := sprintf("%v", [input.review.object])
}
violation[{"msg": msg}] {
  msg := sprintf("%v", [data.inventory])
}`;

  it('sees their keys and none of their values, as objects and in the inventory', async () => {
    const template: JsonObject = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: {
        name: 'telling',
        annotations: {
          'metadata.gatekeeper.sh/requires-sync-data':
            '[[{"groups": [""], "versions": ["v1"], "kinds": ["Secret"]}]]',
        },
      },
      spec: {
        crd: { spec: { names: { kind: 'Telling' } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', rego: telling }],
      },
    };
    ports = {
      ...ports,
      templates: { find: async () => new Map([['https://x.example/t', { value: template }]]) },
    };
    world.objects.get(armIdKey(clusterId('north')))?.push(secret('one'), secret('two'));
    const more = { templateInfo: { url: 'https://x.example/t' }, kinds: ['Secret'] };
    const { changes } = await ask({ definitions: [workloadRule('telling', '', 'audit', more)] });
    const said = changes.flatMap(({ components = [] }) => components.map(({ reason }) => reason));
    expect(said).toHaveLength(2);
    for (const reason of said) {
      expect(reason).toContain('"password": "KioqKioq"');
      expect(reason).toContain('"__proto__": "KioqKioq"');
      expect(reason).toContain('"team": "owls"');
      expect(reason).toContain('"two"');
      expect(reason).not.toMatch(/cGFzc3dvcmQ|: "password"/);
    }
  });
});
