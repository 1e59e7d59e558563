import { BuiltinFailure } from '../failure';
import { BUILT_IN_SCHEMA } from './built-in-schema';
import { childOf, childrenOf, type Node, nodeOf, textOf, textsOf } from './graphql-node';
import { parseSchemaDocument } from './parse-schema-document';

/** A schema put together from a document: types with their extensions, directives, and where operations start. */
export interface GraphqlSchema {
  readonly types: ReadonlyMap<string, Node>;
  readonly directives: ReadonlyMap<string, Node>;
  /** Operation (`query`, …) → name of its root type. */
  readonly roots: ReadonlyMap<string, string>;
}

const PARTS = ['Directives', 'Interfaces', 'Fields', 'Types', 'EnumValues'] as const;
let builtIn: Node | undefined;

/** Builds the schema of a document. Throws when definitions contradict one another. */
export function buildSchema(document: Node): GraphqlSchema {
  builtIn ??= parseSchemaDocument(BUILT_IN_SCHEMA);
  const types = new Map<string, Node>();
  const directives = new Map<string, Node>();
  for (const source of [builtIn, document]) {
    for (const type of childrenOf(source, 'Definitions')) {
      const name = textOf(type, 'Name');
      if (types.has(name)) throw new BuiltinFailure(`Cannot redeclare type ${name}.`);
      types.set(name, type);
    }
    for (const directive of childrenOf(source, 'Directives')) {
      const name = textOf(directive, 'Name');
      if (directives.has(name) && !isBuiltIn(name))
        throw new BuiltinFailure(`Cannot redeclare directive ${name}.`);
      directives.set(name, directive);
    }
  }
  for (const extension of childrenOf(document, 'Extensions')) {
    const name = textOf(extension, 'Name');
    types.set(name, extended(types.get(name), extension));
  }
  return { types, directives, roots: rootsOf(document, types) };
}

function isBuiltIn(directive: string): boolean {
  return childrenOf(builtIn, 'Directives').some((d) => textOf(d, 'Name') === directive);
}

function extended(base: Node | undefined, extension: Node): Node {
  const name = textOf(extension, 'Name');
  const kind = textOf(extension, 'Kind');
  if (base === undefined) return extension;
  const own = textOf(base, 'Kind');
  if (own !== kind)
    throw new BuiltinFailure(`Cannot extend type ${name} because the base type is a ${own}, not ${kind}.`);
  const merged = Object.fromEntries(
    PARTS.map((part) => [part, [...listOf(base, part), ...listOf(extension, part)]]),
  );
  return nodeOf({ ...base, ...merged });
}

function listOf(node: Node, part: (typeof PARTS)[number]): readonly (Node | string)[] {
  return part === 'Interfaces' || part === 'Types' ? textsOf(node, part) : childrenOf(node, part);
}

function rootsOf(document: Node, types: ReadonlyMap<string, Node>): Map<string, string> {
  const roots = new Map<string, string>();
  const schemas = childrenOf(document, 'Schema');
  if (schemas.length > 1)
    throw new BuiltinFailure('Cannot have multiple schema entry points, consider schema extensions instead.');
  for (const schema of [...schemas, ...childrenOf(document, 'SchemaExtension')]) {
    for (const operation of childrenOf(schema, 'OperationTypes')) {
      const type = textOf(operation, 'Type');
      const kind = textOf(operation, 'Operation');
      if (!types.has(type))
        throw new BuiltinFailure(`Schema root ${kind} refers to a type ${type} that does not exist.`);
      roots.set(kind, type);
    }
  }
  if (schemas.length > 0) return roots;
  for (const [operation, type] of [
    ['query', 'Query'],
    ['mutation', 'Mutation'],
    ['subscription', 'Subscription'],
  ] as const) {
    if (!roots.has(operation) && types.has(type)) roots.set(operation, type);
  }
  return roots;
}

export function fieldOf(type: Node | undefined, name: string): Node | undefined {
  return childrenOf(type, 'Fields').find((field) => textOf(field, 'Name') === name);
}

/** The name at the core of a type: that of `[Thing!]!` is `Thing`. */
export function namedType(type: Node | undefined): string {
  let current = type;
  while (childOf(current, 'Elem') !== undefined) current = childOf(current, 'Elem');
  return textOf(current, 'NamedType');
}

export function isNonNull(type: Node | undefined): boolean {
  return type !== undefined && type['NonNull'] === true;
}

export function typeText(type: Node | undefined): string {
  const elem = childOf(type, 'Elem');
  return (
    (elem === undefined ? textOf(type, 'NamedType') : `[${typeText(elem)}]`) + (isNonNull(type) ? '!' : '')
  );
}

export function isInput(schema: GraphqlSchema, name: string): boolean {
  return ['SCALAR', 'ENUM', 'INPUT_OBJECT'].includes(textOf(schema.types.get(name), 'Kind'));
}

export function isComposite(schema: GraphqlSchema, name: string): boolean {
  return ['OBJECT', 'INTERFACE', 'UNION'].includes(textOf(schema.types.get(name), 'Kind'));
}

/** Names of the object types that a value of this type can be of. */
export function possibleTypes(schema: GraphqlSchema, name: string): readonly string[] {
  const type = schema.types.get(name);
  if (textOf(type, 'Kind') === 'UNION') return textsOf(type, 'Types');
  if (textOf(type, 'Kind') !== 'INTERFACE') return [name];
  return [...schema.types]
    .filter(([, t]) => textOf(t, 'Kind') === 'OBJECT' && textsOf(t, 'Interfaces').includes(name))
    .map(([n]) => n);
}

/** The type of this name, as a field has it. */
export function nodeType(name: string): Node {
  return { NamedType: name, NonNull: false };
}
