import { describe, expect, test } from 'vitest';
import { compile, type JsonValue } from '../../index';

const SCHEMA = `
  "What is taught"
  type Query { pupil(house: House!, year: Int = 1): Pupil pupils(filter: Filter): [Being!]! }
  type Mutation { expel(name: String!): Boolean }
  type Subscription { owls: String }
  interface Being { name: String! }
  type Pupil implements Being { name: String! house: House friends: [Pupil!] }
  type Ghost implements Being { name: String! died: Int }
  union Anyone = Pupil | Ghost
  enum House { RED GREEN }
  input Filter { house: House names: [String!] = [] strict: Boolean! }
`;

function evaluate(expression: string, input: JsonValue, strictBuiltinErrors = false): JsonValue | undefined {
  const policy = compile([{ file: 'owls.rego', source: `package owls\n\nx := ${expression}\n` }]);
  const result = policy.evaluate('data.owls.x', { input, strictBuiltinErrors });
  return result.defined ? result.value : undefined;
}

function failure(expression: string, input: JsonValue): string {
  try {
    evaluate(expression, input, true);
  } catch (error) {
    return (error as Error).message.replace('owls.rego:3: eval_builtin_error: ', '');
  }
  return 'no failure';
}

describe('a query', () => {
  test('is parsed into a tree with block strings, lists and aliases', () => {
    expect(
      evaluate(
        'graphql.parse_query(input)',
        '{ a: b(c: [1, -2.5e3], d: """\n    x\n      y\n  """, e: null) @f }',
      ),
    ).toEqual({
      Operations: [
        {
          Name: '',
          Operation: 'query',
          SelectionSet: [
            {
              Alias: 'a',
              Name: 'b',
              Arguments: [
                {
                  Name: 'c',
                  Value: {
                    Kind: 8,
                    Raw: '',
                    ExpectedTypeHasDefault: false,
                    Children: [
                      { Name: '', Value: { Kind: 1, Raw: '1', ExpectedTypeHasDefault: false } },
                      { Name: '', Value: { Kind: 2, Raw: '-2.5e3', ExpectedTypeHasDefault: false } },
                    ],
                  },
                },
                { Name: 'd', Value: { Kind: 4, Raw: 'x\n  y', ExpectedTypeHasDefault: false } },
                { Name: 'e', Value: { Kind: 6, Raw: 'null', ExpectedTypeHasDefault: false } },
              ],
              Directives: [{ Name: 'f', Location: '' }],
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['{ a', 'Expected Name, found <EOF> in GraphQL string at location 1:4'],
    ['query', 'Expected {, found <EOF> in GraphQL string at location 1:6'],
    ['\n  { a } b', 'Unexpected Name "b" in GraphQL string at location 2:9'],
    ['{}', 'expected at least one definition, found } in GraphQL string at location 1:2'],
    ['{ a(b: "c) }', 'Unexpected <Invalid> in GraphQL string at location 1:8'],
  ])('%j cannot be read', (query, wanted) => {
    expect(failure('graphql.parse_query(input)', query)).toBe(`graphql.parse_query: ${wanted}`);
  });

  test('nested deeper than 200 levels is refused', () => {
    expect(failure('graphql.parse_query(input)', '{a'.repeat(300) + '}'.repeat(300))).toBe(
      'graphql.parse_query: nested more than 200 levels deep in GraphQL string at location 1:402',
    );
  });

  test.each([
    '{ pupil(house: RED) { name friends { house } } }',
    'query Q($h: House!) { pupil(house: $h) { ...F } } fragment F on Pupil { name }',
    'query Q($h: House = RED) { pupil(house: $h) { name } }',
    '{ pupils(filter: {strict: true, names: "a"}) { __typename name ... on Ghost { died } } }',
    '{ pupils { ... on Being @include(if: true) { name } } }',
    '{ __schema { queryType { name } } __type(name: "Pupil") { kind } }',
    'mutation { a: expel(name: "a") b: expel(name: "b") }',
  ])('%s holds', (query) => {
    expect(failure('graphql.parse(input[0], input[1])', [query, SCHEMA])).toBe('no failure');
    expect(evaluate('graphql.is_valid(input[0], input[1])', [query, SCHEMA])).toBe(true);
  });

  test.each([
    ['{ wand }', 'Cannot query field "wand" on type "Query".'],
    [
      '{ pupil { name } }',
      'Field "pupil" argument "house" of type "House!" is required, but it was not provided.',
    ],
    ['{ pupil(house: BLUE) { name } }', 'Expected value of type "House!", found BLUE.'],
    ['{ pupil(house: null) { name } }', 'Expected value of type "House!", found null.'],
    ['{ pupil(house: RED, wand: 1) { name } }', 'Unknown argument "wand" on field "Query.pupil".'],
    ['{ pupil(house: RED, house: RED) { name } }', 'There can be only one argument named "house".'],
    ['{ pupil(house: RED) }', 'Field "pupil" of type "Pupil" must have a selection of subfields.'],
    [
      '{ pupil(house: RED) { name { a } } }',
      'Field "name" must not have a selection since type "String!" has no subfields.',
    ],
    [
      '{ pupils(filter: {}) { name } }',
      'Field "Filter.strict" of required type "Boolean!" was not provided.',
    ],
    ['{ pupils(filter: {strict: true, age: 1}) { name } }', 'Field "age" is not defined by type "Filter".'],
    ['{ pupils { ...F } }', 'Unknown fragment "F".'],
    ['{ pupils { name } } fragment F on Pupil { name }', 'Fragment "F" is never used.'],
    ['{ pupils { ...F } } fragment F on Pupil { ...F }', 'Cannot spread fragment "F" within itself.'],
    ['{ pupils { ... on House { name } } }', 'Fragment cannot condition on non composite type "House".'],
    [
      '{ pupil(house: RED) { ... on Ghost { name } } }',
      'Fragment cannot be spread here as objects of type "Pupil" can never be of type "Ghost".',
    ],
    ['query Q($a: Int) { pupils { name } }', 'Variable "$a" is never used in operation "Q".'],
    ['query Q { pupil(house: $h) { name } }', 'Variable "$h" is not defined by operation "Q".'],
    [
      'query Q($h: House) { pupil(house: $h) { name } }',
      'Variable "$h" of type "House" used in position expecting type "House!".',
    ],
    ['query Q($p: Pupil) { pupils { name } }', 'Variable "$p" cannot be non-input type "Pupil".'],
    [
      '{ a: pupils { name } a: pupil(house: RED) { name } }',
      'Fields "a" conflict because "pupils" and "pupil" are different fields. Use different aliases on the fields to fetch both if this was intentional.',
    ],
    ['{ pupils { name @skip } }', 'Argument if for directive skip cannot be null.'],
    ['{ pupils { name @wand } }', 'Undefined directive wand.'],
    [
      '{ pupils { name } } query Q { pupils { name } }',
      'This anonymous operation must be the only defined operation.',
    ],
    ['subscription { a: owls b: owls }', 'Anonymous Subscription must select only one top level field.'],
  ])('%s does not hold', (query, wanted) => {
    expect(failure('graphql.parse(input[0], input[1])', [query, SCHEMA])).toBe(`graphql.parse: ${wanted}`);
    expect(evaluate('graphql.parse_and_verify(input[0], input[1])', [query, SCHEMA])).toEqual([
      false,
      {},
      {},
    ]);
  });

  test('whose fragments multiply is refused in time', () => {
    const level = (i: number): string =>
      `fragment F${i} on Pupil { a: friends { ...F${i + 1} } b: friends { ...F${i + 1} } }`;
    const levels = Array.from({ length: 40 }, (_, i) => level(i)).join(' ');
    const query = `{ pupil(house: RED) { ...F0 } } ${levels} fragment F40 on Pupil { name }`;
    expect(failure('graphql.parse(input[0], input[1])', [query, SCHEMA])).toBe(
      'graphql.parse: GraphQL query is too large to be validated',
    );
  });
});

describe('a schema', () => {
  test.each<[string, boolean]>([
    ['type A { b: B }', false],
    ['type A { b: Int b: Int }', false],
    ['type A { _: Int } type A { _: Int }', false],
    ['type A { __b: Int }', false],
    ['enum A { true }', false],
    ['enum A { B B }', false],
    ['input A { b: C } type C { d: Int }', false],
    ['type A { b(c: D): Int } type D { e: Int }', false],
    ['interface I { a: Int! } type A implements I { a: Int }', false],
    ['interface I { a: Int } type A implements I { a: Int! }', true],
    ['union U = S scalar S', false],
    ['schema { query: Q }', false],
    ['directive @d on OBJECT type A @d @d { b: Int }', false],
    ['directive @d repeatable on OBJECT type A @d @d { b: Int }', true],
    ['directive @d on ENUM type A @d { b: Int }', false],
  ])('%s holds: %s', (schema, valid) => {
    expect(evaluate('graphql.schema_is_valid(input)', schema)).toBe(valid);
  });

  test('with every kind of type holds', () => {
    expect(evaluate('graphql.schema_is_valid(input)', SCHEMA)).toBe(true);
  });

  test('may be given as a tree, and odd trees are merely invalid', () => {
    expect(evaluate('graphql.schema_is_valid(graphql.parse_schema(input))', SCHEMA)).toBe(true);
    expect(evaluate('graphql.schema_is_valid({"Definitions": [{"Name": 1}, {"Kind": "ENUM"}]})', null)).toBe(
      false,
    );
    expect(evaluate('graphql.schema_is_valid(input)', 1)).toBe(false);
  });
});
