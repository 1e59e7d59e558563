import type { ArmResource } from './arm-resource';
import type { EvaluateExpression } from './evaluate-expression';
import type { JsonObject, JsonValue } from './json';
import { policiesInForce } from './policies-in-force';
import type { PolicyInForce } from './policy-in-force';
import { buildPolicySnapshot, type PolicyObjects, type PolicySnapshot } from './policy-snapshot';
import type { ScopeTree } from './scope-tree';

/** Builders for the tests of this folder. */
export const subscription = '/subscriptions/7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
export const group = `${subscription}/resourceGroups/hogwarts-rg`;
export const clusterType = 'Microsoft.ContainerService/managedClusters';

const authorization = 'providers/Microsoft.Authorization';

/** The id of a policy object at a scope; `''` is the tenant, where built-ins live. */
export function policyId(
  scope: string,
  kind: 'Definitions' | 'SetDefinitions' | 'Assignments' | 'Exemptions',
  name: string,
): string {
  return `${scope}/${authorization}/policy${kind}/${name}`;
}

/** A rule about clusters. Built from entries, since an object with a literal `then` looks like a promise to linters. */
export function rule(effect: JsonValue, details?: JsonValue, condition?: JsonValue): JsonObject {
  const outcome = details === undefined ? { effect } : { effect, details };
  return Object.fromEntries([
    ['if', condition ?? { field: 'type', equals: clusterType }],
    ['then', outcome],
  ]);
}

export function definition(name: string, properties: JsonObject = {}, scope = ''): JsonObject {
  return {
    id: policyId(scope, 'Definitions', name),
    name,
    type: 'Microsoft.Authorization/policyDefinitions',
    properties: {
      policyType: 'Custom',
      mode: 'All',
      policyRule: rule('audit'),
      ...properties,
    },
  };
}

export function initiative(
  name: string,
  members: readonly JsonObject[],
  properties: JsonObject = {},
): JsonObject {
  return {
    id: policyId('', 'SetDefinitions', name),
    name,
    properties: { policyType: 'Custom', policyDefinitions: members, ...properties },
  };
}

export function member(referenceId: string, definitionName: string, more: JsonObject = {}): JsonObject {
  return {
    policyDefinitionReferenceId: referenceId,
    policyDefinitionId: policyId('', 'Definitions', definitionName),
    ...more,
  };
}

export function assignment(
  name: string,
  policyDefinitionId: string,
  properties: JsonObject = {},
  scope = subscription,
) {
  return {
    id: policyId(scope, 'Assignments', name),
    name,
    type: 'Microsoft.Authorization/policyAssignments',
    properties: { policyDefinitionId, ...properties },
  };
}

export function assignmentOf(definitionName: string, properties: JsonObject = {}, scope = subscription) {
  return assignment('a', policyId('', 'Definitions', definitionName), properties, scope);
}

export function exemption(
  name: string,
  scope: string,
  assignmentId: string,
  properties: JsonObject = {},
): JsonObject {
  return {
    id: policyId(scope, 'Exemptions', name),
    name,
    properties: { policyAssignmentId: assignmentId, exemptionCategory: 'Waiver', ...properties },
  };
}

export function cluster(name: string, more: Partial<ArmResource> = {}): ArmResource {
  const id = `${group}/providers/${clusterType}/${name}`;
  return { id, name, type: clusterType, location: 'northeurope', ...more };
}

/** Understands `[parameters('x')]` and `[concat(…)]` of such, which is all that the model's tests need. */
export const evaluateExpression: EvaluateExpression = (text, { parameters }) => {
  const parts = [...text.matchAll(/parameters\('([^']*)'\)/g)].map(([, name = '']) => {
    const key = Object.keys(parameters).find((known) => known.toLowerCase() === name.toLowerCase());
    if (key === undefined) throw new Error(`There is no parameter '${name}'.`);
    return parameters[key] as JsonValue;
  });
  if (text.startsWith('[concat(')) return parts.join('');
  if (parts[0] === undefined) throw new Error(`Cannot evaluate ${text}.`);
  return parts[0];
};

export function snapshotOf(objects: Partial<PolicyObjects>): PolicySnapshot {
  return buildPolicySnapshot(
    {
      definitions: [],
      setDefinitions: [],
      assignments: [],
      exemptions: [],
      scopeTree: { subscriptions: [] },
      ...objects,
    },
    { evaluateExpression },
  );
}

export const now = new Date('2026-11-21T22:00:00Z');
export const managementGroup = '/providers/Microsoft.Management/managementGroups/wizarding-world';
export const scopeTree: ScopeTree = {
  subscriptions: [
    {
      subscriptionId: subscription.slice('/subscriptions/'.length),
      managementGroups: ['wizarding-world', 'root'],
    },
  ],
};
/** Ids of what the tests of policies in force assign, and of the assignment. */
export const plain = policyId('', 'Definitions', 'd');
export const set = policyId('', 'SetDefinitions', 's');
export const assigned = policyId(subscription, 'Assignments', 'a');
export const chamber = cluster('chamber-of-secrets');

/** The policies in force for a resource when these are all the policy objects there are, beside a plain definition. */
export function inForce(
  objects: Partial<PolicyObjects>,
  resource = chamber,
  at = now,
): readonly PolicyInForce[] {
  return policiesInForce(snapshotOf({ definitions: [definition('d')], scopeTree, ...objects }), resource, at);
}

/** The same, where exactly one is expected. */
export function oneInForce(objects: Partial<PolicyObjects>, resource?: ArmResource): PolicyInForce {
  const [policy, ...others] = inForce(objects, resource);
  if (policy === undefined || others.length > 0) throw new Error('Expected exactly one policy in force.');
  return policy;
}

/** A reproducible sequence of numbers from 0 up to, and not including, 1. */
export function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const hostileNames = [
  ...[
    'properties',
    'policyRule',
    'parameters',
    'mode',
    'policyDefinitions',
    'overrides',
    'selectors',
    'kind',
    'in',
  ],
  ...[
    'value',
    'notScopes',
    'resourceSelectors',
    'policyDefinitionId',
    'policyAssignmentId',
    'expiresOn',
    'metadata',
  ],
  ...['if', 'then', 'effect', 'type', 'defaultValue', 'allowedValues', 'schema', '__proto__', 'constructor'],
];
const hostileTexts = [
  ...[
    '',
    'All',
    '[',
    "[parameters('x')]",
    '1.*.*',
    '/subscriptions/x',
    '\u0000',
    'policyEffect',
    'Object',
    'audit',
  ],
  ...[
    policyId('', 'Definitions', 'd'),
    policyId('', 'SetDefinitions', 's'),
    policyId(subscription, 'Assignments', 'a'),
  ],
];

/** Random JSON out of names and texts that mean something here, with the id of a policy object where it can have one. */
export function randomPolicyObject(random: () => number): JsonValue {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const make = (depth: number): JsonValue => {
    const kind = random();
    if (depth === 0 || kind < 0.3) return pick<JsonValue>([null, true, 0, -1, 1e308, ...hostileTexts]);
    if (kind < 0.45) return Array.from({ length: Math.floor(random() * 4) }, () => make(depth - 1));
    const entries = Array.from({ length: Math.floor(random() * 6) }, () => [
      pick(hostileNames),
      make(depth - 1),
    ]);
    return Object.fromEntries(entries);
  };
  const made = make(6);
  const id = pick([...hostileTexts.slice(-3), policyId(group, 'Exemptions', 'e')]);
  return typeof made === 'object' && made !== null && !Array.isArray(made) ? { ...made, id } : made;
}
