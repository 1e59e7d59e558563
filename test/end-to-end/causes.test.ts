import { PolicyInsightsClient } from '@azure/arm-policyinsights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PolicyState, summarize } from '../../shared/compliance';
import { eventually } from './eventually';
import { sample, startTestStack, type TestStack } from './test-stack';

let test: TestStack;

beforeEach(async () => {
  test = await startTestStack();
});

afterEach(async () => {
  await test.close();
});

/** Every outcome that the sample estate must have, whatever caused the evaluation. */
async function expectOutcomes(causedBy: PolicyState['causedBy']['type']): Promise<void> {
  const states = await test.stores.compliance.states('all');
  const stateOf = (resourceId: string, definition: string, referenceId: string | null = null) =>
    states.find(
      (state) =>
        state.resourceId === resourceId &&
        state.policyDefinitionName === definition &&
        state.policyDefinitionReferenceId === referenceId,
    );

  expect(stateOf(sample.chamber, sample.privilegedContainers)).toMatchObject({
    complianceState: 'NonCompliant',
    policyDefinitionAction: 'deny',
    componentCounts: { nonCompliant: 2, error: 0 },
    causedBy: { type: causedBy },
  });
  const components = [];
  for await (const page of test.stores.compliance.componentStates({ resourceId: sample.chamber }))
    components.push(...page);
  const privileged = components.filter(
    (component) =>
      component.policyDefinitionName === sample.privilegedContainers &&
      component.policyDefinitionReferenceId === null,
  );
  expect(privileged.map(({ componentName }) => componentName).sort()).toEqual([
    'aks-helloworld/aks-helloworld-56c77d8597-5q2vn',
    'aks-helloworld/aks-helloworld-56c77d8597-x8kzt',
  ]);
  for (const component of privileged) {
    expect(component).toMatchObject({
      componentType: 'Pod',
      complianceState: 'NonCompliant',
      container: 'aks-helloworld-one',
      policyEvaluationDetails: {
        reason:
          'Privileged container is not allowed: aks-helloworld-one, securityContext: {"privileged": true}',
      },
    });
    expect(component.constraint).toMatch(/^azurepolicy-.+-[0-9a-f]{20}$/);
  }

  expect(stateOf(sample.durmstrang, sample.onlyNorthEurope)).toMatchObject({
    complianceState: 'NonCompliant',
    policyEvaluationDetails: {
      evaluatedExpressions: expect.arrayContaining([
        expect.objectContaining({
          result: 'True',
          expression: 'location',
          expressionValue: 'westeurope',
          operator: 'NotIn',
        }),
      ]),
    },
  });
  expect(stateOf(sample.chamber, sample.onlyNorthEurope)).toMatchObject({ complianceState: 'Compliant' });
  expect(stateOf(sample.chamber, sample.addOnInstalled)).toMatchObject({ complianceState: 'NonCompliant' });
  expect(stateOf(sample.chamber, sample.deployAddOn)).toMatchObject({
    complianceState: 'NonCompliant',
    policyDefinitionAction: 'deployifnotexists',
  });

  const room = states.filter(({ resourceId }) => resourceId === sample.room);
  expect(room.length).toBeGreaterThan(10);
  expect(room.filter(({ complianceState }) => complianceState !== 'Compliant')).toEqual([]);

  const exempt = states.filter(({ complianceState }) => complianceState === 'Exempt');
  expect(exempt.map(({ resourceId, policyAssignmentName }) => [resourceId, policyAssignmentName])).toEqual([
    [sample.durmstrang, expect.stringContaining('defender')],
  ]);

  const baseline = states.filter(
    ({ policySetDefinitionName }) => policySetDefinitionName === sample.podSecurityBaseline,
  );
  expect(new Set(baseline.map(({ policyDefinitionReferenceId }) => policyDefinitionReferenceId)).size).toBe(
    5,
  );
  expect(new Set(baseline.map(({ resourceId }) => resourceId))).toEqual(
    new Set([sample.chamber, sample.room]),
  );
  const initiative = summarize(states).policyAssignments.find(({ policySetDefinitionId }) =>
    policySetDefinitionId.endsWith(sample.podSecurityBaseline),
  );
  expect(initiative).toMatchObject({
    complianceState: 'NonCompliant',
    results: { nonCompliantResources: 1 },
  });
}

describe('the outcomes of the sample estate', () => {
  it('come of a trigger-scan that the real Policy Insights client starts and follows', async () => {
    const client = new PolicyInsightsClient(
      { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) },
      sample.subscriptionId,
      { endpoint: test.stack.host.url, allowInsecureConnection: true },
    );
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    await client.policyStates.beginTriggerSubscriptionEvaluationAndWait(sample.subscriptionId, {
      updateIntervalInMs: 20,
    });
    await expectOutcomes('scan');
    expect(test.complaints).toEqual([]);
  });

  it('come of a timer that ticks', async () => {
    const answer = await fetch(`${test.stack.host.url}/admin/functions/fullScan`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(202);
    await eventually(async () => {
      const scan = await test.stores.compliance.latestScan(`/subscriptions/${sample.subscriptionId}`);
      expect(scan).toMatchObject({ status: 'Succeeded', planned: 3, completed: 3, cause: { type: 'timer' } });
    });
    await expectOutcomes('timer');
    expect(test.complaints).toEqual([]);
  });

  it('come of the events that Azure Resource Manager raises', async () => {
    const { arm } = test.stack.emulators;
    for (const id of [sample.chamber, sample.room, sample.durmstrang]) {
      const read = await fetch(`${arm?.url}${id}?api-version=2025-01-01`, {
        headers: { authorization: 'Bearer any' },
      });
      arm?.putResource((await read.json()) as Parameters<typeof arm.putResource>[0]);
    }
    await eventually(() => expectOutcomes('event'));
    expect(test.complaints).toEqual([]);
  });
});
