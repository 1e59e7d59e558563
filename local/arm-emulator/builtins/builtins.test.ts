import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/policy/index';
import { builtInDefinitions, builtInSetDefinitions } from './index';

const folder = process.env['CONFORMANCE_DIR'] ?? '../shared/conformance';
const published = `${folder}/azure-builtin-definitions/kubernetes`;
const read = (file: string): JsonObject[] =>
  existsSync(published) ? (JSON.parse(readFileSync(`${published}/${file}`, 'utf8')) as JsonObject[]) : [];

const propertiesOf = (object: JsonObject | undefined): JsonObject => object?.['properties'] as JsonObject;

/** The facts of a definition: everything but its texts, and the letters of parameter types. */
function facts(object: JsonObject | undefined): JsonValue {
  const { displayName, mode, version, versions, policyType, parameters, policyDefinitions } =
    propertiesOf(object);
  return {
    displayName,
    version,
    versions,
    policyType,
    mode: String(mode).toLowerCase(),
    parameters: Object.fromEntries(
      Object.entries(parameters as JsonObject).map(([name, declaration]) => {
        const { metadata: _, type, schema, ...rest } = declaration as JsonObject;
        const named = { ...rest, type: String(type).toLowerCase() };
        return [name, schema === undefined ? named : { ...named, schema: withoutTexts(schema) }];
      }),
    ),
    ...(policyDefinitions === undefined ? {} : { policyDefinitions }),
  } as JsonObject;
}

function withoutTexts(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return (schema as JsonValue[]).map(withoutTexts);
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => name !== 'description')
      .map(([name, value]) => [name, withoutTexts(value)]),
  );
}

const ours = new Map([...builtInDefinitions(), ...builtInSetDefinitions()].map((each) => [each['id'], each]));

describe('the built-in definitions', () => {
  it('have an id of their own each', () => {
    expect(ours.size).toBe(builtInDefinitions().length + builtInSetDefinitions().length);
  });

  it('are there for every member of every initiative, with the parameters that are bound', () => {
    const known = new Set(['minPort', 'maxPort']);
    for (const set of builtInSetDefinitions())
      for (const member of propertiesOf(set)['policyDefinitions'] as JsonObject[]) {
        const definition = ours.get(member['policyDefinitionId'] as string);
        const parameters = propertiesOf(definition)['parameters'] as JsonObject;
        for (const name of Object.keys(member['parameters'] as JsonObject))
          if (!known.has(name)) expect(Object.keys(parameters)).toContain(name);
      }
  });

  it('describe every parameter', () => {
    for (const object of ours.values())
      for (const [name, declaration] of Object.entries(propertiesOf(object)['parameters'] as JsonObject))
        expect([name, (declaration as { metadata: { description?: string } }).metadata.description]).toEqual([
          name,
          expect.any(String),
        ]);
  });
});

describe.skipIf(!existsSync(published))(
  'the built-in definitions that Azure publishes (needs CONFORMANCE_DIR)',
  () => {
    it.each(
      read('definitions.json')
        .filter(({ id }) => ours.has(id as JsonValue))
        .map((each) => [each['id'], each]),
    )('agree with %s in every fact', (id, theirs) => {
      expect(facts(ours.get(id as string))).toEqual(facts(theirs as JsonObject));
    });

    it.each(
      read('definitions.json')
        .filter(
          ({ id, properties }) =>
            ours.has(id as JsonValue) && (properties as JsonObject)['mode'] === 'Microsoft.Kubernetes.Data',
        )
        .map((each) => [each['id'], each]),
    )('agree with %s in the policy rule', (id, theirs) => {
      expect(propertiesOf(ours.get(id as string))['policyRule']).toEqual(normalised(theirs as JsonObject));
    });

    it.each(read('sets.json').map((each) => [each['id'], each]))(
      'agree with the initiative %s',
      (id, theirs) => {
        expect(facts(ours.get(id as string))).toEqual(facts(theirs as JsonObject));
      },
    );
  },
);

/** Some published rules write a list of one where the others write the value. */
function normalised(theirs: JsonObject): JsonValue {
  const rule = propertiesOf(theirs)['policyRule'] as JsonObject;
  const condition = rule['if'] as JsonObject;
  const types = condition['in'];
  if (!Array.isArray(types) || types.length !== 1) return rule;
  return { ...rule, if: { field: 'type', equals: types[0] as string } };
}
