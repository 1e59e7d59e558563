import { describe, expect, it } from 'vitest';
import {
  type Constraint,
  compileConstraint,
  compileConstraintTemplate,
  type JsonObject as EngineJson,
} from '../../gatekeeper';
import type { JsonObject } from '../../policy';
import type { TemplateOrigin } from '../evaluate';
import { type DesiredObjects, desiredObjects, hashAnnotation } from './desired-objects';
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
    annotations: { 'azure-policy-definition-id': definition },
  },
  spec: { enforcementAction: action, match: { kinds: [{ apiGroups: [''], kinds: ['Pod'] }] } },
});

type Entry = readonly [JsonObject, JsonObject, string?];

function desired(
  entries: readonly Entry[],
  present: ReadonlyMap<string, string> = new Map(),
): DesiredObjects {
  const origins = new Map<Constraint, TemplateOrigin>();
  for (const [source, resource, url] of entries) {
    const compiled = compileConstraintTemplate(source as EngineJson);
    origins.set(compileConstraint(compiled, resource as EngineJson), {
      template: source,
      ...(url === undefined ? {} : { url }),
    });
  }
  return desiredObjects(origins, present);
}

/** The objects as an API server gives them back: with what it adds. */
const stored = (objects: DesiredObjects['templates'], status: JsonObject = {}): JsonObject[] =>
  objects.map(({ object }) => ({
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), uid: 'u', resourceVersion: '7', generation: 1 },
    status,
  }));

const storedAll = (wanted: DesiredObjects) => ({
  templates: stored(wanted.templates),
  constraints: stored(wanted.constraints),
});

const names = (plan: ReturnType<typeof planConstraintSync>) => ({
  templates: plan.templates.map(({ desired: one, exists }) => `${exists ? 'update' : 'create'} ${one.name}`),
  constraints: plan.constraints.map(
    ({ desired: one, exists }) => `${exists ? 'update' : 'create'} ${one.name}`,
  ),
  stale: [...plan.staleConstraints, ...plan.staleTemplates].map(
    (object) => (object['metadata'] as JsonObject)['name'],
  ),
  problems: plan.problems.map(({ code, name }) => `${code} ${name}`),
});

const nothing = { templates: [], constraints: [], stale: [], problems: [] };
const nobody = { templates: [], constraints: [] };

describe('the objects that policies want', () => {
  it('look as the add-on writes them, each template once', () => {
    const url = 'https://store.policy.core.windows.net/kubernetes/one/v1/template.yaml';
    const { templates, constraints } = desired([
      [template('One'), constraint('One', 'a', '/d/2'), url],
      [template('One'), constraint('One', 'b', '/d/1'), url],
    ]);
    expect(templates.map(({ object }) => object)).toEqual([
      {
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
            [hashAnnotation]: templates[0]?.hash,
          },
        },
      },
    ]);
    expect(constraints.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('a plan', () => {
  const one: Entry = [template('One'), constraint('One', 'a', '/d/1')];
  const two: Entry = [template('Two'), constraint('Two', 'b', '/d/2')];

  it('makes what is missing', () => {
    expect(names(planConstraintSync(desired([one, two]), nobody))).toEqual({
      ...nothing,
      templates: ['create one', 'create two'],
      constraints: ['create a', 'create b'],
    });
  });

  it('is empty when all is there, whatever the API server added', () => {
    const wanted = desired([one, two]);
    expect(names(planConstraintSync(wanted, storedAll(wanted)))).toEqual(nothing);
  });

  it('removes what no policy needs, constraints before templates', () => {
    const wanted = desired([one]);
    expect(names(planConstraintSync(wanted, storedAll(desired([one, two]))))).toEqual({
      ...nothing,
      stale: ['b', 'two'],
    });
  });

  it.each<[string, Entry, object]>([
    [
      'a constraint that changed',
      [template('One'), constraint('One', 'a', '/d/1', 'dryrun')],
      { constraints: ['update a'] },
    ],
    [
      'a template that changed',
      [template('One', 'violation[{"msg": "never"}] { true }'), constraint('One', 'a', '/d/1')],
      { templates: ['update one'] },
    ],
  ])('updates %s, and nothing else', (_what, changed, expected) => {
    const plan = planConstraintSync(desired([changed, two]), storedAll(desired([one, two])));
    expect(names(plan)).toEqual({ ...nothing, ...expected });
  });

  it('overwrites what was edited by hand', () => {
    const wanted = desired([one]);
    const existing = storedAll(wanted);
    const edited = existing.constraints.map((object) => ({
      ...object,
      spec: { enforcementAction: 'dryrun' },
    }));
    expect(names(planConstraintSync(wanted, { ...existing, constraints: edited }))).toEqual({
      ...nothing,
      constraints: ['update a'],
    });
  });

  it('never touches what somebody else wrote, the add-on included', () => {
    const foreign = template('One', 'violation[{"msg": "mine"}] { true }');
    const ofAddOn = {
      ...template('Three'),
      metadata: { name: 'three', labels: { 'managed-by': 'azure-policy-addon' } },
    };
    const plan = planConstraintSync(desired([one, two]), { templates: [foreign, ofAddOn], constraints: [] });
    expect(names(plan)).toEqual({
      ...nothing,
      templates: ['create two'],
      constraints: ['create b'],
      problems: ['ConstraintTemplateConflicts one'],
    });
  });

  it('keeps one of two templates with the same name: the one that is there, else the first', () => {
    const other: Entry = [
      template('One', 'violation[{"msg": "other"}] { true }'),
      constraint('One', 'c', '/d/3'),
    ];
    const fresh = planConstraintSync(desired([one, other]), nobody);
    expect(names(fresh)).toEqual({
      ...nothing,
      templates: ['create one'],
      constraints: ['create a'],
      problems: ['ConstraintTemplateConflicts one'],
    });
    expect(fresh.problems[0]?.message).toContain('/d/3');
    const present = desired([other]);
    const hashes = new Map(present.templates.map(({ name, hash }) => [name, hash]));
    expect(names(planConstraintSync(desired([one, other], hashes), storedAll(present)))).toEqual({
      ...nothing,
      problems: ['ConstraintTemplateConflicts one'],
    });
  });

  it('tells what Gatekeeper said of a template that it did not accept', () => {
    const wanted = desired([one]);
    const status = {
      created: false,
      byPod: [{ id: 'p', errors: [{ code: 'ingest_error', message: 'bad rego' }] }],
    };
    const existing = { templates: stored(wanted.templates, status), constraints: stored(wanted.constraints) };
    expect(planConstraintSync(wanted, existing).problems).toEqual([
      {
        code: 'ConstraintTemplateInstallFailed',
        name: 'one',
        message: 'Gatekeeper did not accept the constraint template: bad rego',
      },
    ]);
  });
});
