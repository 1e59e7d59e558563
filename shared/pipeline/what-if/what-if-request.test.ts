import { beforeEach, describe, expect, it } from 'vitest';
import { ArmRequestError } from '../../azure';
import { armIdKey, type JsonObject } from '../../policy';
import type { HttpAnswer } from '../arm-answer';
import { memoryPorts, type World } from '../testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  noPrivilege,
  pod,
  policiesOf,
  rule,
  subscription,
  workloadRule,
} from '../testing/sample-policies';
import { answerWhatIf } from './what-if-request';
import type { WhatIfPorts } from './what-if-scope';

const notNorth = rule('notNorth', { field: 'location', notEquals: 'northeurope' }, 'deny');
const privileged = workloadRule('noprivilege', noPrivilege);
const group = `${subscription}/resourceGroups/rg`;

let world: World;
let ports: WhatIfPorts;
let rejected: string[];

beforeEach(() => {
  world = {
    clusters: new Map(
      [cluster('north'), cluster('west', 'westeurope')].map((one) => [armIdKey(one.id), one]),
    ),
    objects: new Map([[armIdKey(clusterId('north')), [pod('a', false), pod('b', true), pod('c', true)]]]),
    policies: policiesOf([notNorth]),
    now: new Date('2026-11-21T22:00:00Z'),
  };
  ports = memoryPorts(world);
  rejected = [];
});

function post(
  body: unknown,
  { headers = {}, authentication = 'none' as 'none' | 'appService' } = {},
): Promise<HttpAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return answerWhatIf(
    {
      url: 'https://plimsoll.example.net/api/whatIf',
      params: {},
      query: new URLSearchParams(),
      headers: new Headers(headers),
      text: async () => text,
    },
    { subscriptionIds: [subscription.split('/').pop() ?? ''], apiAuthentication: authentication },
    ports,
    {
      count: async (source, code) => {
        rejected.push(`${source}-${code}`);
      },
      counts: async () => ({}),
    },
  );
}

const assignment: JsonObject = { properties: { policyDefinitionId: String(notNorth['id']) } };

describe('POST /api/whatIf', () => {
  it('tries a definition without an assignment as if it were assigned at the scope', async () => {
    const answer = await post({
      scope: group,
      definition: { properties: privileged['properties'] },
      parameters: {},
    });
    const id = `${group}/providers/Microsoft.Authorization/policyAssignments/what-if-proposed`;
    expect(answer).toMatchObject({
      status: 200,
      jsonBody: {
        scope: group,
        changes: [
          {
            resourceId: clusterId('north'),
            policyAssignmentId: id,
            from: null,
            to: 'NonCompliant',
            componentCounts: { from: null, to: { compliant: 1, nonCompliant: 2, error: 0 } },
            components: [
              { componentId: '/api/v1/namespaces/apps/pods/b', to: 'NonCompliant' },
              { componentId: '/api/v1/namespaces/apps/pods/c', to: 'NonCompliant' },
              { componentId: '/api/v1/namespaces/apps/pods/a', to: 'Compliant' },
            ],
          },
          { resourceId: clusterId('west'), from: null, to: 'Error' },
        ],
        problems: [{ code: 'ClusterUnreachable', target: clusterId('west') }],
      },
    });
  });

  it('replaces a definition where it is assigned already', async () => {
    const answer = await post({
      scope: subscription,
      definition: rule('notNorth', { field: 'location', equals: 'northeurope' }, 'deny'),
    });
    expect(answer.jsonBody).toMatchObject({
      changes: [
        { policyAssignmentId: assignmentId('notNorth'), from: 'Compliant', to: 'NonCompliant' },
        { policyAssignmentId: assignmentId('notNorth'), from: 'NonCompliant', to: 'Compliant' },
      ],
      problems: [],
    });
  });

  it('reads a definition that nobody uses yet', async () => {
    const unused = rule('unused', { field: 'location', equals: 'northeurope' });
    world.clusters.set(armIdKey(String(unused['id'])), { ...cluster('x'), ...unused });
    const answer = await post({
      scope: clusterId('north'),
      assignment: { properties: { policyDefinitionId: unused['id'] } },
    });
    expect(answer.jsonBody).toMatchObject({
      changes: [{ resourceId: clusterId('north'), from: null, to: 'NonCompliant' }],
      problems: [],
    });
  });

  it('tells what would become of a cluster that does not exist yet', async () => {
    const answer = await post({ resource: { id: clusterId('new'), location: 'westeurope', properties: {} } });
    expect(answer).toMatchObject({
      status: 200,
      jsonBody: {
        scope: clusterId('new'),
        summary: { resources: 1, changes: 1 },
        changes: [{ resourceId: clusterId('new'), from: null, to: 'NonCompliant' }],
        resources: [{ allowed: false, refusedBy: [{ policyAssignmentId: assignmentId('notNorth') }] }],
      },
    });
  });

  it('tells of an assignment that is for something else', async () => {
    const id = '/providers/Microsoft.Authorization/policyAssignments/x';
    const answer = await post({ scope: group, assignment: { ...assignment, id: `${subscription}2${id}` } });
    expect(answer.jsonBody).toMatchObject({
      changes: [],
      problems: expect.arrayContaining([expect.objectContaining({ code: 'ScopeNotCovered' })]),
    });
  });

  it('takes a cluster as Azure CLI prints it', async () => {
    const nothing = { tags: null, kind: null, identity: null, plan: null, zones: null, managedBy: null };
    const resource = { ...cluster('north', 'westeurope'), ...nothing, resourceGroup: 'rg' };
    expect(await post({ resource })).toMatchObject({
      status: 200,
      jsonBody: { changes: [{ from: 'Compliant', to: 'NonCompliant' }], problems: [] },
    });
  });

  it('tells of a cluster around which Azure may not be read, and answers for the others', async () => {
    const forbidden = async (): Promise<never> => {
      throw new ArmRequestError('AuthorizationFailed', clusterId('west'), 403, 'No read right.');
    };
    const beside = rule('beside', { field: 'location', notEquals: 'northeurope' }, 'auditIfNotExists');
    const then = (beside['properties'] as { policyRule: { then: JsonObject } }).policyRule.then;
    Object.assign(then, { details: { type: 'Microsoft.Insights/diagnosticSettings' } });
    ports = { ...ports, resources: { ...ports.resources, listRelated: forbidden } };
    const answer = await post({ scope: group, definition: beside, remove: [assignmentId('notNorth')] });
    expect(answer.jsonBody).toMatchObject({
      summary: { resources: 1 },
      changes: [{ resourceId: clusterId('north'), from: 'Compliant', to: null }],
      problems: [{ code: 'AuthorizationFailed', target: clusterId('west') }],
    });
  });

  it.each<[string, string, string[]]>([
    ['no id', 'nonsense', ['InvalidId']],
    ['the id of something else, which is not read', clusterId('west'), ['InvalidId']],
    [
      'a definition that may not be read',
      `${subscription}/providers/Microsoft.Authorization/policyDefinitions/secret`,
      ['AuthorizationFailed', 'DefinitionNotFound'],
    ],
  ])('tells the problem with an assignment of %s', async (_, policyDefinitionId, codes) => {
    const read: string[] = [];
    const getResource = async (id: string): Promise<never> => {
      read.push(id);
      throw new ArmRequestError('AuthorizationFailed', id, 403, 'No read right.');
    };
    ports = { ...ports, resources: { ...ports.resources, getResource } };
    const answer = await post({ scope: group, assignment: { properties: { policyDefinitionId } } });
    const { problems } = answer.jsonBody as { problems: { code: string }[] };
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(read).toHaveLength(codes.length - 1);
  });

  it('tells of a proposed cluster whose resource group is not there', async () => {
    const id = clusterId('new').replace('/rg/', '/azkaban/');
    const answer = await post({ resource: { id, location: 'westeurope' } });
    expect(answer.jsonBody).toMatchObject({
      resources: [{ resourceId: id, allowed: false }],
      problems: [{ code: 'ResourceGroupNotFound', target: id }],
    });
  });

  it('says so when Azure cannot be read', async () => {
    const listClusters = (): never => {
      throw new ArmRequestError('AuthorizationFailed', subscription, 403, 'No read right.');
    };
    ports = { ...ports, resources: { ...ports.resources, listClusters } };
    expect(await post({ scope: subscription, definition: notNorth })).toMatchObject({
      status: 502,
      jsonBody: {
        error: { code: 'AuthorizationFailed', message: expect.stringContaining('No read right.') },
      },
    });
  });

  it('stops in the middle of a cluster when its time is up', async () => {
    const { openCluster } = ports;
    ports = {
      ...ports,
      openCluster: async (which) => {
        const reader = await openCluster(which);
        return {
          ...reader,
          async *list(query) {
            for await (const page of reader.list(query)) {
              world.now = new Date(world.now.getTime() + 150_000);
              yield page;
            }
          },
        };
      },
    };
    world.objects.set(
      armIdKey(clusterId('north')),
      Array.from('abcdefgh', (name) => pod(name, true)),
    );
    const answer = await post({ scope: clusterId('north'), definition: privileged });
    expect(answer.jsonBody).toMatchObject({
      changes: [
        { from: null, to: 'Error', reason: expect.stringMatching(/^180 seconds had passed before all/) },
      ],
      problems: [{ code: 'NotLookedAt', target: clusterId('north') }],
    });
    expect(world.now.getTime()).toBeLessThan(Date.parse('2026-11-21T22:06:00Z'));
  });

  it('leaves out what it has no time left to look at, and says so', async () => {
    const slow = world.now;
    Object.defineProperty(world, 'now', {
      get: () => new Date(slow.getTime()),
      set: () => slow.setMinutes(slow.getMinutes() + 5),
    });
    const answer = await post({ scope: subscription, remove: [assignmentId('notNorth')] });
    expect(answer.jsonBody).toMatchObject({
      summary: { resources: 0, changes: 0 },
      problems: [
        { code: 'NotLookedAt', target: clusterId('north') },
        { code: 'NotLookedAt', target: clusterId('west') },
      ],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /'body' is no JSON: .+ Send application\/json\.$/],
    ['a list', [], /'body' must be a JSON object such as/],
    ['nothing proposed', { scope: subscription }, /'body' proposes nothing\. Give an assignment/],
    ['no scope', { assignment }, /'scope' must be the id of a subscription, a resource group or a cluster/],
    ['a number as scope', { scope: 7, assignment }, /'scope' must be the id of a subscription/],
    [
      'a management group as scope',
      { scope: '/providers/Microsoft.Management/managementGroups/x', assignment },
      /'scope' must be the id of a subscription/,
    ],
    [
      'an unknown property',
      { scope: subscription, assignment, effect: 'x' },
      /unknown property 'effect'\. Remove it, or use one of: scope,/,
    ],
    [
      'a text as assignment',
      { scope: subscription, assignment: 'x' },
      /'assignment' must be a policy assignment, as a JSON object/,
    ],
    [
      'a text among assignments',
      { scope: subscription, assignments: [assignment, 'x'] },
      /'assignments\[1\]' must be a policy assignment/,
    ],
    [
      'one object for a list',
      { scope: subscription, definitions: {} },
      /'definitions' must be a list; for one alone use the name without "s"/,
    ],
    [
      'too many objects',
      { scope: subscription, exemptions: Array(101).fill({}) },
      /'exemptions' must have at most 100 entries/,
    ],
    [
      'a cluster to remove',
      { scope: subscription, remove: [clusterId('west')] },
      /'remove\[0\]' must be the id of a policy assignment/,
    ],
    [
      'bare parameters',
      { scope: subscription, definition: notNorth, parameters: { effect: 'Audit' } },
      /'parameters' must wrap each value/,
    ],
    [
      'parameters for nothing',
      { scope: subscription, assignment, parameters: {} },
      /'parameters' go with a definition/,
    ],
    [
      'a resource without a region',
      { resource: { id: clusterId('x') } },
      /'resource.location' must be a region/,
    ],
    [
      'a resource that is no cluster',
      { resource: { id: group, location: 'x' } },
      /'resource.id' must be the full id of a cluster/,
    ],
    [
      'a resource with a number for properties',
      { resource: { id: clusterId('x'), location: 'x', properties: 7 } },
      /'resource.properties' must be an object/,
    ],
    [
      'a resource as Azure CLI flattens it',
      { resource: { id: clusterId('x'), location: 'x', resourceGroup: 'rg', sku: {}, dnsPrefix: 'x' } },
      /'resource.dnsPrefix' belongs into 'resource.properties'\. .+'az resource show'/,
    ],
    [
      'half a character',
      `{"scope":"${group}\\ud800","remove":["${assignmentId('x')}"]}`,
      /'body' has texts with half a character, such as .ud83d alone/,
    ],
    [
      'a policy larger than Azure takes',
      { scope: subscription, definition: { ...notNorth, x: 'x'.repeat(1_048_576) } },
      /'.+\/notNorth' is larger than 1048576 characters\. Split/,
    ],
    [
      'a number for an id',
      { scope: subscription, assignment: { id: 7 } },
      /The id 7 must end in .+policyAssignments.+ and a name\. Correct it, or leave it out\./,
    ],
    [
      'an assignment among definitions',
      { scope: subscription, definition: { id: assignmentId('x') } },
      /The id ".+\/x" must end in .+policyDefinitions\//,
    ],
    [
      'two objects with one id',
      {
        scope: subscription,
        remove: [],
        definitions: [notNorth, { id: `${String(notNorth['id'])}/Versions/1.0.0` }],
      },
      /The id '.+' is proposed twice\. Leave one of the two out\./,
    ],
    [
      'a resource of another type',
      { resource: { id: clusterId('x'), type: 'a/b', location: 'x' } },
      /'resource.type' must be/,
    ],
    [
      'a resource out of scope',
      { scope: clusterId('west'), resource: { id: clusterId('westernmost'), location: 'x' } },
      /'resource.id' is not at or below the scope/,
    ],
    [
      'endless nesting',
      `{"assignment":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      /nested deeper than 128 levels/,
    ],
  ])('refuses %s, naming the place and the fix', async (_, body, message) => {
    expect(await post(body)).toEqual({
      status: 400,
      headers: {},
      jsonBody: { error: { code: 'InvalidRequestContent', message: expect.stringMatching(message) } },
    });
    expect(rejected).toEqual(['http-InvalidRequestContent']);
  });

  it.each<[string, unknown, string]>([
    [
      'a subscription that is not watched',
      { scope: '/subscriptions/00000000-0000-0000-0000-000000000002', assignment },
      'SubscriptionNotFound',
    ],
    [
      'a resource group',
      { scope: `${subscription}/resourceGroups/azkaban`, assignment },
      'ResourceGroupNotFound',
    ],
    ['a cluster', { scope: clusterId('nowhere'), assignment }, 'ResourceNotFound'],
  ])('does not find %s', async (_, body, code) => {
    expect(await post(body)).toMatchObject({ status: 404, jsonBody: { error: { code } } });
  });

  it('wants a caller, and no api-version', async () => {
    const body = { scope: group, assignment };
    expect(await post(body, { authentication: 'appService' })).toMatchObject({
      status: 401,
      jsonBody: { error: { code: 'AuthenticationFailed' } },
    });
    const headers = { 'x-ms-client-principal': 'e30=' };
    expect(await post(body, { authentication: 'appService', headers })).toMatchObject({ status: 200 });
  });

  it.each([
    ['as announced', '{}', { 'content-length': String(4 * 1_048_576 + 1) }],
    ['as sent', `"${'x'.repeat(4 * 1_048_576)}"`, {}],
  ])('refuses a body that is too large, %s', async (_, body, headers) => {
    expect(await post(body, { headers })).toMatchObject({
      status: 413,
      jsonBody: { error: { code: 'RequestContentTooLarge' } },
    });
  });
});
