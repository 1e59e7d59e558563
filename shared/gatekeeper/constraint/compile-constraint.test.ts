import { describe, expect, it } from 'vitest';
import { ConstraintError } from '../errors';
import type { JsonObject } from '../json';
import { reviewOf } from '../review/review-of';
import { compileConstraintTemplate } from '../template/compile-constraint-template';
import { compileConstraint } from './compile-constraint';
import { indexConstraints } from './constraint-index';

const template = compileConstraintTemplate({
  apiVersion: 'templates.gatekeeper.sh/v1',
  kind: 'ConstraintTemplate',
  metadata: { name: 'demo' },
  spec: {
    crd: {
      spec: {
        names: { kind: 'Demo' },
        validation: {
          openAPIV3Schema: { type: 'object', properties: { limit: { type: 'integer', default: 3 } } },
        },
      },
    },
    targets: [
      { target: 'admission.k8s.gatekeeper.sh', rego: 'package demo\nviolation[{"msg": "no"}] { true }' },
    ],
  },
});

const constraint = (spec: JsonObject = {}, name = 'limits'): JsonObject => ({
  apiVersion: 'constraints.gatekeeper.sh/v1beta1',
  kind: 'Demo',
  metadata: { name },
  spec,
});

function refusal(resource: JsonObject): ConstraintError {
  try {
    compileConstraint(template, resource);
  } catch (error) {
    if (error instanceof ConstraintError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('a constraint', () => {
  it('has defaulted parameters and denies everywhere unless it says otherwise', () => {
    const compiled = compileConstraint(template, constraint({ parameters: {} }));
    expect(compiled).toMatchObject({ name: 'limits', kind: 'Demo', parameters: { limit: 3 } });
    expect(compiled.enforcementActions('audit.gatekeeper.sh')).toEqual(['deny']);
    expect(compiled.kinds()).toEqual([{ apiGroups: ['*'], kinds: ['*'] }]);
  });

  it('keeps absent parameters absent', () => {
    expect(compileConstraint(template, constraint()).parameters).toBeUndefined();
  });

  it('acts at the points that it names only', () => {
    const compiled = compileConstraint(
      template,
      constraint({
        enforcementAction: 'scoped',
        scopedEnforcementActions: [
          { action: 'deny', enforcementPoints: [{ name: 'validation.gatekeeper.sh' }] },
          {
            action: 'warn',
            enforcementPoints: [{ name: 'validation.gatekeeper.sh' }, { name: 'gator.gatekeeper.sh' }],
          },
        ],
      }),
    );
    expect(compiled.enforcementActions('validation.gatekeeper.sh')).toEqual(['deny', 'warn']);
    expect(compiled.enforcementActions('gator.gatekeeper.sh')).toEqual(['warn']);
    expect(compiled.enforcementActions('audit.gatekeeper.sh')).toEqual([]);
  });

  it('acts at every point for a star', () => {
    const scopedEnforcementActions = [{ action: 'dryrun', enforcementPoints: [{ name: '*' }] }];
    const compiled = compileConstraint(
      template,
      constraint({ enforcementAction: 'scoped', scopedEnforcementActions }),
    );
    expect(compiled.enforcementActions('audit.gatekeeper.sh')).toEqual(['dryrun']);
  });

  it.each<[string, JsonObject, string[]]>([
    ['an action that Gatekeeper does not know reports', { enforcementAction: 'explode' }, ['dryrun']],
    [
      'an empty list of scoped actions acts nowhere',
      { enforcementAction: 'scoped', scopedEnforcementActions: [] },
      [],
    ],
    [
      'an entry without points acts nowhere',
      { enforcementAction: 'scoped', scopedEnforcementActions: [{ action: 'deny', enforcementPoints: [] }] },
      [],
    ],
  ])('%s', (_name, spec, actions) => {
    expect(compileConstraint(template, constraint(spec)).enforcementActions('audit.gatekeeper.sh')).toEqual(
      actions,
    );
  });

  it('is for the operations of its template, and for audits', () => {
    const compiled = compileConstraint({ ...template, operations: ['UPDATE'] }, constraint());
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };
    const matched = ['UPDATE', 'CREATE', ''].map((operation) => compiled.match(reviewOf(pod, { operation })));
    expect(matched).toEqual([true, false, true]);
  });

  it.each<[string, JsonObject, string, string]>([
    [
      'another kind',
      { ...constraint(), kind: 'Other' },
      'invalid_constraint',
      'Constraint limits: it is a "Other" of "constraints.gatekeeper.sh/v1beta1", but its template makes Demo of constraints.gatekeeper.sh/v1beta1. Set "apiVersion: constraints.gatekeeper.sh/v1beta1" and "kind: Demo".',
    ],
    [
      'a bad name',
      constraint({}, 'Limits'),
      'invalid_constraint',
      'Constraint Limits: the name must be a DNS subdomain of at most 63 characters. Use lower-case letters, digits, "-" and "." in metadata.name.',
    ],
    [
      'a parameter of the wrong type',
      constraint({ parameters: { limit: 'three' } }),
      'invalid_parameters',
      'Constraint limits: spec.parameters.limit must be of type integer, not string. Give parameters of the types that the template demo declares.',
    ],
    [
      'an unknown parameter',
      constraint({ parameters: { limits: 3 } }),
      'unknown_fields',
      'Constraint limits: unknown fields: spec.parameters.limits. Use the parameters that the template demo declares.',
    ],
    [
      'a bad selector',
      constraint({ match: { labelSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } } }),
      'invalid_match',
      'Constraint limits: spec.match: "Is" is not a valid label selector operator (key "a"). Correct spec.match.',
    ],
    [
      'an unknown version',
      { ...constraint(), apiVersion: 'constraints.gatekeeper.sh/v1' },
      'invalid_constraint',
      'Constraint limits: it is a "Demo" of "constraints.gatekeeper.sh/v1", but its template makes Demo of constraints.gatekeeper.sh/v1beta1. Set "apiVersion: constraints.gatekeeper.sh/v1beta1" and "kind: Demo".',
    ],
    [
      'a wildcard that is none',
      constraint({ match: { namespaces: ['Prod'] } }),
      'invalid_fields',
      'Constraint limits: spec.match.namespaces[0] must match the pattern ^\\*?[-:a-z0-9]*\\*?$. Correct the fields of spec; docs of Gatekeeper list them under "match".',
    ],
    [
      'an unknown source',
      constraint({ match: { source: 'generated' } }),
      'invalid_fields',
      'Constraint limits: spec.match.source must be one of "All", "Generated", "Original", not "generated". Correct the fields of spec; docs of Gatekeeper list them under "match".',
    ],
    [
      'a text in place of a list',
      constraint({ match: { excludedNamespaces: 'kube-system' } }),
      'invalid_fields',
      'Constraint limits: spec.match.excludedNamespaces must be of type array, not string. Correct the fields of spec; docs of Gatekeeper list them under "match".',
    ],
    [
      'unknown fields',
      { ...constraint({ match: { kind: [] }, enforcement: 'deny' }), extra: 1 },
      'unknown_fields',
      'Constraint limits: unknown fields: extra, spec.match.kind, spec.enforcement. A constraint has match, parameters, enforcementAction and scopedEnforcementActions in its spec.',
    ],
    [
      'scoped without its list',
      constraint({ enforcementAction: 'scoped' }),
      'invalid_enforcement_action',
      'Constraint limits: enforcementAction is "scoped", but spec.scopedEnforcementActions is missing. List {action, enforcementPoints: [{name}]} there.',
    ],
  ])('is refused with %s', (_name, resource, code, message) => {
    expect(refusal(resource)).toMatchObject({ code, message });
  });
});

describe('an index of constraints', () => {
  const named = (name: string, kinds: JsonObject[]): ReturnType<typeof compileConstraint> =>
    compileConstraint(template, constraint({ match: { kinds } }, name));
  const index = indexConstraints([
    named('pods', [{ apiGroups: [''], kinds: ['Pod'] }]),
    named('all', []),
    named('workloads', [{ apiGroups: ['apps', 'batch'], kinds: ['Deployment', 'Job'] }]),
    named('any-group', [{ apiGroups: ['*'], kinds: ['Pod'] }]),
  ]);

  it.each([
    ['', 'Pod', ['pods', 'all', 'any-group']],
    ['batch', 'Job', ['all', 'workloads', 'any-group']],
    ['', 'Service', ['all', 'any-group']],
    ['constructor', 'constructor', ['all', 'any-group']],
  ])('finds candidates for %s/%s in the order given', (group, kind, names) => {
    expect(index.candidates(group, kind).map((each) => each.name)).toEqual(names);
  });
});
