import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/policy/index';
import { builtInDefinitions, builtInSetDefinitions } from './index';

const folder = process.env['CONFORMANCE_DIR'] ?? '../shared/conformance';
const published = `${folder}/azure-builtin-definitions/kubernetes`;
const read = (file: string): JsonObject[] =>
  existsSync(published) ? (JSON.parse(readFileSync(`${published}/${file}`, 'utf8')) as JsonObject[]) : [];

const propertiesOf = (object: JsonObject | undefined): JsonObject => object?.['properties'] as JsonObject;

/**
 * The facts of a definition: everything but its texts, the letters of parameter types, and `portalReview`, which is for
 * Azure's portal only.
 */
function facts(object: JsonObject | undefined): JsonValue {
  const { displayName, mode, version, versions, policyType, metadata, parameters, policyDefinitions } =
    propertiesOf(object);
  const { preview, ...marks } = metadata as JsonObject;
  return {
    displayName,
    version,
    versions,
    policyType,
    metadata: { ...marks, preview: String(preview) },
    mode: String(mode).toLowerCase(),
    parameters: Object.fromEntries(
      Object.entries(parameters as JsonObject).map(([name, declaration]) => {
        const { metadata: texts, type, schema, ...rest } = declaration as JsonObject;
        const { displayName: _, description: __, portalReview: ___, ...hints } = texts as JsonObject;
        const named = { ...rest, hints, type: String(type).toLowerCase() };
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
      .filter(([name]) => name !== 'description' && !name.startsWith('x-ms-'))
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
    const definitions = read('definitions.json').map((each) => [each['id'], each] as const);
    const sets = read('sets.json').map((each) => [each['id'], each] as const);

    it('are all there', () => {
      expect([...ours.keys()].sort()).toEqual([...definitions, ...sets].map(([id]) => id).sort());
    });

    it.each([...definitions, ...sets])('agree with %s in every fact', (id, theirs) => {
      expect(facts(ours.get(id as JsonValue))).toEqual(facts(theirs));
    });

    it.each(definitions)('agree with %s in what the policy rule looks for', (id, theirs) => {
      expect(meaning(ours.get(id as JsonValue))).toEqual(meaning(theirs));
    });
  },
);

/** Where and how a deployment goes; its template is our own. */
function frame(deployment: JsonValue | undefined): JsonObject {
  if (!isJsonObject(deployment)) return {};
  const { location, properties } = deployment;
  const { mode } = properties as JsonObject;
  return { deployment: { ...(location === undefined ? {} : { location }), mode: mode as JsonValue } };
}

/** The rule without the template that it deploys, in one of the ways in which the same can be written. */
function meaning(definition: JsonObject | undefined): JsonValue {
  const rule = propertiesOf(definition)['policyRule'] as JsonObject;
  const { effect, details } = rule['then'] as JsonObject;
  const { deployment, ...rest } = (details ?? {}) as JsonObject;
  return canonical({
    if: rule['if'] as JsonValue,
    effect: effect as JsonValue,
    ...rest,
    ...frame(deployment),
  });
}

function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as JsonValue[]).map(canonical);
  if (typeof value === 'string') return value.toLowerCase().replaceAll('logcategoriesparameter', 'wanted');
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(
    ([name, inner]) => [name.toLowerCase(), canonical(inner)] as const,
  );
  const object = Object.fromEntries(entries) as Record<string, JsonValue>;
  if (object['exists'] !== undefined) object['exists'] = String(object['exists']);
  const { in: list, allof: all } = object;
  if (Array.isArray(list) && list.length === 1) {
    object['equals'] = list[0] as JsonValue;
    delete object['in'];
  }
  if (Array.isArray(all)) object['allof'] = (all as JsonValue[]).flatMap(inAllOf);
  return object;
}

const inAllOf = (condition: JsonValue): JsonValue[] =>
  isJsonObject(condition) && Array.isArray(condition['allof'])
    ? (condition['allof'] as JsonValue[])
    : [condition];
