import { isObject } from '../../runtime/access';
import { type RegoValue, typeName } from '../../values/value';
import { builtinTable } from '../builtin';
import { BuiltinFailure, failable } from '../failure';
import type { Node } from './graphql-node';
import { parseQueryDocument } from './parse-query-document';
import { parseSchemaDocument } from './parse-schema-document';
import { checkQuery } from './validate-query';
import { validSchema } from './validate-schema';

/** `graphql.*`: documents as texts or as trees in the shape of gqlparser's JSON, whose messages errors follow. */
export const graphqlBuiltins = builtinTable({
  'graphql.parse_query': unary('graphql.parse_query', (text) => parseQueryDocument(needText(text))),
  'graphql.parse_schema': unary('graphql.parse_schema', (text) => parseSchemaDocument(needText(text))),
  'graphql.schema_is_valid': unary('graphql.schema_is_valid', (schema) =>
    holds(() => validSchema(documentOf(schema, parseSchemaDocument))),
  ),
  'graphql.is_valid': binary('graphql.is_valid', (query, schema) => holds(() => verified(query, schema))),
  'graphql.parse': binary('graphql.parse', verified),
  'graphql.parse_and_verify': binary('graphql.parse_and_verify', (query, schema) => {
    let pair: readonly Node[] | undefined;
    const valid = holds(() => {
      pair = verified(query, schema);
    });
    return pair === undefined ? [valid, {}, {}] : [valid, ...pair];
  }),
});

function unary(name: string, work: (a: RegoValue) => RegoValue) {
  const call = failable(name, (a) => work(a as RegoValue));
  return (a: RegoValue) => call(a);
}

function binary(name: string, work: (a: RegoValue, b: RegoValue) => RegoValue) {
  const call = failable(name, (a, b) => work(a as RegoValue, b as RegoValue));
  return (a: RegoValue, b: RegoValue) => call(a, b);
}

function needText(value: RegoValue): string {
  if (typeof value === 'string') return value;
  throw new BuiltinFailure(`must be string but got ${typeName(value)}`, 1);
}

function documentOf(value: RegoValue, parse: (source: string) => Node): Node {
  if (typeof value === 'string') return parse(value);
  if (isObject(value)) return value as Node;
  throw new BuiltinFailure(`must be one of {string, object} but got ${typeName(value)}`, 1);
}

/** Both trees, if the query holds against the schema. */
function verified(query: RegoValue, schema: RegoValue): readonly [Node, Node] {
  const queryTree = documentOf(query, parseQueryDocument);
  const schemaTree = documentOf(schema, parseSchemaDocument);
  checkQuery(validSchema(schemaTree), queryTree);
  return [queryTree, schemaTree];
}

/** Whether this throws nothing that says a document, or an operand, is wrong. */
function holds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof BuiltinFailure) return false;
    throw error;
  }
}
