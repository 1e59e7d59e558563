import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

let test: TestStack;

beforeAll(async () => {
  test = await startTestStack();
  const scan = await fetch(
    `${test.stack.host.url}/subscriptions/${sample.subscriptionId}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation?api-version=2019-10-01`,
    { method: 'POST' },
  );
  const location = scan.headers.get('location') ?? '';
  await eventually(async () => expect((await fetch(location)).status).toBe(200));
});

afterAll(async () => {
  await test.close();
});

const subscription = `/subscriptions/${sample.subscriptionId}`;
const hogwarts = `${subscription}/resourceGroups/hogwarts-rg`;
const builtIn = (name: string): string => `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
const assignment = (name: string, scope = subscription): string =>
  `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`;
const noLatestImages = builtIn('021f8078-41a0-40e6-81b6-c6597da9f3ee');

const nakedPods = '65280eef-c8b4-425e-9aec-af55e55bf581';

interface Change {
  readonly resourceId: string;
  readonly policyAssignmentId: string;
  readonly effect: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly components?: readonly { componentName: string; from: string | null; to: string | null }[];
}

async function whatIf(body: unknown) {
  const answer = await fetch(`${test.stack.host.url}/api/whatIf`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as { changes: Change[] } };
}

const short = ({ changes }: { changes: readonly Change[] }) =>
  changes.map(({ resourceId, from, to, reason }) => [resourceId, from, to, reason]);

const violating = ({ changes }: { changes: readonly Change[] }, cluster: string) =>
  changes
    .find(({ resourceId }) => resourceId === cluster)
    ?.components?.filter(({ to }) => to === 'NonCompliant')
    .map(({ componentName }) => componentName)
    .sort();

async function everything() {
  const { compliance } = test.stores;
  const history = await Promise.all(
    [sample.chamber, sample.room, sample.durmstrang].map((id) => compliance.historyOfResource(id)),
  );
  const components = [];
  for await (const page of compliance.componentStates('all')) components.push(...page);
  return { states: await compliance.states('all'), history, components };
}

describe('POST /api/whatIf over the sample estate', () => {
  it('tells what switching "no latest images" on would find', async () => {
    const { status, body } = await whatIf({
      scope: subscription,
      assignment: {
        id: assignment('aks-no-latest-images'),
        properties: { policyDefinitionId: noLatestImages, parameters: { effect: { value: 'Audit' } } },
      },
    });
    expect(status).toBe(200);
    expect(short(body)).toEqual([
      [sample.durmstrang, null, 'Compliant', 'Not violated: 2 objects looked at.'],
      [sample.chamber, null, 'NonCompliant', 'Violated by 2 of 5 objects.'],
      [sample.room, null, 'Compliant', 'Not violated: 1 object looked at.'],
    ]);
    expect(violating(body, sample.chamber)).toEqual([
      'aks-helloworld/aks-helloworld-56c77d8597-5q2vn',
      'aks-helloworld/aks-helloworld-56c77d8597-x8kzt',
    ]);
    expect(body).toMatchObject({ problems: [], summary: { resources: 3, policiesCompared: 3, changes: 3 } });
  });

  it('tries a built-in definition that nobody has assigned', async () => {
    const { body } = await whatIf({
      scope: sample.chamber,
      assignment: { name: 'naked', properties: { policyDefinitionId: builtIn(nakedPods) } },
    });
    expect(body).toMatchObject({
      problems: [],
      changes: [
        {
          resourceId: sample.chamber,
          policyAssignmentId: assignment('naked', sample.chamber),
          policyDefinitionId: builtIn(nakedPods),
          effect: 'audit',
        },
      ],
    });
  });

  it('tells what a removed assignment and an exemption would take away', async () => {
    const { body } = await whatIf({
      scope: hogwarts,
      remove: [assignment('pa-aks-deny-privileged-containers')],
      exemption: {
        id: `${sample.chamber}/providers/Microsoft.Authorization/policyExemptions/plumbing`,
        properties: {
          policyAssignmentId: assignment('aks-policy-add-on-installed'),
          exemptionCategory: 'Waiver',
        },
      },
    });
    expect(short(body)).toEqual([
      [
        sample.chamber,
        'NonCompliant',
        'Exempt',
        `Exempt by ${sample.chamber}/providers/Microsoft.Authorization/policyExemptions/plumbing.`,
      ],
      [sample.chamber, 'NonCompliant', null, 'The assignment would be gone.'],
      [sample.room, 'Compliant', null, 'The assignment would be gone.'],
    ]);
  });

  it('tells whether a cluster would be let in elsewhere', async () => {
    const read = await fetch(`${test.stack.emulators.arm?.url}${sample.room}?api-version=2025-01-01`, {
      headers: { authorization: 'Bearer any' },
    });
    const { body } = await whatIf({
      resource: { ...((await read.json()) as object), location: 'westeurope' },
    });
    const message = 'Clusters belong in North Europe, where the data has to stay.';
    expect(body).toMatchObject({
      summary: { resources: 1, changes: 1 },
      changes: [{ resourceId: sample.room, effect: 'deny', from: 'Compliant', to: 'NonCompliant' }],
      resources: [
        {
          resourceId: sample.room,
          allowed: false,
          refusedBy: [{ effect: 'deny', nonComplianceMessage: message }],
        },
      ],
      problems: [],
    });
  });

  it('finds the add-on that a policy looks for in the cluster that is proposed', async () => {
    const { body } = await whatIf({
      resource: {
        id: sample.chamber.replace('chamber-of-secrets', 'azkaban'),
        location: 'northeurope',
        properties: { addonProfiles: { azurePolicy: { enabled: true } } },
      },
    });
    const name = 'aks-deploy-policy-add-on';
    expect(body.changes.find(({ policyAssignmentId }) => policyAssignmentId.endsWith(name))).toMatchObject({
      effect: 'deployifnotexists',
      from: null,
      to: 'Compliant',
    });
  });

  it('changes a proposed cluster by the policies that do, before others judge it', async () => {
    const tag = "tags['owner']";
    const definition = (name: string, condition: object, then: object) => ({
      name,
      properties: { mode: 'Indexed', policyRule: { if: { field: tag, ...condition }, then } },
    });
    const { body } = await whatIf({
      resource: {
        id: sample.chamber.replace('chamber-of-secrets', 'azkaban'),
        location: 'northeurope',
        properties: {},
      },
      definitions: [
        definition('ownerless', { exists: false }, { effect: 'deny' }),
        definition(
          'owls',
          { exists: false },
          {
            effect: 'modify',
            details: {
              roleDefinitionIds: ['/providers/Microsoft.Authorization/roleDefinitions/contributor'],
              operations: [{ operation: 'addOrReplace', field: tag, value: 'owls' }],
            },
          },
        ),
      ],
    });
    expect(body).toMatchObject({
      problems: [],
      resources: [{ allowed: true, refusedBy: [], modifiedBy: [{ effect: 'modify', fields: [tag] }] }],
    });
  });

  it('tries a template that cannot be had as an evaluation would', async () => {
    const url = 'https://templates.example.com/t.yaml';
    const { body } = await whatIf({
      scope: sample.room,
      definition: {
        name: 'elsewhere',
        properties: {
          mode: 'Microsoft.Kubernetes.Data',
          policyRule: {
            if: { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
            then: {
              effect: 'audit',
              details: {
                templateInfo: { sourceType: 'PublicURL', url },
                apiGroups: [''],
                kinds: ['Pod'],
              },
            },
          },
        },
      },
    });
    const reason = expect.stringMatching(
      /^The constraint template at https:..templates\.example\.com.+PLIMSOLL_TEMPLATE_HOSTS\.$/,
    );
    expect(short(body)).toEqual([[sample.room, null, 'Error', reason]]);
  });

  it('names what Azure would refuse', async () => {
    const { status, body } = await whatIf({
      scope: hogwarts,
      definition: {
        name: 'lost',
        properties: {
          mode: 'All',
          policyRule: { if: { field: 'location', is: 'x' }, then: { effect: 'audit' } },
        },
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ problems: [{ code: 'UnknownOperator' }] });
  });

  it('refuses a body that proposes nothing', async () => {
    expect(await whatIf({ scope: hogwarts })).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequestContent' } },
    });
  });

  it('records nothing', async () => {
    const before = await everything();
    await whatIf({
      scope: subscription,
      remove: [assignment('pa-aks-deny-privileged-containers'), assignment('aks-https-only')],
      resource: { id: sample.durmstrang, location: 'northeurope', properties: {} },
    });
    expect(before.states.length).toBeGreaterThan(20);
    expect(await everything()).toEqual(before);
    expect(test.complaints.filter((complaint) => !complaint.includes('InvalidRequestContent'))).toEqual([]);
  });
});
