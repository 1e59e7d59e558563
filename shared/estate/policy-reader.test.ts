import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ArmEmulator,
  assignment,
  baseline,
  managementGroup,
  privilegedContainers,
  startArmEmulator,
  subscription,
  subscriptionScope,
  tenant,
  testEstate,
} from '../../local/arm-emulator/index';
import {
  type AzureConnection,
  createArmRestClient,
  createCredential,
  createPolicyClient,
} from '../azure/index';
import type { JsonObject } from '../policy/index';
import { createPolicyReader, type PolicyReader } from './policy-reader';

let emulator: ArmEmulator;
let reader: PolicyReader;
const gone = '/providers/Microsoft.Authorization/policyDefinitions/00000000-0000-0000-0000-000000000000';
const pinned = '/providers/Microsoft.Authorization/policyDefinitions/82985f06-dc18-4a48-bc1c-b9f4f0098cfe';

function readerOf(url: string): PolicyReader {
  const connection: AzureConnection = {
    armEndpoint: url,
    credential: createCredential({ credential: 'emulator', armEndpoint: url }),
    maxRetries: 0,
  };
  return createPolicyReader({
    policyClientFor: (id) => createPolicyClient(connection, id),
    armRest: createArmRestClient(connection),
    subscriptionIds: [subscription],
  });
}

beforeAll(async () => {
  const estate = testEstate();
  emulator = await startArmEmulator({
    estate: {
      ...estate,
      assignments: [
        ...estate.assignments,
        assignment(subscriptionScope, 'gone', { policyDefinitionId: gone }),
        assignment('/subscriptions/00000000-0000-0000-0000-000000000001', 'other', {
          policyDefinitionId: gone,
        }),
      ],
      definitions: [
        ...estate.definitions,
        { id: `${pinned}/versions/6.2.0`, properties: { version: '6.2.0', policyRule: {} } },
        { id: `${pinned}/versions/5.0.0`, properties: { version: '5.0.0', policyRule: {} } },
      ],
    },
    kubeconfigFor: () => undefined,
  });
  reader = readerOf(emulator.url);
});
afterAll(() => emulator.close());

const ids = (objects: readonly JsonObject[]): string[] => objects.map(({ id }) => String(id)).sort();

describe('the policy reader', () => {
  it('reads assignments and exemptions at every scope of the subscription', async () => {
    const { assignments, exemptions } = await reader.readPolicyObjects();
    expect(assignments.map(({ name }) => name)).toEqual(['north', 'gone', 'privileged', 'baseline']);
    expect(exemptions.map(({ name }) => name)).toEqual(['open', 'expired']);
  });

  it('reads custom definitions, the built-in ones in use with their members, and no others', async () => {
    const { definitions, setDefinitions } = await reader.readPolicyObjects();
    const guid = (name: string): string => `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
    expect(ids(setDefinitions)).toEqual([baseline]);
    expect(ids(definitions)).toEqual([
      guid('098fc59e-46c7-4d99-9b16-64990e543d75'),
      guid('47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8'),
      pinned,
      `${pinned}/versions/6.2.0`,
      privilegedContainers,
      guid('c26596ff-4d70-4e6a-9a30-c2506bd2f80c'),
      `${managementGroup}${guid('north-only')}`,
    ]);
  });

  it('keeps properties that the package does not know', async () => {
    const { definitions } = await reader.readPolicyObjects();
    const custom = definitions.find(({ name }) => name === 'north-only');
    expect(custom?.['properties']).toMatchObject({ instanceId: 'unknown to the package' });
  });

  it('tells what it could not find, and reads the rest', async () => {
    const { problems } = await reader.readPolicyObjects();
    expect(problems).toEqual([
      { id: gone, code: 'NotFound', message: `${gone} is referred to, but it does not exist.` },
    ]);
  });

  it('tells where the subscription hangs, the nearest group first', async () => {
    const { scopeTree } = await reader.readPolicyObjects();
    expect(scopeTree).toEqual({
      subscriptions: [
        {
          subscriptionId: subscription,
          displayName: 'Hogwarts',
          managementGroups: ['wizarding-world', tenant],
        },
      ],
    });
  });

  it('says what to do when the subscription does not exist', async () => {
    const empty = await startArmEmulator({
      estate: { ...testEstate(), subscriptions: [] },
      kubeconfigFor: () => undefined,
    });
    await expect(readerOf(empty.url).readPolicyObjects()).rejects.toMatchObject({
      code: 'SubscriptionNotFound',
      status: 404,
      message: expect.stringContaining('Check PLIMSOLL_SUBSCRIPTIONS'),
    });
    await empty.close();
  });
});
