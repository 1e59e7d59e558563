import { BuiltinFailure } from '../failure';
import { childOf, childrenOf, has, type Node, textOf } from './graphql-node';
import { VALUE_KIND } from './graphql-parser';
import { fieldOf, type GraphqlSchema, isNonNull, typeText } from './graphql-schema';

/** Told of each variable and of the type that its place wants. */
export type VariableUse = (name: string, type: Node | undefined, hasDefault: boolean) => void;

/** Kinds of values that the scalars of the language take; scalars of a schema's own take any. */
const SCALARS: Readonly<Record<string, readonly number[]>> = {
  Int: [VALUE_KIND.int],
  Float: [VALUE_KIND.int, VALUE_KIND.float],
  String: [VALUE_KIND.string, VALUE_KIND.block],
  Boolean: [VALUE_KIND.boolean],
  ID: [VALUE_KIND.int, VALUE_KIND.string, VALUE_KIND.block],
};

/** Checks a value against the type of its place (GraphQL specification 5.6). Throws where it does not fit. */
export function checkValue(
  schema: GraphqlSchema,
  value: Node,
  type: Node | undefined,
  use: VariableUse,
  hasDefault = false,
): void {
  const { Kind } = value;
  const raw = textOf(value, 'Raw');
  if (Kind === VALUE_KIND.variable) {
    use(raw, type, hasDefault);
    return;
  }
  if (Kind === VALUE_KIND.null) {
    if (isNonNull(type)) throw new BuiltinFailure(`Expected value of type "${typeText(type)}", found null.`);
    return;
  }
  const elem = childOf(type, 'Elem');
  if (elem !== undefined) {
    if (Kind !== VALUE_KIND.list) checkValue(schema, value, elem, use);
    else
      for (const item of childrenOf(value, 'Children'))
        checkValue(schema, childOf(item, 'Value') ?? {}, elem, use);
    return;
  }
  const name = textOf(type, 'NamedType');
  const definition = schema.types.get(name);
  const kind = textOf(definition, 'Kind');
  if (kind === 'INPUT_OBJECT') return checkObject(schema, value, definition as Node, use);
  const good =
    kind === 'ENUM'
      ? Kind === VALUE_KIND.enum &&
        childrenOf(definition, 'EnumValues').some((v) => textOf(v, 'Name') === raw)
      : !Object.hasOwn(SCALARS, name) || SCALARS[name]?.includes(Kind as number) === true;
  if (!good) throw new BuiltinFailure(`Expected value of type "${typeText(type)}", found ${raw}.`);
  // Values of own scalars can hold anything, variables too.
  for (const child of childrenOf(value, 'Children'))
    checkValue(schema, childOf(child, 'Value') ?? {}, undefined, use);
}

function checkObject(schema: GraphqlSchema, value: Node, definition: Node, use: VariableUse): void {
  const type = textOf(definition, 'Name');
  if (value['Kind'] !== VALUE_KIND.object)
    throw new BuiltinFailure(`Expected value of type "${type}", found ${textOf(value, 'Raw')}.`);
  const given = childrenOf(value, 'Children');
  const names = given.map((child) => textOf(child, 'Name'));
  for (const [i, child] of given.entries()) {
    const name = names[i] ?? '';
    if (names.indexOf(name) !== i)
      throw new BuiltinFailure(`There can be only one input field named "${name}".`);
    const field = fieldOf(definition, name);
    if (field === undefined) throw new BuiltinFailure(`Field "${name}" is not defined by type "${type}".`);
    checkValue(
      schema,
      childOf(child, 'Value') ?? {},
      childOf(field, 'Type'),
      use,
      has(field, 'DefaultValue'),
    );
  }
  for (const field of childrenOf(definition, 'Fields')) {
    const name = textOf(field, 'Name');
    const fieldType = childOf(field, 'Type');
    if (isNonNull(fieldType) && !has(field, 'DefaultValue') && !names.includes(name))
      throw new BuiltinFailure(
        `Field "${type}.${name}" of required type "${typeText(fieldType)}" was not provided.`,
      );
  }
}
