import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KubernetesEmulator, startKubernetesEmulator } from '../../../local/kubernetes-emulator';
import { createKubernetesRequester } from '../../azure';
import { createKubernetesReader, createKubernetesWriter } from '../../estate';
import { armIdKey, type JsonObject } from '../../policy';
import type { EvaluationPorts } from '../ports';
import { syncClusterConstraints } from '../sync-cluster-constraints';
import { type Fault, type FaultyApi, startFaultyApi } from '../testing/faulty-api';
import { memoryPorts } from '../testing/memory-ports';
import {
  cluster,
  clusterId,
  mutatingRule,
  noPrivilege,
  noToken,
  policiesOf,
  workloadRule,
} from '../testing/sample-policies';
import { type ConstraintSync, createConstraintSync } from './create-constraint-sync';
import { fieldManager } from './desired-object';
import { createMemorySyncReports } from './sync-reports';

let emulator: KubernetesEmulator;
let api: FaultyApi;
let written: string[];
let faultOf: (method: string, path: string) => Fault | undefined;
let reports: ReturnType<typeof createMemorySyncReports>;

beforeEach(async () => {
  written = [];
  faultOf = () => undefined;
  reports = createMemorySyncReports();
  emulator = await startKubernetesEmulator({
    clusterName: 'test',
    onEvent: ({ type, object }) => written.push(`${type} ${object.kind}`),
  });
  api = await startFaultyApi(emulator.url, (method, path) => faultOf(method, path));
});
afterEach(async () => {
  await api.close();
  await emulator.close();
});

const gatekeeper = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gatekeeper-system' } };
const kubeconfig = (): string => emulator.kubeconfig().replaceAll(emulator.url, api.url);

const constraintSync = (clusters = ['*']): ConstraintSync =>
  createConstraintSync({
    clusters,
    openReader: async () => createKubernetesReader({ requester: createKubernetesRequester(kubeconfig()) }),
    openWriter: async () =>
      createKubernetesWriter({
        requester: createKubernetesRequester(kubeconfig()),
        fieldManager,
        kindPauseMs: 5,
      }),
    reports,
    pauseMs: 1,
  });

/** Synchronises the cluster with an assignment of each definition. */
async function sync(...definitions: JsonObject[]) {
  const ports: EvaluationPorts = {
    ...memoryPorts({
      clusters: new Map([[armIdKey(clusterId('c')), cluster('c')]]),
      objects: new Map(),
      policies: policiesOf(definitions),
      now: new Date(),
    }),
    constraintSync: constraintSync(),
  };
  return syncClusterConstraints(clusterId('c'), ports);
}

const told = (problems: Awaited<ReturnType<typeof sync>>): string[] =>
  problems.map(({ code, name }) => `${code} ${name.replace(/-[0-9a-f]{20}$/, '')}`);

const one = workloadRule('one', noPrivilege);
const two = workloadRule('two', noPrivilege);
const mutating = mutatingRule('mutating', noToken);
const mutatorPath = '/apis/mutations.gatekeeper.sh/v1/assign';
const expansionPath = '/apis/expansion.gatekeeper.sh/v1beta1/expansiontemplate';
const templatePath = '/apis/templates.gatekeeper.sh/v1/constrainttemplates';
const constraintPath = '/apis/constraints.gatekeeper.sh/v1beta1';

async function list(path: string): Promise<JsonObject[]> {
  const answer = await fetch(`${emulator.url}${path}`);
  return answer.ok ? ((await answer.json()) as { items: JsonObject[] }).items : [];
}

const namesAt = async (path: string): Promise<string[]> =>
  (await list(path)).map(({ metadata }) => String((metadata as JsonObject)['name']));

async function patch(path: string, body: JsonObject): Promise<void> {
  const answer = await fetch(`${emulator.url}${path}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

describe('constraint sync', () => {
  it.each<[string[], boolean]>([
    [[], false],
    [['*'], true],
    [[clusterId('c').toLowerCase()], true],
    [[clusterId('other').toLowerCase()], false],
  ])('set to %j covers the cluster: %s', (clusters, covers) => {
    expect(constraintSync(clusters).covers(clusterId('c').toUpperCase())).toBe(covers);
  });

  it('does nothing in a cluster without Gatekeeper', async () => {
    expect(await sync(one, mutating)).toEqual([]);
    expect(api.writes).toEqual([]);
  });

  it('writes templates and constraints, then nothing, then removes them', async () => {
    emulator.apply(gatekeeper);
    expect(await sync(one, two)).toEqual([]);
    expect(written.filter((each) => /^ADDED (one|two)$/.test(each))).toEqual(['ADDED one', 'ADDED two']);
    written = [];
    expect(await sync(one, two)).toEqual([]);
    expect(written).toEqual([]);
    expect(await sync(two)).toEqual([]);
    expect(written).toEqual([
      'DELETED one',
      'DELETED CustomResourceDefinition',
      'DELETED ConstraintTemplate',
    ]);
  });

  it('leaves a template of ours while somebody else has constraints of it', async () => {
    emulator.apply(gatekeeper);
    await sync(one);
    emulator.apply({
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'one',
      metadata: { name: 'own' },
    });
    expect(await sync(two)).toEqual([]);
    expect([await namesAt(templatePath), await namesAt(`${constraintPath}/one`)]).toEqual([
      ['one', 'two'],
      ['own'],
    ]);
  });

  it('takes out what somebody added to a constraint so that it matches nothing', async () => {
    emulator.apply(gatekeeper);
    await sync(one);
    const [name] = await namesAt(`${constraintPath}/one`);
    await patch(`${constraintPath}/one/${name}`, {
      spec: { match: { namespaceSelector: { matchLabels: { nobody: 'has-it' } } } },
    });
    expect(await sync(one)).toEqual([]);
    const [constraint] = await list(`${constraintPath}/one`);
    expect(constraint).not.toHaveProperty('spec.match.namespaceSelector');
    written = [];
    await sync(one);
    expect(written).toEqual([]);
  });
});

describe('mutations', () => {
  it('become mutators with the marks of the add-on, put back when edited, removed when not needed', async () => {
    emulator.apply(gatekeeper);
    expect(await sync(mutating)).toEqual([]);
    const [mutator] = await list(mutatorPath);
    expect(mutator).toMatchObject({
      apiVersion: 'mutations.gatekeeper.sh/v1',
      kind: 'Assign',
      metadata: {
        name: expect.stringMatching(/^azurepolicy-no-token-[0-9a-f]{20}$/),
        labels: { 'managed-by': 'azure-policy-addon' },
        annotations: {
          'azure-policy-assignment-id': expect.stringContaining('/policyAssignments/mutating'),
          'plimsoll-content-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
      spec: {
        location: 'spec.automountServiceAccountToken',
        match: { excludedNamespaces: ['kube-system', 'gatekeeper-system'] },
      },
    });
    expect(mutator).not.toHaveProperty('spec.match.source');

    const [name] = await namesAt(mutatorPath);
    await patch(`${mutatorPath}/${name}`, { spec: { location: 'spec.hostNetwork' } });
    await sync(mutating);
    expect((await list(mutatorPath))[0]).toMatchObject({
      spec: { location: 'spec.automountServiceAccountToken' },
    });

    emulator.apply({ ...noToken, metadata: { name: 'own' } } as never);
    expect(await sync()).toEqual([]);
    expect(await namesAt(mutatorPath)).toEqual(['own']);
  });

  it('are written in the version that the cluster serves', async () => {
    emulator.apply(gatekeeper);
    const image = {
      ...noToken,
      kind: 'AssignImage',
      spec: {
        applyTo: [{ groups: [''], versions: ['v1'], kinds: ['Pod'] }],
        location: 'spec.containers[name:*].image',
        parameters: { assignDomain: 'registry.example.com' },
      },
    };
    expect(await sync(mutatingRule('image', image))).toEqual([]);
    expect(await namesAt('/apis/mutations.gatekeeper.sh/v1alpha1/assignimage')).toHaveLength(1);
    written = [];
    await sync(mutatingRule('image', image));
    expect(written).toEqual([]);
  });

  it('that cannot be made are told, and stop nothing else', async () => {
    emulator.apply(gatekeeper);
    const broken = mutatingRule('broken', { ...noToken, spec: { location: '' } });
    expect(told(await sync(broken, mutating))).toEqual(['InvalidMutation broken']);
    expect(await namesAt(mutatorPath)).toHaveLength(1);
  });
});

describe('expansion templates', () => {
  const generated = workloadRule('one', noPrivilege, 'audit', { source: 'Generated' });

  it('are written while a policy asks for what workloads imply', async () => {
    emulator.apply(gatekeeper);
    await sync(one, mutatingRule('mutating', noToken, { source: 'All' }));
    expect(await namesAt(expansionPath)).toEqual([]);
    expect(await sync(generated)).toEqual([]);
    expect(await namesAt(expansionPath)).toEqual(['expand-cronjobs', 'expand-pods']);
    written = [];
    await sync(generated);
    expect(written).toEqual([]);
    await sync(one);
    expect(await namesAt(expansionPath)).toEqual([]);
  });

  it('leave to those of somebody else what they expand', async () => {
    emulator.apply(gatekeeper);
    emulator.apply({
      apiVersion: 'expansion.gatekeeper.sh/v1beta1',
      kind: 'ExpansionTemplate',
      metadata: { name: 'own' },
      spec: {
        applyTo: [{ groups: ['apps'], versions: ['v1'], kinds: ['Deployment'] }],
        templateSource: 'spec.template',
        generatedGVK: { group: '', version: 'v1', kind: 'Pod' },
      },
    });
    expect(await sync(generated)).toEqual([]);
    expect(await namesAt(expansionPath)).toEqual(['expand-cronjobs', 'expand-pods', 'own']);
    const pods = (await list(expansionPath))[1] as { spec: { applyTo: { kinds: string[] }[] } };
    const kinds = pods.spec.applyTo.flatMap((entry) => entry.kinds);
    expect(kinds).toContain('StatefulSet');
    expect(kinds).not.toContain('Deployment');
  });

  it('of somebody else stay as they are', async () => {
    emulator.apply(gatekeeper);
    emulator.apply({
      apiVersion: 'expansion.gatekeeper.sh/v1beta1',
      kind: 'ExpansionTemplate',
      metadata: { name: 'expand-pods' },
      spec: { templateSource: 'spec.other' },
    });
    expect(told(await sync(generated))).toEqual(['ExpansionTemplateCreateFailed expand-pods']);
    expect((await list(expansionPath)).at(-1)).toMatchObject({ spec: { templateSource: 'spec.other' } });
  });
});

describe('a cluster that fails', () => {
  const forbidden = (what: string): Fault => ({
    status: 403,
    reason: 'Forbidden',
    message: `${what} is forbidden: User "plimsoll" cannot do that`,
  });

  it.each<[string, string, RegExp, string[]]>([
    ['a template', 'PATCH', /constrainttemplates\/one$/, ['ConstraintTemplateCreateFailed one']],
    ['a constraint', 'PATCH', /v1beta1\/one\//, ['ConstraintCreateFailed azurepolicy-one']],
    ['a mutator', 'PATCH', /\/assign\//, ['MutationCreateFailed azurepolicy-no-token']],
    ['listing mutators', 'GET', /v1\/assign$/, ['MutationCreateFailed azurepolicy-no-token']],
    [
      'listing templates',
      'GET',
      /constrainttemplates$/,
      ['ConstraintTemplateCreateFailed one', 'ConstraintTemplateCreateFailed two'],
    ],
  ])('by refusing %s has the reason told, and gets the rest', async (what, method, path, expected) => {
    emulator.apply(gatekeeper);
    faultOf = (asked, where) => (asked === method && path.test(where) ? forbidden(what) : undefined);
    const problems = await sync(one, two, mutating);
    expect(told(problems)).toEqual(expected);
    expect(problems[0]?.message).toContain(`${what} is forbidden`);
    for (const { policyKeys } of problems) expect(policyKeys).toHaveLength(1);
    expect(await constraintSync().problems(clusterId('c'))).toEqual(problems);
    faultOf = () => undefined;
    expect(await sync(one, two, mutating)).toEqual([]);
    expect(await constraintSync().problems(clusterId('c'))).toEqual([]);
    expect([
      await namesAt(templatePath),
      (await namesAt(`${constraintPath}/one`)).length,
      (await namesAt(mutatorPath)).length,
    ]).toEqual([['one', 'two'], 1, 1]);
  });

  it('by refusing to list one kind of constraint keeps its template and loses the others', async () => {
    emulator.apply(gatekeeper);
    await sync(one, two);
    faultOf = (method, path) => (method === 'GET' && /\/one$/.test(path) ? forbidden('one') : undefined);
    expect(await sync()).toEqual([]);
    expect(await namesAt(templatePath)).toEqual(['one']);
    expect(told(await sync(one))).toEqual(['ConstraintCreateFailed azurepolicy-one']);
  });

  it('by being slower than another writer is asked again, within bounds', async () => {
    emulator.apply(gatekeeper);
    let left = 3;
    const conflict: Fault = { status: 409, reason: 'Conflict', message: 'the object has been modified' };
    faultOf = (method, path) =>
      method === 'PATCH' && /templates\/one$/.test(path) && left-- > 0 ? conflict : undefined;
    expect(await sync(one)).toEqual([]);
    faultOf = (method) => (method === 'DELETE' ? conflict : undefined);
    expect(told(await sync())).toEqual([
      'ConstraintUpdateFailed azurepolicy-one',
      'ConstraintTemplateUpdateFailed one',
    ]);
  });

  it('by dying midway is not asked for the rest, and is finished the next time', async () => {
    emulator.apply(gatekeeper);
    faultOf = (method, path) => (method === 'PATCH' && !/templates\/one$/.test(path) ? 'reset' : undefined);
    const problems = await sync(one, two, mutating);
    expect(told(problems)).toEqual([
      'ConstraintTemplateCreateFailed two',
      'ConstraintCreateFailed azurepolicy-one',
      'MutationCreateFailed azurepolicy-no-token',
    ]);
    expect(problems.at(-1)?.message).toMatch(/^Not tried, since the cluster does not answer: /);
    expect(new Set(api.writes)).toEqual(new Set([`PATCH ${templatePath}/one`, `PATCH ${templatePath}/two`]));
    faultOf = () => undefined;
    expect(await sync(one, two, mutating)).toEqual([]);
    expect(await namesAt(`${constraintPath}/two`)).toHaveLength(1);
  });

  it('by not answering at all leaves what was remembered', async () => {
    emulator.apply(gatekeeper);
    faultOf = (method) => (method === 'PATCH' ? forbidden('all') : undefined);
    const before = await sync(mutating);
    faultOf = () => 'reset';
    expect(told(await sync(mutating))).toEqual(['ConnectionFailed c']);
    expect(await constraintSync().problems(clusterId('c'))).toEqual(before);
  });
});

describe('a template that Gatekeeper does not take', () => {
  it('is told at once when the kind of its constraints does not come, and its constraints are not tried', async () => {
    // Nobody plays Gatekeeper here: the kind of templates alone is there.
    emulator.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'constrainttemplates.templates.gatekeeper.sh' },
      spec: {
        group: 'templates.gatekeeper.sh',
        scope: 'Cluster',
        names: { kind: 'ConstraintTemplate', plural: 'constrainttemplates' },
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    });
    const status = { byPod: [{ id: 'p', errors: [{ code: 'ingest_error', message: 'bad rego' }] }] };
    faultOf = (_, path) => {
      if (path === '/apis/constraints.gatekeeper.sh') void refuse();
      return undefined;
    };
    const refuse = () => patch(`${templatePath}/one`, { status });
    const problems = await sync(one);
    expect(problems).toMatchObject([
      {
        code: 'ConstraintTemplateInstallFailed',
        name: 'one',
        message: 'Gatekeeper did not accept the constraint template: bad rego',
        policyKeys: [expect.stringMatching(/\/policyassignments\/one\|$/)],
      },
    ]);
  });

  it('whose kind comes a moment later is waited for', async () => {
    emulator.apply(gatekeeper);
    let hidden = 3;
    faultOf = (_, path) =>
      path.startsWith('/apis/constraints.gatekeeper.sh') && api.writes.length > 0 && hidden-- > 0
        ? { status: 404, reason: 'NotFound', message: 'the server could not find the requested resource' }
        : undefined;
    expect(await sync(one)).toEqual([]);
    expect(hidden).toBeLessThan(1);
    expect(await namesAt(`${constraintPath}/one`)).toHaveLength(1);
  });
});
