import { beforeEach, describe, expect, it } from 'vitest';
import { armIdKey, type JsonObject } from '../../policy';
import { createClusterIndexes } from '../cluster-index';
import type { EvaluationPorts } from '../ports';
import { memoryPorts, type World } from '../testing/memory-ports';
import {
  assignmentId,
  cluster,
  clusterId,
  mutatingRule,
  noPrivilege,
  noToken,
  pod,
  policiesOf,
  rolloutExpansion,
  rule,
  subscription,
  workloadRule,
} from '../testing/sample-policies';
import { admissionPath, type Webhook } from './admission-address';
import { type Admission, createAdmission } from './create-admission';

const secret = 'alohomora-alohomora-alohomora-al';
const hogwarts = clusterId('hogwarts');

let world: World;
let ports: EvaluationPorts;
let admission: Admission;
let counted: string[];
let warned: string[];

beforeEach(() => {
  world = {
    clusters: new Map([[armIdKey(hogwarts), cluster('hogwarts')]]),
    objects: new Map([[armIdKey(hogwarts), []]]),
    policies: policiesOf([workloadRule('noprivilege', noPrivilege, 'deny')]),
    now: new Date('2026-11-21T08:00:00Z'),
  };
  ports = memoryPorts(world);
  counted = [];
  warned = [];
  admission = createAdmission({
    ports,
    secret,
    rejections: {
      count: async (source, code) => void counted.push(`${source}-${code}`),
      counts: async () => ({}),
    },
  });
});

const [, , , clusterKey = '', token = ''] = admissionPath(hogwarts, secret, 'validate').split('/');

async function call(body: string, webhook: Webhook = 'validate', path = { clusterKey, token }) {
  const { response, items } = await admission.answer(
    webhook,
    { ...path, body },
    (text) => void warned.push(text),
  );
  return { status: response.status, body: response.jsonBody as JsonObject, items };
}

const reviewOf = (request: JsonObject): string =>
  JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request });

const requestOf = (object: JsonObject, changes: JsonObject = {}): JsonObject => {
  const apiVersion = String(object['apiVersion']);
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const metadata = object['metadata'] as { name: string; namespace?: string };
  return {
    uid: 'uid-1',
    kind: { group, version, kind: String(object['kind']) },
    operation: 'CREATE',
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    object,
    oldObject: null,
    dryRun: false,
    ...changes,
  };
};

async function review(object: JsonObject, changes: JsonObject = {}, webhook: Webhook = 'validate') {
  const { status, body, items } = await call(reviewOf(requestOf(object, changes)), webhook);
  expect(status).toBe(200);
  expect(body).toMatchObject({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
  return { response: body['response'] as JsonObject, items };
}

const deployment = (privileged: boolean): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'apps' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: pod('web', privileged)['spec'] ?? null } },
});

/** Puts a policy in force under other circumstances. */
function assign(definition: JsonObject, changes: JsonObject = {}): void {
  const policies = policiesOf([definition]);
  world.policies = {
    ...policies,
    assignments: policies.assignments.map((assignment) => {
      const { properties, ...rest } = assignment as JsonObject & { properties: JsonObject };
      return { ...rest, properties: { ...properties, ...changes } };
    }),
  };
}

const name = /azurepolicy-noprivilege-[0-9a-f]{20}/;

describe('a webhook call', () => {
  it.each<[string, () => Promise<{ status: number; body: JsonObject }>, number, string]>([
    [
      'that knows no token',
      () => call(reviewOf({}), 'validate', { clusterKey, token: 'guess' }),
      404,
      'UnknownWebhook',
    ],
    ['without a body', () => call(''), 400, 'InvalidAdmissionReview'],
    ['about no review', () => call('{"kind":"Pod"}'), 400, 'InvalidAdmissionReview'],
  ])('%s is refused', async (_, attempt, status, code) => {
    const answer = await attempt();
    expect([answer.status, answer.body]).toMatchObject([status, { error: { code } }]);
  });

  it('is refused when admission is switched off, saying how to switch it on', async () => {
    admission = createAdmission({
      ports,
      rejections: { count: async () => undefined, counts: async () => ({}) },
    });
    const { status, body } = await call(reviewOf(requestOf(pod('p', true))));
    expect([status, body]).toMatchObject([
      404,
      { error: { code: 'AdmissionDisabled', message: expect.stringContaining('PLIMSOLL_ADMISSION_SECRET') } },
    ]);
  });

  it('about a cluster that is gone is let through', async () => {
    world.clusters.clear();
    expect((await review(pod('p', true))).response).toEqual({ uid: 'uid-1', allowed: true });
  });
});

describe('a request that violates a policy', () => {
  it('is denied, saying which constraint, assignment, definition and container object', async () => {
    const { response, items } = await review(pod('basilisk', true));
    expect(items).toEqual([]);
    expect(response).toEqual({
      uid: 'uid-1',
      allowed: false,
      status: {
        code: 403,
        reason: 'Forbidden',
        message: expect.stringMatching(new RegExp(`^\\[${name.source}\\] privileged: basilisk$`)),
        details: {
          causes: [
            { reason: 'PolicyViolation', message: expect.stringContaining(assignmentId('noprivilege')) },
          ],
        },
      },
      auditAnnotations: { violations: expect.stringMatching(name) },
    });
    const annotations = response['auditAnnotations'] as { violations: string };
    expect(JSON.parse(annotations.violations)).toMatchObject([
      {
        action: 'deny',
        assignmentId: assignmentId('noprivilege'),
        definitionId: `${subscription}/providers/Microsoft.Authorization/policyDefinitions/noprivilege`,
        message: 'privileged: basilisk',
      },
    ]);
  });

  it('has a line for each violation, in order', async () => {
    const two = pod('b', true);
    const spec = two['spec'] as { containers: JsonObject[] };
    spec.containers.push({ name: 'a', securityContext: { privileged: true } });
    const { status } = (await review(two)).response as { status: { message: string } };
    expect(status.message.split('\n').map((line) => line.replace(name, 'name'))).toEqual([
      '[name] privileged: a',
      '[name] privileged: b',
    ]);
  });

  it('names path and value where the template does', async () => {
    const rego = `package p
violation[{"msg": "bad", "details": {"path": "spec.containers[0].image", "value": "nginx"}}] { true }`;
    assign(workloadRule('p', rego, 'deny', { source: 'All' }));
    const { status } = (await review(pod('p', false))).response as { status: JsonObject };
    expect(status['details']).toMatchObject({
      causes: [{ field: 'spec.containers[0].image', message: expect.stringContaining('value "nginx"') }],
    });
    const implied = (await review(deployment(false))).response as { status: JsonObject };
    expect(implied.status['details']).toMatchObject({
      causes: [{ field: 'spec.template.spec.containers[0].image' }],
    });
  });

  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['an unprivileged Pod', pod('p', false), {}, true],
    ['an update', pod('p', true), { operation: 'UPDATE', oldObject: pod('p', false) }, false],
    ['a deletion', pod('p', true), { operation: 'DELETE', object: null, oldObject: pod('p', true) }, true],
    ['a dry run', pod('p', true), { dryRun: true }, false],
    ['kube-system', pod('p', true), { namespace: 'kube-system' }, true],
    ['a Deployment that implies it', deployment(true), {}, false],
    ['a Deployment that does not', deployment(false), {}, true],
    [
      'a connection',
      { apiVersion: 'v1', kind: 'PodExecOptions', metadata: { name: 'p' } },
      { operation: 'CONNECT' },
      true,
    ],
    ['a workload without a template', { ...deployment(true), spec: {} }, {}, true],
  ])('is told from one that does not: %s', async (_, object, changes, allowed) => {
    expect((await review(object, changes)).response['allowed']).toBe(allowed);
  });

  it('is marked as implied when a workload implies it', async () => {
    const { status } = (await review(deployment(true))).response as { status: { message: string } };
    expect(status.message).toMatch(
      /^\[azurepolicy-noprivilege-[0-9a-f]{20}\] \[Implied by expand-pods\] privileged: web$/,
    );
  });
});

describe('a policy', () => {
  const warning = workloadRule('noprivilege', noPrivilege, 'audit', { warn: true });
  const sourced = workloadRule('noprivilege', noPrivilege, 'deny', { source: "[parameters('source')]" });
  const withParameter = {
    ...sourced,
    properties: {
      ...(sourced['properties'] as JsonObject),
      parameters: { source: { type: 'String', defaultValue: 'Original' } },
    },
  };

  it.each<[string, JsonObject, JsonObject, { pod: boolean; deployment: boolean }]>([
    [
      'that audits denies nothing',
      workloadRule('noprivilege', noPrivilege),
      {},
      { pod: true, deployment: true },
    ],
    ['that warns denies nothing', warning, {}, { pod: true, deployment: true }],
    [
      'that is not enforced denies nothing',
      workloadRule('noprivilege', noPrivilege, 'deny'),
      { enforcementMode: 'DoNotEnforce' },
      { pod: true, deployment: true },
    ],
    [
      'for original objects looks at no implied ones',
      workloadRule('noprivilege', noPrivilege, 'deny', { source: 'Original' }),
      {},
      { pod: false, deployment: true },
    ],
    [
      'for generated objects looks at no others',
      workloadRule('noprivilege', noPrivilege, 'deny', { source: 'Generated' }),
      {},
      { pod: true, deployment: false },
    ],
    ['whose source nobody chose looks at both', withParameter, {}, { pod: false, deployment: false }],
    [
      'whose source the assignment chose looks where it says',
      withParameter,
      { parameters: { source: { value: 'Original' } } },
      { pod: false, deployment: true },
    ],
    [
      'that does not compile denies nothing',
      workloadRule('noprivilege', 'package p\nviolation[', 'deny'),
      {},
      { pod: true, deployment: true },
    ],
  ])('%s', async (_, definition, changes, expected) => {
    assign(definition, changes);
    expect({
      pod: (await review(pod('p', true))).response['allowed'],
      deployment: (await review(deployment(true))).response['allowed'],
    }).toEqual(expected);
  });

  it('that warns gives a warning line', async () => {
    assign(warning);
    const { response } = await review(pod('p', true));
    expect(response['warnings']).toEqual([
      expect.stringMatching(/^\[azurepolicy-noprivilege-.*\] privileged: p$/),
    ]);
  });

  it('with an exemption denies nothing', async () => {
    const policies = policiesOf([workloadRule('noprivilege', noPrivilege, 'deny')]);
    world.policies = {
      ...policies,
      exemptions: [
        {
          id: `${hogwarts}/providers/Microsoft.Authorization/policyExemptions/e`,
          name: 'e',
          properties: { policyAssignmentId: assignmentId('noprivilege'), exemptionCategory: 'Waiver' },
        },
      ],
    };
    expect((await review(pod('p', true))).response['allowed']).toBe(true);
  });

  it('that never ends lets the request through, is counted, and stops no other', async () => {
    const endless = 'package p\nviolation[{"msg": "m"}] { n := numbers.range(1, 100000); n[_] * n[_] == -1 }';
    world.policies = policiesOf([
      workloadRule('endless', endless, 'deny'),
      workloadRule('noprivilege', noPrivilege, 'deny'),
    ]);
    ports = { ...ports, timeLimitMs: 20 };
    admission = createAdmission({
      ports,
      secret,
      rejections: {
        count: async (source, code) => void counted.push(`${source}-${code}`),
        counts: async () => ({}),
      },
    });
    const { response } = await review(pod('p', false));
    expect(response['allowed']).toBe(true);
    expect(response['auditAnnotations']).toEqual({
      unjudged: expect.stringContaining('azurepolicy-endless-'),
    });
    expect(counted).toEqual(['admission-budget_exceeded']);
    expect((await review(pod('p', true))).response['allowed']).toBe(false);

    for (let again = 0; again < 10; again += 1) await review(pod('p', false));
    const suspended = (await review(pod('p', false))).response;
    expect(suspended['auditAnnotations']).toEqual({
      unjudged: expect.stringContaining('was not tried on this one'),
    });
    expect((await review(pod('p', true))).response['allowed']).toBe(false);
  });

  it('that comes or goes takes effect within seconds, and a reader that fails leaves what was known', async () => {
    expect((await review(pod('p', true))).response['allowed']).toBe(false);
    await ports.policies.sync();
    world.policies = policiesOf([]);
    await ports.policies.sync();
    world.now = new Date(world.now.getTime() + 60_000);
    expect((await review(pod('p', true))).response['allowed']).toBe(true);
    world.policies = policiesOf([workloadRule('noprivilege', noPrivilege, 'deny')]);
    await ports.policies.sync();
    world.now = new Date(world.now.getTime() + 60_000);
    expect((await review(pod('p', true))).response['allowed']).toBe(false);
    ports.policies.current = async () => {
      throw Object.assign(new Error('no store'), { code: 'StoreDown' });
    };
    world.now = new Date(world.now.getTime() + 60_000);
    expect((await review(pod('p', true))).response['allowed']).toBe(false);
    expect(counted).toContain('admission-StoreDown');
  });
});

describe('a service that knows no policies yet', () => {
  it('lets requests through, counts them and says so', async () => {
    ports.policies.current = async () => {
      throw Object.assign(new Error('no store'), { code: 'StoreDown' });
    };
    expect((await review(pod('p', true))).response).toEqual({ uid: 'uid-1', allowed: true });
    expect(counted).toEqual(['admission-StoreDown']);
    expect(warned).toEqual([expect.stringContaining('was let through unjudged: no store')]);
  });
});

describe('an admitted write', () => {
  const old = { ...pod('p', false), metadata: { name: 'p', namespace: 'apps', resourceVersion: '41' } };

  it.each<[string, JsonObject, JsonObject, string | undefined]>([
    ['a creation', pod('p', false), {}, undefined],
    ['an update', pod('p', false), { operation: 'UPDATE', oldObject: old }, '41'],
    ['a deletion', pod('p', false), { operation: 'DELETE', object: null, oldObject: old }, '41'],
  ])('leaves the evaluation of its object behind: %s', async (_, object, changes, otherThan) => {
    const { items } = await review(object, changes);
    expect(items).toEqual([
      {
        version: 1,
        kind: 'object',
        cause: { type: 'admission', id: 'uid-1', at: expect.any(String) },
        clusterId: hogwarts,
        object: { apiVersion: 'v1', kind: 'Pod', namespace: 'apps', name: 'p' },
        expects: { until: expect.any(String), ...(otherThan === undefined ? {} : { otherThan }) },
      },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['in a dry run', pod('p', false), { dryRun: true }],
    ['of a subresource', pod('p', false), { operation: 'UPDATE', subResource: 'ephemeralcontainers' }],
    ['of a kind that no policy looks at', { ...pod('p', false), kind: 'ConfigMap' }, {}],
    ['that has no name yet', { ...pod('p', false), metadata: { generateName: 'p-' } }, { name: '' }],
  ])('leaves nothing behind %s', async (_, object, changes) => {
    expect((await review(object, changes)).items).toEqual([]);
  });
});

describe('the mutating webhook', () => {
  const noTokenRule = mutatingRule('no-token', noToken);
  const patchOf = (response: JsonObject): unknown =>
    JSON.parse(Buffer.from(String(response['patch']), 'base64').toString('utf8'));

  it('answers with a JSON Patch', async () => {
    assign(noTokenRule);
    const { response, items } = await review(pod('p', true), {}, 'mutate');
    expect(items).toEqual([]);
    expect(response).toMatchObject({ uid: 'uid-1', allowed: true, patchType: 'JSONPatch' });
    expect(patchOf(response)).toEqual([
      { op: 'add', path: '/spec/automountServiceAccountToken', value: false },
    ]);
  });

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['nothing differs', { ...pod('p', false), spec: { automountServiceAccountToken: false } }, {}, {}],
    ['the namespace is left out', pod('p', false), { namespace: 'kube-system' }, {}],
    ['the object is deleted', pod('p', false), { operation: 'DELETE', oldObject: pod('p', false) }, {}],
    ['the policy is not enforced', pod('p', false), {}, { enforcementMode: 'DoNotEnforce' }],
  ])('answers without a patch when %s', async (_, object, changes, assignment) => {
    assign(noTokenRule, assignment);
    expect((await review(object, changes, 'mutate')).response).toEqual({ uid: 'uid-1', allowed: true });
  });

  it('leaves an object alone that it cannot mutate, and counts it', async () => {
    assign(noTokenRule);
    const { response } = await review({ ...pod('p', false), spec: 'none' }, {}, 'mutate');
    expect(response).toEqual({ uid: 'uid-1', allowed: true });
    expect(counted).toEqual(['admission-mutation_failed']);
  });

  it('changes what a workload implies before it is judged', async () => {
    const wantsNoToken = `package p
violation[{"msg": "token"}] { not input.review.object.spec.automountServiceAccountToken == false }`;
    world.policies = policiesOf([noTokenRule, workloadRule('token', wantsNoToken, 'deny')]);
    expect((await review(deployment(false))).response['allowed']).toBe(true);
    expect((await review(pod('p', false))).response['allowed']).toBe(false);
  });
});

describe('a mutation that selects by the labels of Namespaces', () => {
  const match = { namespaceSelector: { matchLabels: { tokens: 'none' } } };
  const inMarked = mutatingRule('no-token', {
    ...noToken,
    spec: { ...(noToken['spec'] as JsonObject), match },
  });
  const wantsNoToken = `package p
violation[{"msg": "token"}] { not input.review.object.spec.automountServiceAccountToken == false }`;
  const apps = (labels: JsonObject): JsonObject[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps', labels } },
  ];

  beforeEach(() => {
    world.policies = policiesOf([inMarked, workloadRule('token', wantsNoToken, 'deny')]);
  });

  it.each([
    [{ tokens: 'none' }, true],
    [{ tokens: 'some' }, false],
  ])('changes objects and what they imply where they are %j', async (labels, changes) => {
    world.objects.set(armIdKey(hogwarts), apps(labels));
    expect('patch' in (await review(pod('p', false), {}, 'mutate')).response).toBe(changes);
    expect((await review(deployment(false))).response['allowed']).toBe(changes);
  });

  it('changes nothing and refuses nothing that is implied when the Namespace cannot be read', async () => {
    world.objects.clear();
    expect((await review(pod('p', false), {}, 'mutate')).response).toEqual({ uid: 'uid-1', allowed: true });
    expect(counted).toContain('admission-NamespaceUnavailable');
    const { response } = await review(deployment(false));
    expect(response['allowed']).toBe(true);
    expect(response['auditAnnotations']).toEqual({
      unjudged: expect.stringContaining('NamespaceUnavailable'),
    });
  });
});

describe('a policy that looks beyond the object', () => {
  /** Like {@link workloadRule}, with the kinds that its template asks to have in the inventory. */
  function comparing(rego: string, sync: JsonObject[]): JsonObject {
    const template = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: {
        name: 'comparing',
        annotations: { 'metadata.gatekeeper.sh/requires-sync-data': JSON.stringify([sync]) },
      },
      spec: {
        crd: { spec: { names: { kind: 'comparing' } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', rego }],
      },
    };
    const content = Buffer.from(JSON.stringify(template)).toString('base64');
    return workloadRule('comparing', rego, 'deny', {
      templateInfo: { sourceType: 'Base64Encoded', content },
    });
  }

  const sameImage = comparing(
    `package comparing
violation[{"msg": msg}] {
  other := data.inventory.namespace[_]["v1"].Pod[name]
  name != input.review.object.metadata.name
  other.spec.containers[_].image == input.review.object.spec.containers[_].image
  msg := sprintf("%v has the same image", [name])
}`,
    [{ groups: [''], versions: ['v1'], kinds: ['Pod'] }],
  );
  const team = workloadRule(
    'team',
    `package team
violation[{"msg": msg}] {
  owner := input.review.namespaceObject.metadata.labels.team
  owner != "defence"
  msg := sprintf("the namespace belongs to %v", [owner])
}`,
    'deny',
  );
  const apps = (labels: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'apps', labels },
  });
  const messageOf = (response: JsonObject): string =>
    (response['status'] as { message: string } | undefined)?.message.replace(/^\[.*?\] /, '') ?? 'allowed';
  const verdictOn = async (object: JsonObject): Promise<string> => messageOf((await review(object)).response);

  it('compares with what the cluster holds', async () => {
    world.policies = policiesOf([sameImage]);
    world.objects.set(armIdKey(hogwarts), [pod('dobby', false)]);
    expect(await verdictOn(pod('kreacher', false))).toBe('dobby has the same image');
    expect(await verdictOn(pod('dobby', false))).toBe('allowed');
  });

  it('compares the Pods that a workload implies, too', async () => {
    world.policies = policiesOf([sameImage]);
    world.objects.set(armIdKey(hogwarts), [pod('dobby', false)]);
    expect(await verdictOn(deployment(false))).toBe('[Implied by expand-pods] dobby has the same image');
  });

  it.each([
    ['defence', 'allowed'],
    ['divination', 'the namespace belongs to divination'],
  ])('reads the labels of the Namespace: %s', async (owner, verdict) => {
    world.policies = policiesOf([team]);
    world.objects.set(armIdKey(hogwarts), [apps({ team: owner })]);
    expect(await verdictOn(pod('p', false))).toBe(verdict);
  });

  it.each([
    ['comparing', sameImage, 'InventoryUnavailable'],
    ['asking for the Namespace', team, 'NamespaceUnavailable'],
  ])('lets through, and says so, when the cluster cannot be read: %s', async (_, definition, code) => {
    world.policies = policiesOf([definition]);
    world.objects.clear();
    const { response } = await review(pod('p', true));
    expect(response['allowed']).toBe(true);
    expect(response['auditAnnotations']).toEqual({ unjudged: expect.stringContaining(code) });
    expect(counted).toContain(`admission-${code}`);
  });

  it('does not keep the others from judging then', async () => {
    world.policies = policiesOf([sameImage, team, workloadRule('noprivilege', noPrivilege, 'deny')]);
    world.objects.clear();
    expect(await verdictOn(pod('p', true))).toBe('privileged: p');
  });

  it('asks nothing of a cluster whose objects no policy is about', async () => {
    world.policies = policiesOf([rule('location', { field: 'location', equals: 'nowhere' })]);
    let opened = 0;
    const { openCluster } = ports;
    const clusterIndexes = createClusterIndexes((one) => {
      opened += 1;
      return openCluster(one);
    });
    admission = createAdmission({
      ports: { ...ports, clusterIndexes },
      secret,
      rejections: { count: async () => undefined, counts: async () => ({}) },
    });
    await review(pod('p', true));
    expect(opened).toBe(0);
  });
});

describe('ExpansionTemplates of the cluster itself', () => {
  const rollout: JsonObject = { ...deployment(true), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };

  it('imply what they say', async () => {
    world.objects.set(armIdKey(hogwarts), [rolloutExpansion()]);
    const { status } = (await review(rollout)).response as { status: { message: string } };
    expect(status.message).toMatch(/\[Implied by rollouts\] privileged: web$/);
    expect((await review(deployment(true))).response['allowed']).toBe(false);
  });

  it('decide what a violation of theirs leads to', async () => {
    world.objects.set(armIdKey(hogwarts), [rolloutExpansion({ enforcementAction: 'warn' })]);
    const { response } = await review(rollout);
    expect(response).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining('privileged: web')],
    });
    expect((await review(pod('p', true))).response['allowed']).toBe(false);
  });

  it('are left out when they are broken, and when the cluster cannot be read', async () => {
    world.objects.set(armIdKey(hogwarts), [rolloutExpansion({ templateSource: '' })]);
    expect((await review(rollout)).response['allowed']).toBe(true);
    expect((await review(deployment(true))).response['allowed']).toBe(false);
  });
});
