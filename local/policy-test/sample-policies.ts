import { snapshotOf } from '../../shared/pipeline';
import {
  type ArmResource,
  isJsonObject,
  type JsonObject,
  listDisabled,
  type PolicyInForce,
  type PolicySnapshot,
  policiesInForce,
} from '../../shared/policy';
import type { DefinitionFolder } from './definition-folder';

const subscriptionId = '00000000-0000-4000-8000-000000000000';
const subscription = `/subscriptions/${subscriptionId}`;
const resourceGroup = `${subscription}/resourceGroups/samples`;

/** A made-up subscription in which nothing but the definition under test is assigned. */
export interface SamplePlace {
  /** The policy in force on a resource; a text that says why there is none that could ever be. */
  policiesOn(resource: ArmResource, now: Date): readonly PolicyInForce[] | string;
  readonly subscription: JsonObject;
  readonly resourceGroup: JsonObject;
}

/** Assigns the definition of a folder to a made-up subscription. */
export function assignDefinition(folder: DefinitionFolder): SamplePlace {
  const definitionId = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${folder.name}`;
  const snapshot: PolicySnapshot = snapshotOf({
    definitions: [{ id: definitionId, name: folder.name, properties: folder.properties }],
    setDefinitions: [],
    assignments: [
      {
        id: `${subscription}/providers/Microsoft.Authorization/policyAssignments/test`,
        name: 'test',
        properties: {
          policyDefinitionId: definitionId,
          scope: subscription,
          parameters: folder.parameters,
        },
      },
    ],
    exemptions: [],
    scopeTree: { subscriptions: [{ subscriptionId, managementGroups: [] }] },
  });
  return {
    policiesOn(resource, now) {
      const inForce = policiesInForce(snapshot, resource, now);
      if (inForce.length > 0) return inForce;
      const [problem] = snapshot.problems;
      if (problem !== undefined) return problem.problem.message;
      if (listDisabled(snapshot, resource).length > 0)
        return 'The effect is "disabled". Give the parameter effect another value in parameters.json.';
      return [];
    },
    subscription: { id: subscription, subscriptionId, displayName: 'Samples' },
    resourceGroup: { id: resourceGroup, name: 'samples', location: 'westeurope', tags: {} },
  };
}

/** A cluster for policies over its objects. */
export const sampleCluster: ArmResource = {
  id: `${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/sample`,
  name: 'sample',
  type: 'Microsoft.ContainerService/managedClusters',
  location: 'westeurope',
  tags: {},
  properties: { provisioningState: 'Succeeded' },
};

/** A sample as a resource: what it leaves out is made up, so that a sample may hold only what matters. */
export function asResource(sample: JsonObject): ArmResource | undefined {
  const type = sample['type'];
  if (typeof type !== 'string' || type === '') return undefined;
  const [provider = '', ...types] = type.split('/');
  const named = typeof sample['name'] === 'string' ? sample['name'].split('/') : [];
  const names = types.map((_, index) => named[index] ?? 'sample');
  const path = types.map((segment, index) => `${segment}/${names[index]}`).join('/');
  const isGroup = /^microsoft\.resources\/(subscriptions\/)?resourcegroups$/i.test(type);
  const id = isGroup
    ? `${subscription}/resourceGroups/${named.at(-1) ?? 'samples'}`
    : `${resourceGroup}/providers/${provider}/${path}`;
  return {
    ...sample,
    id: typeof sample['id'] === 'string' ? sample['id'] : id,
    name: names.at(-1) ?? 'sample',
    type,
    ...(isJsonObject(sample['properties']) ? {} : { properties: {} }),
  };
}
