import { type Node, nodeOf } from './graphql-node';
import {
  callArguments,
  directives,
  expect,
  expectWord,
  isWord,
  many,
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

const OPERATIONS: ReadonlySet<string> = new Set(['query', 'mutation', 'subscription']);

/** Parses an executable document. Throws with gqlparser's messages. */
export function parseQueryDocument(source: string): Node {
  const p = startParser(source);
  const operations: Node[] = [];
  const fragments: Node[] = [];
  while (peek(p).kind !== '<EOF>') {
    const token = peek(p);
    if (token.kind === '{')
      operations.push(nodeOf({ Operation: 'query', Name: '', SelectionSet: requiredSelections(p) }));
    else if (token.kind === 'Name' && OPERATIONS.has(token.value)) operations.push(operation(p));
    else if (isWord(p, 'fragment')) fragments.push(fragment(p));
    else throw unexpected(token);
  }
  return nodeOf({ Operations: operations, Fragments: fragments });
}

function operation(p: Parser): Node {
  return nodeOf({
    Operation: next(p).value,
    Name: peek(p).kind === 'Name' ? name(p) : '',
    VariableDefinitions: variables(p),
    Directives: directives(p, false),
    SelectionSet: requiredSelections(p),
  });
}

function fragment(p: Parser): Node {
  next(p);
  if (isWord(p, 'on')) throw unexpected(peek(p));
  const Name = name(p);
  const VariableDefinition = variables(p);
  expectWord(p, 'on');
  return nodeOf({
    Name,
    VariableDefinition,
    TypeCondition: name(p),
    Directives: directives(p, false),
    SelectionSet: requiredSelections(p),
  });
}

function variables(p: Parser): Node[] {
  return many(p, '(', ')', () => {
    expect(p, '$');
    const Variable = name(p);
    expect(p, ':');
    return nodeOf({
      Variable,
      Type: typeReference(p),
      DefaultValue: skip(p, '=') ? value(p, true) : undefined,
      Directives: directives(p, false),
      Used: false,
    });
  });
}

function requiredSelections(p: Parser): Node[] {
  if (peek(p).kind !== '{') expect(p, '{');
  return selections(p);
}

function selections(p: Parser): Node[] {
  return some(p, '{', '}', () => (skip(p, '...') ? spread(p) : field(p)));
}

function field(p: Parser): Node {
  const first = name(p);
  const Name = skip(p, ':') ? name(p) : first;
  return nodeOf({
    Alias: first,
    Name,
    Arguments: callArguments(p, false),
    Directives: directives(p, false),
    SelectionSet: selections(p),
  });
}

function spread(p: Parser): Node {
  if (peek(p).kind === 'Name' && !isWord(p, 'on'))
    return nodeOf({ Name: name(p), Directives: directives(p, false) });
  const conditional = isWord(p, 'on');
  if (conditional) next(p);
  return nodeOf({
    TypeCondition: conditional ? name(p) : '',
    Directives: directives(p, false),
    SelectionSet: requiredSelections(p),
  });
}
