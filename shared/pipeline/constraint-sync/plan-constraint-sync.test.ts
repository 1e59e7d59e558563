import { describe, expect, it } from 'vitest';
import {
  type Constraint,
  compileConstraint,
  compileConstraintTemplate,
  type JsonObject as EngineJson,
} from '../../gatekeeper';
import type { JsonObject } from '../../policy';
import type { TemplateOrigin } from '../evaluate';
import { hashAnnotation, nameOf } from './desired-object';
import { type DesiredObjects, desiredObjects } from './desired-objects';
import type { ExistingObjects } from './existing-objects';
import { planConstraintSync } from './plan-constraint-sync';

const template = (kind: string, rego = 'violation[{"msg": "no"}] { true }'): JsonObject => ({
  apiVersion: 'templates.gatekeeper.sh/v1',
  kind: 'ConstraintTemplate',
  metadata: { name: kind.toLowerCase(), annotations: { description: 'A test.' } },
  spec: {
    crd: { spec: { names: { kind } } },
    targets: [{ target: 'admission.k8s.gatekeeper.sh', rego: `package t\n${rego}` }],
  },
});

const constraint = (kind: string, name: string, definition: string, action = 'deny'): JsonObject => ({
  apiVersion: 'constraints.gatekeeper.sh/v1beta1',
  kind,
  metadata: {
    name,
    labels: { 'managed-by': 'azure-policy-addon' },
    annotations: { 'azure-policy-definition-id': definition, 'azure-policy-assignment-id': `/A/${name}` },
  },
  spec: { enforcementAction: action, match: { kinds: [{ apiGroups: [''], kinds: ['Pod'] }] } },
});

type Entry = readonly [JsonObject, JsonObject, string?];

interface More {
  readonly present?: ReadonlyMap<string, string>;
  readonly mutators?: readonly JsonObject[];
  /** Names of constraints and mutators whose policies are broken. */
  readonly broken?: readonly string[];
}

const servedAs = new Map([
  ['Assign', 'mutations.gatekeeper.sh/v1beta1'],
  ['ExpansionTemplate', 'expansion.gatekeeper.sh/v1beta1'],
]);
const key = (name: unknown): string => `/a/${name}|`;

/** What a cluster should hold for these constraints, each of a policy of its own. */
function desired(
  entries: readonly Entry[],
  { present = new Map(), mutators = [], broken = [] }: More = {},
): DesiredObjects {
  const origins = new Map<Constraint, TemplateOrigin>();
  const constraints = new Map<Constraint, string>();
  for (const [source, resource, url] of entries) {
    const compiled = compileConstraint(
      compileConstraintTemplate(source as EngineJson),
      resource as EngineJson,
    );
    constraints.set(compiled, key(compiled.name));
    origins.set(compiled, { template: source, ...(url === undefined ? {} : { url }) });
  }
  const wanted = mutators.map((mutator) => ({ policyKey: key(nameOf(mutator)), mutator }));
  return desiredObjects(
    { origins, constraints, mutators: wanted, problems: [], broken: new Set(broken.map(key)) },
    { templateHashes: present, servedAs, otherExpansions: [] },
  );
}

/** The objects as an API server gives them back: with what it adds. */
const stored = ({ objects }: DesiredObjects, status: JsonObject = {}): JsonObject[] =>
  objects.map(({ object }) => ({
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), uid: 'u', resourceVersion: '7', generation: 1 },
    status,
  }));

const existing = (objects: readonly JsonObject[], unreadable: [string, string][] = []): ExistingObjects => ({
  objects,
  unreadable: new Map(unreadable),
  servedAs,
  templateHashes: new Map(),
  otherExpansions: [],
});
const nobody = existing([]);
const now = new Date('2026-11-22T12:00:00Z');

const plan = (wanted: DesiredObjects, there: ExistingObjects) => {
  const { writes, stale, problems } = planConstraintSync(wanted, there, now);
  return {
    writes: writes.map(({ desired: one, how }) => `${how} ${one.name}`),
    stale: stale.map(nameOf),
    problems: problems.map(({ code, name }) => `${code} ${name}`),
  };
};

const nothing = { writes: [], stale: [], problems: [] };

const edit = (objects: readonly JsonObject[], kind: string, spec: JsonObject): JsonObject[] =>
  objects.map((object) =>
    object['kind'] === kind ? { ...object, spec: { ...(object['spec'] as JsonObject), ...spec } } : object,
  );

const mutator = (name: string): JsonObject => ({
  apiVersion: 'mutations.gatekeeper.sh/v1',
  kind: 'Assign',
  metadata: { name, annotations: { 'azure-policy-assignment-id': `/A/${name}` } },
  spec: { applyTo: [{ groups: [''], kinds: ['Pod'], versions: ['v1'] }], location: 'spec.x' },
});

describe('the objects that policies want', () => {
  it('look as the add-on writes them, each template once', () => {
    const url = 'https://store.policy.core.windows.net/kubernetes/one/v1/template.yaml';
    const { objects } = desired([
      [template('One'), constraint('One', 'a', '/d/2'), url],
      [template('One'), constraint('One', 'b', '/d/1'), url],
    ]);
    expect(objects.map(({ name, policyKeys }) => [name, policyKeys])).toEqual([
      ['one', ['/a/a|', '/a/b|']],
      ['a', ['/a/a|']],
      ['b', ['/a/b|']],
    ]);
    expect(objects[0]?.object).toEqual({
      ...template('One'),
      metadata: {
        name: 'one',
        labels: { 'managed-by': 'azure-policy-addon' },
        annotations: {
          description: 'A test.',
          'azure-policy-definition-id-1': '/d/1',
          'azure-policy-definition-id-2': '/d/2',
          'constraint-template': url,
          'constraint-template-installed-by': 'azure-policy-addon',
          [hashAnnotation]: objects[0]?.hash,
        },
      },
    });
  });

  it('take in mutators of the kinds that the cluster serves, in the version that it serves', () => {
    const { objects } = desired([], { mutators: [mutator('m'), { ...mutator('n'), kind: 'ModifySet' }] });
    expect(objects.map(({ object, policyKeys }) => [object['apiVersion'], policyKeys])).toEqual([
      ['mutations.gatekeeper.sh/v1beta1', ['/a/m|']],
    ]);
  });
});

describe('a plan', () => {
  const one: Entry = [template('One'), constraint('One', 'a', '/d/1')];
  const two: Entry = [template('Two'), constraint('Two', 'b', '/d/2')];
  const changed: Entry = [template('One'), constraint('One', 'a', '/d/1', 'dryrun')];

  it('makes what is missing, templates first', () => {
    const wanted = desired([one, two], { mutators: [mutator('m')] });
    expect(plan(wanted, nobody)).toEqual({
      ...nothing,
      writes: ['create one', 'create two', 'create a', 'create b', 'create m'],
    });
  });

  it('is empty when all is there, whatever the API server added', () => {
    const wanted = desired([one, two], { mutators: [mutator('m')] });
    const others = stored(wanted).map((object) => ({
      ...object,
      apiVersion: String(object['apiVersion']).replace('v1beta1', 'v1'),
    }));
    expect(plan(wanted, existing(others))).toEqual(nothing);
  });

  it('removes what no policy needs, constraints before templates', () => {
    const all = stored(desired([one, two], { mutators: [mutator('m')] }));
    expect(plan(desired([one]), existing(all))).toEqual({ ...nothing, stale: ['b', 'm', 'two'] });
  });

  it('keeps a template as long as somebody else has constraints of its kind', () => {
    const all = stored(desired([two]));
    expect(plan(desired([]), existing([...all, constraint('Two', 'own', '')]))).toEqual({
      ...nothing,
      stale: ['b'],
    });
    expect(
      plan(desired([]), existing(all.slice(0, 1), [['constraints.gatekeeper.sh/Two', 'denied']])),
    ).toEqual(nothing);
  });

  it('keeps the last good objects of policies that are broken', () => {
    const all = existing(stored(desired([one, two], { mutators: [mutator('m'), mutator('n')] })));
    expect(plan(desired([two], { broken: ['a', 'm'] }), all)).toEqual({ ...nothing, stale: ['n'] });
    expect(plan(desired([two]), all)).toEqual({ ...nothing, stale: ['a', 'm', 'n', 'one'] });
  });

  it('keeps the expansions that a kept constraint asks for', () => {
    const asking = constraint('One', 'a', '/d/1');
    const spec = { ...(asking['spec'] as JsonObject), match: { source: 'All' } };
    const all = existing(stored(desired([[template('One'), { ...asking, spec }]])));
    expect(plan(desired([], { broken: ['a'] }), all)).toEqual(nothing);
    expect(plan(desired([]), all).stale).toEqual(['a', 'expand-pods', 'expand-cronjobs', 'one']);
  });

  it.each<[string, Entry, object]>([
    ['a constraint that changed', changed, { writes: ['update a'] }],
    [
      'a template that changed',
      [template('One', 'violation[{"msg": "never"}] { true }'), constraint('One', 'a', '/d/1')],
      { writes: ['update one'] },
    ],
  ])('updates %s, and nothing else', (_what, entry, expected) => {
    expect(plan(desired([entry, two]), existing(stored(desired([one, two]))))).toEqual({
      ...nothing,
      ...expected,
    });
  });

  it.each<[string, string, JsonObject, string[]]>([
    ['another action', 'One', { enforcementAction: 'dryrun' }, ['update a']],
    [
      'a selector that lets it match nothing',
      'One',
      {
        match: {
          kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
          namespaceSelector: { matchLabels: { a: 'b' } },
        },
      },
      ['replace a'],
    ],
    [
      'another operation in a list',
      'ConstraintTemplate',
      {
        targets: [
          { ...(template('One')['spec'] as { targets: JsonObject[] }).targets[0], operations: ['DELETE'] },
        ],
      },
      ['update one'],
    ],
    ['a test that keeps it from working', 'Assign', { parameters: { pathTests: [{}] } }, ['replace m']],
    [
      'nothing but defaults',
      'One',
      { match: { kinds: [{ apiGroups: [''], kinds: ['Pod'] }], scope: '*', source: 'All', namespaces: [] } },
      [],
    ],
    ['defaults of the schema', 'One', { parameters: { limit: 3 } }, []],
  ])('puts back what was edited by hand: %s', (_what, kind, spec, writes) => {
    const wanted = desired([one], { mutators: [mutator('m')] });
    expect(plan(wanted, existing(edit(stored(wanted), kind, spec)))).toEqual({ ...nothing, writes });
  });

  it.each<[string, JsonObject[], string[]]>([
    [
      'nobody else wrote the object',
      [{ manager: 'plimsoll' }, { manager: 'gatekeeper', subresource: 'status' }],
      [],
    ],
    ['somebody else did', [{ manager: 'plimsoll' }, { manager: 'kubectl-edit' }], ['replace m']],
  ])('takes an unknown addition for a default where %s', (_what, managedFields, writes) => {
    const wanted = desired([], { mutators: [mutator('m')] });
    const added = edit(stored(wanted), 'Assign', { novelty: 1 }).map((object) => ({
      ...object,
      metadata: { ...(object['metadata'] as JsonObject), managedFields },
    }));
    expect(plan(wanted, existing(added))).toEqual({ ...nothing, writes });
  });

  it('never touches what somebody else wrote, the add-on included', () => {
    const foreign = template('One', 'violation[{"msg": "mine"}] { true }');
    const ofAddOn = {
      ...template('Three'),
      metadata: { name: 'three', labels: { 'managed-by': 'azure-policy-addon' } },
    };
    const wanted = desired([one, two], { mutators: [mutator('m')] });
    const taken = { ...mutator('m'), spec: {} };
    expect(plan(wanted, existing([foreign, ofAddOn, taken]))).toEqual({
      writes: ['create two', 'create b'],
      stale: [],
      problems: ['ConstraintTemplateConflicts one', 'MutationCreateFailed m'],
    });
  });

  it('is content with what somebody else wrote just so', () => {
    const theirs = template('One');
    expect(plan(desired([one]), existing([theirs]))).toEqual({ ...nothing, writes: ['create a'] });
  });

  it('keeps one of two templates with the same name: the one that is there, else the first', () => {
    const other: Entry = [
      template('One', 'violation[{"msg": "other"}] { true }'),
      constraint('One', 'c', '/d/3'),
    ];
    const fresh = planConstraintSync(desired([one, other]), nobody, now);
    expect(fresh.writes.map(({ desired: { name } }) => name)).toEqual(['one', 'a']);
    expect(fresh.problems).toMatchObject([
      {
        code: 'ConstraintTemplateConflicts',
        name: 'one',
        message: expect.stringContaining('/d/3'),
        policyKeys: ['/a/c|'],
      },
    ]);
    const there = desired([other]);
    const former = stored(desired([one])).filter(({ kind }) => kind === 'One');
    const present = new Map(there.objects.map(({ name, hash }) => [name, hash]));
    expect(plan(desired([one, other], { present }), existing([...stored(there), ...former]))).toEqual({
      ...nothing,
      problems: ['ConstraintTemplateConflicts one'],
    });
  });
});

describe('what Gatekeeper says', () => {
  const wanted = desired([[template('One'), constraint('One', 'a', '/d/1')]], { mutators: [mutator('m')] });
  const errors = [{ code: 'ingest_error', message: 'bad rego' }];
  const told = (kind: string, status: JsonObject, metadata: JsonObject = {}): string[] => {
    const objects = stored(wanted, { created: true }).map((object) =>
      object['kind'] === kind
        ? { ...object, status, metadata: { ...(object['metadata'] as JsonObject), ...metadata } }
        : object,
    );
    const { problems } = planConstraintSync(wanted, existing(objects), now);
    return problems.map(({ code, name, message, policyKeys }) =>
      [code, name, message, ...policyKeys].join(' '),
    );
  };

  it.each<[string, JsonObject, string]>([
    [
      'ConstraintTemplate',
      { byPod: [{ errors }, { errors }] },
      'ConstraintTemplateInstallFailed one Gatekeeper did not accept the constraint template: bad rego /a/a|',
    ],
    [
      'One',
      { byPod: [{ errors, observedGeneration: 1 }] },
      'ConstraintInstallFailed a Gatekeeper did not accept the constraint: bad rego /a/a|',
    ],
    [
      'Assign',
      { byPod: [{ errors }] },
      'MutationInstallFailed m Gatekeeper did not accept the mutator: bad rego /a/m|',
    ],
    [
      'One',
      { auditTimestamp: '2026-11-22T10:59:00Z' },
      'ConstraintStatusStale a Gatekeeper last audited the constraint at 2026-11-22T10:59:00Z. Check that its audit runs. /a/a|',
    ],
  ])('of a %s with the status %j is told', (kind, status, expected) => {
    expect(told(kind, status)).toEqual([expected]);
  });

  it('of a constraint that it has not looked at for an hour is told', () => {
    expect(told('One', {}, { creationTimestamp: '2026-11-22T10:59:00Z' })).toEqual([
      'ConstraintNotProcessed a Gatekeeper has not looked at the constraint since it was written at 2026-11-22T10:59:00Z. Check that it runs. /a/a|',
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['a constraint that is young', {}, { creationTimestamp: '2026-11-22T11:01:00Z' }],
    [
      'a constraint that it took in',
      { byPod: [{ enforced: true }] },
      { creationTimestamp: '2026-11-01T00:00:00Z' },
    ],
    ['a constraint that was audited just now', { auditTimestamp: '2026-11-22T11:01:00Z' }, {}],
    ['an earlier generation', { byPod: [{ errors, observedGeneration: 1 }] }, { generation: 2 }],
  ])('of %s is nothing', (_what, status, metadata) => {
    expect(told('One', status, metadata)).toEqual([]);
  });
});
