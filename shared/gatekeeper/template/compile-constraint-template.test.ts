import { describe, expect, it } from 'vitest';
import { ConstraintTemplateError } from '../errors';
import type { JsonObject } from '../json';
import { compileConstraintTemplate } from './compile-constraint-template';

const rego = 'package demo\nviolation[{"msg": "no"}] { true }';
const cel = { engine: 'K8sNativeValidation', source: { validations: [{ expression: 'true' }] } };

interface Parts {
  readonly apiVersion?: string;
  readonly name?: string;
  readonly validation?: JsonObject;
  readonly target?: JsonObject;
}

function manifest({ apiVersion, name, validation, target }: Parts = {}): JsonObject {
  const base = {
    crd: { spec: { names: { kind: 'Demo' }, ...(validation === undefined ? {} : { validation }) } },
  };
  return {
    apiVersion: apiVersion ?? 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name: name ?? 'demo' },
    spec: { ...base, targets: [{ target: 'admission.k8s.gatekeeper.sh', ...(target ?? { rego }) }] },
  };
}

function refusal(template: JsonObject, engine?: 'Rego'): ConstraintTemplateError {
  try {
    compileConstraintTemplate(template, engine === undefined ? {} : { engine });
  } catch (error) {
    if (error instanceof ConstraintTemplateError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('a constraint template', () => {
  it.each(['v1', 'v1beta1', 'v1alpha1'])('compiles in version %s', (version) => {
    const template = compileConstraintTemplate(
      manifest({ apiVersion: `templates.gatekeeper.sh/${version}` }),
    );
    expect(template).toMatchObject({
      name: 'demo',
      kind: 'Demo',
      engine: 'Rego',
      operations: [],
      requiresSync: [],
    });
  });

  it('has strict parameters in v1 and open ones before', () => {
    const parameters = { anything: 1 };
    expect(compileConstraintTemplate(manifest()).schema.accept(parameters)).toEqual({
      problems: [],
      unknown: ['spec.parameters'],
    });
    const older = compileConstraintTemplate(manifest({ apiVersion: 'templates.gatekeeper.sh/v1beta1' }));
    expect(older.schema.accept(parameters)).toEqual({ value: parameters });
    const open = compileConstraintTemplate(manifest({ validation: { legacySchema: true } }));
    expect(open.schema.accept(parameters)).toEqual({ value: parameters });
  });

  it.each<[string, JsonObject, string]>([
    ['CEL before Rego', { rego, code: [cel] }, 'K8sNativeValidation'],
    ['Rego of code', { code: [{ engine: 'Rego', source: { rego } }] }, 'Rego'],
    [
      'the known one of two',
      {
        code: [
          { engine: 'Prolog', source: {} },
          { engine: 'Rego', source: { rego } },
        ],
      },
      'Rego',
    ],
  ])('takes %s', (_name, target, engine) => {
    expect(compileConstraintTemplate(manifest({ target })).engine).toBe(engine);
  });

  it('can be told which engine to take', () => {
    const template = manifest({ target: { rego, code: [cel] } });
    expect(compileConstraintTemplate(template, { engine: 'Rego' }).engine).toBe('Rego');
  });

  it('takes the legacy Rego before that of code, with its own libraries and version', () => {
    const target = {
      rego: 'package demo\nimport data.lib.old\nviolation[{"msg": old.text}] { true }',
      libs: ['package lib.old\ntext = "legacy"'],
      code: [
        {
          engine: 'Rego',
          source: { version: 'v1', rego: 'package demo\nviolation contains {"msg": "new"} if true' },
        },
      ],
    };
    const { program } = compileConstraintTemplate(manifest({ target }), { engine: 'Rego' });
    const input = {
      review: {},
      parameters: undefined,
      constraint: {},
      inventory: undefined,
      budget: undefined,
    };
    expect(program.evaluate(input)).toEqual({ results: [{ message: 'legacy', details: {} }] });
  });

  it('reads Rego v1 where the code says so', () => {
    const source = { version: 'v1', rego: 'package demo\nviolation contains {"msg": "new"} if true' };
    const template = manifest({ target: { code: [{ engine: 'Rego', source }] } });
    expect(compileConstraintTemplate(template).engine).toBe('Rego');
    const older = manifest({ target: { code: [{ engine: 'Rego', source: { ...source, version: 'V1' } }] } });
    expect(refusal(older).code).toBe('invalid_rego');
  });

  it('says which data it wants', () => {
    const annotated = manifest();
    const annotation = '"[[{"groups": [""], "versions": ["v1"], "kinds": ["Service"]}]]"';
    const template = {
      ...annotated,
      metadata: { name: 'demo', annotations: { 'metadata.gatekeeper.sh/requires-sync-data': annotation } },
    };
    expect(compileConstraintTemplate(template).requiresSync).toEqual([
      [{ groups: [''], versions: ['v1'], kinds: ['Service'] }],
    ]);
  });

  it('knows whether it reads the inventory', () => {
    const reading = 'package demo\nviolation[{"msg": "x"}] { data.inventory.cluster["v1"] }';
    expect(compileConstraintTemplate(manifest({ target: { rego: reading } })).program.usesInventory).toBe(
      true,
    );
    expect(compileConstraintTemplate(manifest()).program.usesInventory).toBe(false);
  });

  it.each<[string, JsonObject, string, string]>([
    [
      'another kind of object',
      { ...manifest(), kind: 'Constraint' },
      'invalid_template',
      'Constraint template demo: it is not a ConstraintTemplate of templates.gatekeeper.sh/v1, v1beta1 or v1alpha1. Set "apiVersion: templates.gatekeeper.sh/v1" and "kind: ConstraintTemplate".',
    ],
    [
      'another name than its kind',
      manifest({ name: 'other' }),
      'invalid_name',
      'Constraint template other: the name must be the kind of its constraints in lower case, but spec.crd.spec.names.kind is "Demo". Set metadata.name to "demo".',
    ],
    [
      'a kind that is no name',
      {
        ...manifest({ name: 'my_kind' }),
        spec: { crd: { spec: { names: { kind: 'My_Kind' } } }, targets: [] },
      },
      'invalid_name',
      'Constraint template my_kind: "My_Kind" cannot be the kind of constraints. Use letters, digits and "-" in spec.crd.spec.names.kind, a letter in front, 63 at most.',
    ],
    [
      'an unknown target',
      manifest({ target: { target: 'elsewhere', rego } }),
      'invalid_target',
      'Constraint template demo: the target "elsewhere" is not known. Set spec.targets[0].target to "admission.k8s.gatekeeper.sh".',
    ],
    [
      'a schema that is not structural',
      manifest({ validation: { openAPIV3Schema: {} } }),
      'invalid_schema',
      'Constraint template demo: the parameter schema is not structural: openAPIV3Schema.type: Required value: must not be empty for specified object fields. Give each level of spec.crd.spec.validation.openAPIV3Schema a type, or set legacySchema: true.',
    ],
    [
      'no known engine',
      manifest({ target: { code: [{ engine: 'Prolog', source: {} }] } }),
      'no_language_driver',
      'Constraint template demo: no language driver is known for its code. Give spec.targets[0] a "rego" text, or "code" with the engine Rego or K8sNativeValidation.',
    ],
    [
      'CEL that does not compile',
      manifest({
        target: {
          code: [{ engine: 'K8sNativeValidation', source: { validations: [{ expression: '1 +' }] } }],
        },
      }),
      'invalid_cel',
      "Constraint template demo: its CEL does not compile: validations[0]: 1:4: Syntax error: mismatched input '<EOF>' expecting an expression. Correct the expressions of the template.",
    ],
    [
      'no rule named violation',
      manifest({ target: { rego: 'package demo\nallow { true }' } }),
      'invalid_rego',
      'Constraint template demo: its Rego does not compile: rego: missing required rules: [violation]. Correct the Rego of the template.',
    ],
  ])('is refused with %s', (_name, template, code, message) => {
    expect(refusal(template)).toMatchObject({
      code,
      message,
      template: (template['metadata'] as JsonObject)['name'],
    });
  });

  it('names the line of a mistake in its Rego', () => {
    expect(refusal(manifest({ target: { rego: `${rego}\nbroken { x` } })).message).toMatch(
      /^Constraint template demo: its Rego does not compile: template\.rego:3: rego_parse_error: /,
    );
  });

  it('refuses builtins that leave the process', () => {
    const leaving =
      'package demo\nviolation[{"msg": "x"}] { http.send({"method": "get", "url": "http://x"}) }';
    expect(refusal(manifest({ target: { rego: leaving } })).code).toBe('invalid_rego');
  });
});
