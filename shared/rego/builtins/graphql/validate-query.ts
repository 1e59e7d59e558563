import { BuiltinFailure } from '../failure';
import { checkFieldsMerge } from './check-fields-merge';
import { checkValue, type VariableUse } from './check-value';
import { childOf, childrenOf, has, type Node, textOf } from './graphql-node';
import {
  fieldOf,
  type GraphqlSchema,
  isComposite,
  isInput,
  isNonNull,
  namedType,
  nodeType,
  possibleTypes,
  typeText,
} from './graphql-schema';
import { checkDirectives } from './validate-schema';

interface Context {
  readonly schema: GraphqlSchema;
  readonly fragments: ReadonlyMap<string, Node>;
  readonly usedFragments: Set<string>;
}

/** Where the directives of an operation stand. */
const LOCATIONS: Readonly<Record<string, string>> = {
  query: 'QUERY',
  mutation: 'MUTATION',
  subscription: 'SUBSCRIPTION',
};

/** Checks a query against a schema (GraphQL specification 5). Throws on the first mistake. */
export function checkQuery(schema: GraphqlSchema, document: Node): void {
  const operations = childrenOf(document, 'Operations');
  const fragments = new Map<string, Node>();
  for (const fragment of childrenOf(document, 'Fragments')) {
    const name = textOf(fragment, 'Name');
    if (fragments.has(name)) throw new BuiltinFailure(`There can be only one fragment named "${name}".`);
    fragments.set(name, fragment);
  }
  const c: Context = { schema, fragments, usedFragments: new Set() };
  for (const name of fragments.keys()) checkFragment(c, name);
  checkOperationNames(operations);
  for (const operation of operations) checkOperation(c, operation);
  for (const name of fragments.keys()) {
    if (!c.usedFragments.has(name)) throw new BuiltinFailure(`Fragment "${name}" is never used.`);
  }
}

function checkOperationNames(operations: readonly Node[]): void {
  const names = operations.map((operation) => textOf(operation, 'Name'));
  if (names.includes('') && names.length > 1)
    throw new BuiltinFailure('This anonymous operation must be the only defined operation.');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new BuiltinFailure(`There can be only one operation named "${twice}".`);
}

function checkFragment(c: Context, name: string): void {
  const fragment = c.fragments.get(name) as Node;
  checkCondition(c, textOf(fragment, 'TypeCondition'), `Fragment "${name}"`);
  checkDirectives(c.schema, fragment, 'FRAGMENT_DEFINITION');
  const path = new Set<string>();
  const done = new Set<string>();
  const visit = (each: string): void => {
    if (path.has(each)) throw new BuiltinFailure(`Cannot spread fragment "${each}" within itself.`);
    if (done.has(each)) return;
    done.add(each);
    path.add(each);
    for (const next of spreadsIn(c.fragments.get(each))) visit(next);
    path.delete(each);
  };
  visit(name);
}

function spreadsIn(node: Node | undefined): string[] {
  return childrenOf(node, 'SelectionSet').flatMap((selection) => [
    ...(isSpread(selection) ? [textOf(selection, 'Name')] : []),
    ...spreadsIn(selection),
  ]);
}

function isSpread(selection: Node): boolean {
  return has(selection, 'Name') && !has(selection, 'Alias');
}

function checkCondition({ schema }: Context, type: string, what: string): void {
  if (!schema.types.has(type)) throw new BuiltinFailure(`Unknown type "${type}".`);
  if (!isComposite(schema, type))
    throw new BuiltinFailure(`${what} cannot condition on non composite type "${type}".`);
}

function checkOperation(c: Context, operation: Node): void {
  const kind = textOf(operation, 'Operation');
  const root = c.schema.roots.get(kind);
  if (root === undefined) throw new BuiltinFailure(`Schema does not support operation type "${kind}"`);
  checkDirectives(c.schema, operation, LOCATIONS[kind] ?? '');
  const variables = new Map<string, Node>();
  for (const variable of childrenOf(operation, 'VariableDefinitions')) {
    const name = textOf(variable, 'Variable');
    if (variables.has(name)) throw new BuiltinFailure(`There can be only one variable named "$${name}".`);
    variables.set(name, variable);
    checkVariable(c, variable);
  }
  const used = new Set<string>();
  const use: VariableUse = (name, type, hasDefault) => {
    const variable = variables.get(name);
    if (variable === undefined)
      throw new BuiltinFailure(`Variable "$${name}" is not defined${by(operation)}.`);
    used.add(name);
    if (type !== undefined && !mayStand(variable, type, hasDefault)) {
      const own = typeText(childOf(variable, 'Type'));
      throw new BuiltinFailure(
        `Variable "$${name}" of type "${own}" used in position expecting type "${typeText(type)}".`,
      );
    }
  };
  checkSelections(c, operation, root, use, new Set());
  for (const name of variables.keys()) {
    if (!used.has(name)) throw new BuiltinFailure(`Variable "$${name}" is never used${by(operation, 'in')}.`);
  }
  if (kind === 'subscription' && childrenOf(operation, 'SelectionSet').length > 1)
    throw new BuiltinFailure('Anonymous Subscription must select only one top level field.');
  checkFieldsMerge(c.schema, c.fragments, operation, root);
}

function by(operation: Node, word = 'by'): string {
  const name = textOf(operation, 'Name');
  return name === '' ? '' : ` ${word} operation "${name}"`;
}

function checkVariable({ schema }: Context, variable: Node): void {
  const type = childOf(variable, 'Type');
  const name = namedType(type);
  if (!schema.types.has(name)) throw new BuiltinFailure(`Unknown type "${name}".`);
  if (!isInput(schema, name)) {
    const what = `Variable "$${textOf(variable, 'Variable')}"`;
    throw new BuiltinFailure(`${what} cannot be non-input type "${typeText(type)}".`);
  }
  checkDirectives(schema, variable, 'VARIABLE_DEFINITION');
  const value = childOf(variable, 'DefaultValue');
  if (value !== undefined) checkValue(schema, value, type, () => undefined);
}

function mayStand(variable: Node, type: Node, hasDefault: boolean): boolean {
  const own = childOf(variable, 'Type');
  const filled = childOf(variable, 'DefaultValue') !== undefined || hasDefault;
  if (isNonNull(type) && !isNonNull(own) && !filled) return false;
  return fits(own, type, true);
}

function fits(own: Node | undefined, wanted: Node | undefined, top: boolean): boolean {
  if (!top && isNonNull(wanted) && !isNonNull(own)) return false;
  const [a, b] = [childOf(own, 'Elem'), childOf(wanted, 'Elem')];
  if (a === undefined && b === undefined) return textOf(own, 'NamedType') === textOf(wanted, 'NamedType');
  return a !== undefined && b !== undefined && fits(a, b, false);
}

function checkSelections(c: Context, parent: Node, type: string, use: VariableUse, seen: Set<string>): void {
  for (const selection of childrenOf(parent, 'SelectionSet')) {
    if (isSpread(selection)) checkSpread(c, selection, type, use, seen);
    else if (has(selection, 'Alias') || has(selection, 'Name')) checkField(c, selection, type, use, seen);
    else {
      const condition = textOf(selection, 'TypeCondition') || type;
      checkCondition(c, condition, 'Fragment');
      checkOverlap(c, type, condition, 'Fragment');
      checkUsedDirectives(c, selection, 'INLINE_FRAGMENT', use);
      checkSelections(c, selection, condition, use, seen);
    }
  }
}

function checkSpread(c: Context, selection: Node, type: string, use: VariableUse, seen: Set<string>): void {
  const name = textOf(selection, 'Name');
  const fragment = c.fragments.get(name);
  if (fragment === undefined) throw new BuiltinFailure(`Unknown fragment "${name}".`);
  c.usedFragments.add(name);
  const condition = textOf(fragment, 'TypeCondition');
  checkOverlap(c, type, condition, `Fragment "${name}"`);
  checkUsedDirectives(c, selection, 'FRAGMENT_SPREAD', use);
  // Its fields do not depend on where it is spread.
  if (seen.has(name)) return;
  seen.add(name);
  checkSelections(c, fragment, condition, use, seen);
}

function checkOverlap({ schema }: Context, parent: string, condition: string, what: string): void {
  const possible = new Set(possibleTypes(schema, parent));
  if (possibleTypes(schema, condition).some((name) => possible.has(name))) return;
  throw new BuiltinFailure(
    `${what} cannot be spread here as objects of type "${parent}" can never be of type "${condition}".`,
  );
}

function checkField(c: Context, field: Node, parent: string, use: VariableUse, seen: Set<string>): void {
  const name = textOf(field, 'Name');
  const definition = definitionOf(c.schema, parent, name);
  if (definition === undefined) throw new BuiltinFailure(`Cannot query field "${name}" on type "${parent}".`);
  checkGiven(c.schema, field, definition, `Field "${name}"`, `"${parent}.${name}"`, use);
  checkUsedDirectives(c, field, 'FIELD', use);
  const type = childOf(definition, 'Type');
  const target = namedType(type);
  const selects = childrenOf(field, 'SelectionSet').length > 0;
  if (isComposite(c.schema, target)) {
    if (!selects)
      throw new BuiltinFailure(
        `Field "${name}" of type "${typeText(type)}" must have a selection of subfields.`,
      );
    checkSelections(c, field, target, use, seen);
  } else if (selects) {
    throw new BuiltinFailure(
      `Field "${name}" must not have a selection since type "${typeText(type)}" has no subfields.`,
    );
  }
}

function definitionOf(schema: GraphqlSchema, parent: string, name: string): Node | undefined {
  if (name === '__typename') return { Type: nodeType('String') };
  if (parent === schema.roots.get('query')) {
    if (name === '__schema') return { Type: nodeType('__Schema') };
    if (name === '__type')
      return {
        Type: nodeType('__Type'),
        Arguments: [{ Name: 'name', Type: { ...nodeType('String'), NonNull: true } }],
      };
  }
  return fieldOf(schema.types.get(parent), name);
}

function checkUsedDirectives(c: Context, node: Node, location: string, use: VariableUse): void {
  checkDirectives(c.schema, node, location);
  for (const directive of childrenOf(node, 'Directives')) {
    const name = textOf(directive, 'Name');
    const definition = c.schema.directives.get(name) as Node;
    checkGiven(c.schema, directive, definition, `Directive "@${name}"`, `directive "@${name}"`, use);
  }
}

/** The arguments given to a field or directive: known, once, of the right type, and none missing. */
function checkGiven(
  schema: GraphqlSchema,
  node: Node,
  definition: Node,
  what: string,
  place: string,
  use: VariableUse,
): void {
  const known = childrenOf(definition, 'Arguments');
  const given = childrenOf(node, 'Arguments');
  const names = given.map((argument) => textOf(argument, 'Name'));
  for (const [i, argument] of given.entries()) {
    const name = names[i] ?? '';
    if (names.indexOf(name) !== i)
      throw new BuiltinFailure(`There can be only one argument named "${name}".`);
    const wanted = known.find((each) => textOf(each, 'Name') === name);
    if (wanted === undefined)
      throw new BuiltinFailure(`Unknown argument "${name}" on ${what.toLowerCase().split(' ')[0]} ${place}.`);
    const value = childOf(argument, 'Value');
    if (value !== undefined)
      checkValue(schema, value, childOf(wanted, 'Type'), use, has(wanted, 'DefaultValue'));
  }
  for (const wanted of known) {
    const type = childOf(wanted, 'Type');
    const name = textOf(wanted, 'Name');
    if (isNonNull(type) && !has(wanted, 'DefaultValue') && !names.includes(name))
      throw new BuiltinFailure(
        `${what} argument "${name}" of type "${typeText(type)}" is required, but it was not provided.`,
      );
  }
}
