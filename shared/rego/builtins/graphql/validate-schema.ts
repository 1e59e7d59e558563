import { BuiltinFailure } from '../failure';
import { childOf, childrenOf, has, type Node, textOf, textsOf } from './graphql-node';
import {
  buildSchema,
  fieldOf,
  type GraphqlSchema,
  isInput,
  isNonNull,
  namedType,
  possibleTypes,
  typeText,
} from './graphql-schema';

/** Builds and checks a schema (GraphQL specification 3). Throws on the first mistake, with gqlparser's messages. */
export function validSchema(document: Node): GraphqlSchema {
  const schema = buildSchema(document);
  for (const directive of schema.directives.values()) {
    checkName(directive);
    for (const argument of childrenOf(directive, 'Arguments')) {
      if (childrenOf(argument, 'Directives').some((d) => textOf(d, 'Name') === textOf(directive, 'Name')))
        throw new BuiltinFailure(`Directive ${textOf(directive, 'Name')} cannot refer to itself.`);
    }
    checkInputs(schema, childrenOf(directive, 'Arguments'), 'ARGUMENT_DEFINITION');
  }
  for (const type of schema.types.values()) checkType(schema, type);
  for (const each of [...childrenOf(document, 'Schema'), ...childrenOf(document, 'SchemaExtension')])
    checkDirectives(schema, each, 'SCHEMA');
  return schema;
}

function checkType(schema: GraphqlSchema, type: Node): void {
  const name = textOf(type, 'Name');
  const kind = textOf(type, 'Kind');
  const fields = childrenOf(type, 'Fields');
  if (!name.startsWith('__')) checkName(type);
  unique(fields, (field) => `Field ${name}.${field} can only be defined once.`);
  for (const field of fields) {
    checkName(field);
    checkReference(schema, childOf(field, 'Type'));
    const target = namedType(childOf(field, 'Type'));
    if (kind === 'INPUT_OBJECT') {
      if (!isInput(schema, target))
        throw new BuiltinFailure(`${kind} ${name}: field ${textOf(field, 'Name')} must be an input type.`);
      checkDirectives(schema, field, 'INPUT_FIELD_DEFINITION');
      continue;
    }
    if (textOf(schema.types.get(target), 'Kind') === 'INPUT_OBJECT')
      throw new BuiltinFailure(`${kind} ${name}: field ${textOf(field, 'Name')} must be an output type.`);
    checkInputs(schema, childrenOf(field, 'Arguments'), 'ARGUMENT_DEFINITION');
    checkDirectives(schema, field, 'FIELD_DEFINITION');
  }
  for (const member of textsOf(type, 'Types')) {
    const found = schema.types.get(member);
    if (found === undefined) throw new BuiltinFailure(`Undefined type ${JSON.stringify(member)}.`);
    if (textOf(found, 'Kind') !== 'OBJECT')
      throw new BuiltinFailure(`UNION type ${JSON.stringify(member)} must be OBJECT.`);
  }
  for (const each of textsOf(type, 'Interfaces')) checkImplements(schema, type, each);
  const empty = fields.length === 0;
  if (empty && (kind === 'OBJECT' || kind === 'INTERFACE' || kind === 'INPUT_OBJECT'))
    throw new BuiltinFailure(
      `${kind} ${name}: must define one or more ${kind === 'INPUT_OBJECT' ? 'input ' : ''}fields.`,
    );
  if (kind === 'ENUM') checkEnum(schema, type);
  checkDirectives(schema, type, kind);
}

function checkEnum(schema: GraphqlSchema, type: Node): void {
  const values = childrenOf(type, 'EnumValues');
  if (values.length === 0)
    throw new BuiltinFailure(`ENUM ${textOf(type, 'Name')}: must define one or more unique enum values.`);
  unique(values, (value) => `ENUM ${textOf(type, 'Name')}: value ${value} is not unique.`);
  for (const value of values) {
    if (['true', 'false', 'null'].includes(textOf(value, 'Name')))
      throw new BuiltinFailure(`ENUM ${textOf(type, 'Name')}: non-enum value ${textOf(value, 'Name')}.`);
    checkDirectives(schema, value, 'ENUM_VALUE');
  }
}

function checkImplements(schema: GraphqlSchema, type: Node, name: string): void {
  const own = textOf(type, 'Name');
  const parent = schema.types.get(name);
  if (parent === undefined) throw new BuiltinFailure(`Undefined type ${JSON.stringify(name)}.`);
  if (textOf(parent, 'Kind') !== 'INTERFACE')
    throw new BuiltinFailure(`${JSON.stringify(name)} is a non interface type ${textOf(parent, 'Kind')}.`);
  for (const above of textsOf(parent, 'Interfaces')) {
    if (!textsOf(type, 'Interfaces').includes(above))
      throw new BuiltinFailure(`Type ${own} must implement ${above} because it is implemented by ${name}.`);
  }
  for (const wanted of childrenOf(parent, 'Fields')) {
    const label = textOf(wanted, 'Name');
    const given = fieldOf(type, label);
    if (given === undefined)
      throw new BuiltinFailure(`For ${own} to implement ${name} it must have a field called ${label}.`);
    if (!covariant(schema, childOf(wanted, 'Type'), childOf(given, 'Type'))) {
      const wantedType = typeText(childOf(wanted, 'Type'));
      throw new BuiltinFailure(
        `For ${own} to implement ${name} the field ${label} must have type ${wantedType}.`,
      );
    }
    checkArguments(`For ${own} to implement ${name} the field ${label} must have`, wanted, given);
  }
}

function checkArguments(start: string, wanted: Node, given: Node): void {
  const own = childrenOf(given, 'Arguments');
  const asked = childrenOf(wanted, 'Arguments');
  for (const argument of asked) {
    const name = textOf(argument, 'Name');
    const found = own.find((a) => textOf(a, 'Name') === name);
    if (found === undefined || typeText(childOf(found, 'Type')) !== typeText(childOf(argument, 'Type')))
      throw new BuiltinFailure(`${start} the same arguments but it is missing ${name}.`);
  }
  for (const argument of own) {
    const extra = !asked.some((a) => textOf(a, 'Name') === textOf(argument, 'Name'));
    if (extra && isNonNull(childOf(argument, 'Type')) && !has(argument, 'DefaultValue'))
      throw new BuiltinFailure(`${start} no further required argument ${textOf(argument, 'Name')}.`);
  }
}

function covariant(schema: GraphqlSchema, wanted: Node | undefined, given: Node | undefined): boolean {
  if (isNonNull(wanted) && !isNonNull(given)) return false;
  const inner = childOf(wanted, 'Elem');
  if (inner !== undefined)
    return childOf(given, 'Elem') !== undefined && covariant(schema, inner, childOf(given, 'Elem'));
  if (childOf(given, 'Elem') !== undefined) return false;
  const [a, b] = [namedType(wanted), namedType(given)];
  return (
    a === b || textsOf(schema.types.get(b), 'Interfaces').includes(a) || possibleTypes(schema, a).includes(b)
  );
}

function checkInputs(schema: GraphqlSchema, inputs: readonly Node[], location: string): void {
  unique(inputs, (name) => `There can be only one argument named ${JSON.stringify(name)}.`);
  for (const input of inputs) {
    checkName(input);
    checkReference(schema, childOf(input, 'Type'));
    const target = namedType(childOf(input, 'Type'));
    if (!isInput(schema, target)) {
      const kind = textOf(schema.types.get(target), 'Kind');
      const name = textOf(input, 'Name');
      throw new BuiltinFailure(
        `cannot use ${typeText(childOf(input, 'Type'))} as argument ${name} because ${kind} is not a valid input type`,
      );
    }
    checkDirectives(schema, input, location);
  }
}

/** The directives on something: known, in their place, and with the arguments that they want. */
export function checkDirectives(schema: GraphqlSchema, node: Node, location: string): void {
  const seen = new Set<string>();
  for (const directive of childrenOf(node, 'Directives')) {
    const name = textOf(directive, 'Name');
    const definition = schema.directives.get(name);
    if (definition === undefined) throw new BuiltinFailure(`Undefined directive ${name}.`);
    if (!textsOf(definition, 'Locations').includes(location))
      throw new BuiltinFailure(`Directive ${name} is not applicable on ${location}.`);
    if (seen.has(name) && definition['IsRepeatable'] !== true)
      throw new BuiltinFailure(`The directive "@${name}" can only be used once at this location.`);
    seen.add(name);
    const given = childrenOf(directive, 'Arguments').map((a) => textOf(a, 'Name'));
    const known = childrenOf(definition, 'Arguments');
    for (const argument of given) {
      if (!known.some((a) => textOf(a, 'Name') === argument))
        throw new BuiltinFailure(`Undefined argument ${argument} for directive ${name}.`);
    }
    for (const argument of known) {
      const required = isNonNull(childOf(argument, 'Type')) && !has(argument, 'DefaultValue');
      if (required && !given.includes(textOf(argument, 'Name')))
        throw new BuiltinFailure(
          `Argument ${textOf(argument, 'Name')} for directive ${name} cannot be null.`,
        );
    }
  }
}

function checkReference(schema: GraphqlSchema, type: Node | undefined): void {
  const name = namedType(type);
  if (!schema.types.has(name)) throw new BuiltinFailure(`Undefined type ${name}.`);
}

function checkName(node: Node): void {
  const name = textOf(node, 'Name');
  if (name.startsWith('__'))
    throw new BuiltinFailure(
      `Name "${name}" must not begin with "__", which is reserved by GraphQL introspection.`,
    );
}

function unique(nodes: readonly Node[], message: (name: string) => string): void {
  const seen = new Set<string>();
  for (const node of nodes) {
    const name = textOf(node, 'Name');
    if (seen.has(name)) throw new BuiltinFailure(message(name));
    seen.add(name);
  }
}
