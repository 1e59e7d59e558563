import { type Node, nodeOf } from './graphql-node';
import {
  directives,
  expect,
  expectWord,
  isWord,
  name,
  next,
  type Parser,
  peek,
  skip,
  some,
  startParser,
  typeReference,
  unexpected,
  value,
} from './graphql-parser';

const KINDS: Readonly<Record<string, string>> = {
  scalar: 'SCALAR',
  type: 'OBJECT',
  interface: 'INTERFACE',
  union: 'UNION',
  enum: 'ENUM',
  input: 'INPUT_OBJECT',
};

/** Where directives may stand. */
const LOCATIONS: ReadonlySet<string> = new Set(
  (
    'QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION ' +
    'SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT ' +
    'INPUT_FIELD_DEFINITION'
  ).split(' '),
);

/** Parses a type system document. Throws with gqlparser's messages. */
export function parseSchemaDocument(source: string): Node {
  const p = startParser(source);
  const found: Record<'Schema' | 'SchemaExtension' | 'Directives' | 'Definitions' | 'Extensions', Node[]> = {
    Schema: [],
    SchemaExtension: [],
    Directives: [],
    Definitions: [],
    Extensions: [],
  };
  while (peek(p).kind !== '<EOF>') {
    const described = peek(p).kind === 'String' || peek(p).kind === 'BlockString';
    const text = description(p);
    const token = peek(p);
    if (token.kind !== 'Name') throw unexpected(token);
    const extending = token.value === 'extend';
    if (extending) {
      if (described) throw unexpected(token);
      next(p);
    }
    const word = peek(p);
    const kind = word.kind === 'Name' && Object.hasOwn(KINDS, word.value) ? KINDS[word.value] : undefined;
    if (kind !== undefined)
      found[extending ? 'Extensions' : 'Definitions'].push(definition(p, kind, text, extending));
    else if (isWord(p, 'schema'))
      found[extending ? 'SchemaExtension' : 'Schema'].push(schema(p, text, extending));
    else if (isWord(p, 'directive') && !extending) found.Directives.push(directive(p, text));
    else throw unexpected(word);
  }
  return nodeOf(found);
}

function description(p: Parser): string {
  const { kind } = peek(p);
  return kind === 'String' || kind === 'BlockString' ? next(p).value : '';
}

function schema(p: Parser, Description: string, extending: boolean): Node {
  next(p);
  const Directives = directives(p, true);
  const OperationTypes = some(p, '{', '}', () => {
    const Operation = name(p);
    expect(p, ':');
    return nodeOf({ Operation, Type: name(p) });
  });
  if (extending && Directives.length + OperationTypes.length === 0) throw unexpected(peek(p));
  return nodeOf({ Description, Directives, OperationTypes });
}

function definition(p: Parser, Kind: string, Description: string, extending: boolean): Node {
  next(p);
  const Name = name(p);
  const composite = Kind === 'OBJECT' || Kind === 'INTERFACE';
  const Interfaces = composite ? interfaces(p) : [];
  const Directives = directives(p, true);
  const Fields = composite ? fields(p) : Kind === 'INPUT_OBJECT' ? inputs(p, '{', '}') : [];
  const Types = Kind === 'UNION' ? members(p) : [];
  const EnumValues =
    Kind === 'ENUM'
      ? some(p, '{', '}', () =>
          nodeOf({ Description: description(p), Name: name(p), Directives: directives(p, true) }),
        )
      : [];
  const size = Interfaces.length + Directives.length + Fields.length + Types.length + EnumValues.length;
  if (extending && size === 0) throw unexpected(peek(p));
  return nodeOf({
    Kind,
    Description,
    Name,
    Interfaces,
    Directives,
    Fields,
    Types,
    EnumValues,
    BuiltIn: false,
  });
}

function interfaces(p: Parser): string[] {
  if (!isWord(p, 'implements')) return [];
  next(p);
  skip(p, '&');
  const names = [name(p)];
  while (skip(p, '&') || peek(p).kind === 'Name') names.push(name(p));
  return names;
}

function members(p: Parser): string[] {
  if (!skip(p, '=')) return [];
  skip(p, '|');
  const names = [name(p)];
  while (skip(p, '|')) names.push(name(p));
  return names;
}

function fields(p: Parser): Node[] {
  return some(p, '{', '}', () => {
    const Description = description(p);
    const Name = name(p);
    const Arguments = inputs(p, '(', ')');
    expect(p, ':');
    return nodeOf({ Description, Name, Arguments, Type: typeReference(p), Directives: directives(p, true) });
  });
}

function inputs(p: Parser, open: '{' | '(', close: '}' | ')'): Node[] {
  return some(p, open, close, () => {
    const Description = description(p);
    const Name = name(p);
    expect(p, ':');
    const Type = typeReference(p);
    const DefaultValue = skip(p, '=') ? value(p, true) : undefined;
    return nodeOf({ Description, Name, Type, DefaultValue, Directives: directives(p, true) });
  });
}

function directive(p: Parser, Description: string): Node {
  next(p);
  expect(p, '@');
  const Name = name(p);
  const Arguments = inputs(p, '(', ')');
  const IsRepeatable = isWord(p, 'repeatable');
  if (IsRepeatable) next(p);
  expectWord(p, 'on');
  skip(p, '|');
  const Locations = [location(p)];
  while (skip(p, '|')) Locations.push(location(p));
  return nodeOf({ Description, Name, Arguments, Locations, IsRepeatable });
}

function location(p: Parser): string {
  const token = expect(p, 'Name');
  if (!LOCATIONS.has(token.value)) throw unexpected(token);
  return token.value;
}
