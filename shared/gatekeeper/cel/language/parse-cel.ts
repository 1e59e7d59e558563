import { type CelEntry, type CelItem, type CelNode, CelSyntaxError, type MacroName } from './cel-syntax';
import { type CelToken, lexCel, readNumber } from './lex-cel';

/** Longest expression that is read, in UTF-16 units. */
const maxLength = 100_000;
/** Deepest nesting of brackets that is read. */
const maxDepth = 250;
/** Deepest tree, long chains of operators among it. */
const maxTreeDepth = 1_000;

const reserved = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);
const keywords = new Set(['true', 'false', 'null', 'in']);

/** Binary operators from the loosest to the tightest; all of them group to the left. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/**
 * Parses an expression of CEL with Kubernetes' macros.
 *
 * @throws CelSyntaxError
 */
export function parseCel(text: string): CelNode {
  if (text.length > maxLength) {
    throw new CelSyntaxError(`expression code point size exceeds limit: limit is ${maxLength}`, 0);
  }
  const parser = createParser(lexCel(text));
  const node = parser.expression(0);
  parser.expect('<EOF>');
  if (depthOf(node) > maxTreeDepth) {
    throw new CelSyntaxError(`expression is nested deeper than ${maxTreeDepth} levels`, 0);
  }
  return node;
}

/** Counts levels without recursion: a chain of operators is as deep as it is long. */
function depthOf(root: CelNode): number {
  let depth = 0;
  for (let level: readonly CelNode[] = [root]; level.length > 0; depth += 1) {
    level = level.flatMap(partsOf);
  }
  return depth;
}

function partsOf(node: CelNode): readonly CelNode[] {
  switch (node.kind) {
    case 'constant':
    case 'name':
      return [];
    case 'select':
    case 'has':
      return [node.of];
    case 'index':
      return [node.of, node.index];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'list':
      return node.items.map(({ value }) => value);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'macro':
      return [node.target, node.body, ...(node.filter === undefined ? [] : [node.filter])];
  }
}

interface Parser {
  readonly expression: (depth: number) => CelNode;
  readonly expect: (text: string) => CelToken;
}

function createParser(tokens: readonly CelToken[]): Parser {
  let index = 0;
  const peek = (): CelToken => tokens[Math.min(index, tokens.length - 1)] as CelToken;
  const next = (): CelToken => {
    const token = peek();
    index += 1;
    return token;
  };
  const isMark = (text: string): boolean => peek().kind === 'mark' && peek().text === text;
  const take = (text: string): boolean => {
    if (!isMark(text)) return false;
    index += 1;
    return true;
  };
  const expect = (text: string): CelToken => {
    const token = peek();
    const fits = token.text === text && (token.kind === 'mark' || token.kind === 'end');
    return fits ? next() : unexpected(token, `'${text}'`);
  };

  const expression = (depth: number): CelNode => {
    if (depth > maxDepth)
      throw new CelSyntaxError(`expression recursion limit exceeded: ${maxDepth}`, peek().at);
    const condition = binary(0, depth + 1);
    const at = peek().at;
    if (!take('?')) return condition;
    const yes = binary(0, depth + 1);
    expect(':');
    const no = expression(depth + 1);
    return { kind: 'call', name: '_?_:_', target: undefined, args: [condition, yes, no], at };
  };

  const binary = (level: number, depth: number): CelNode => {
    const operators = levels[level];
    if (operators === undefined) return unary(depth);
    if (operators.length === 1) return logic(operators[0] ?? '', level, depth);
    let left = binary(level + 1, depth);
    for (;;) {
      const token = peek();
      const known =
        operators.includes(token.text) &&
        (token.kind === 'mark' || (token.kind === 'name' && token.text === 'in'));
      if (!known) return left;
      next();
      const right = binary(level + 1, depth);
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = { kind: 'call', name, target: undefined, args: [left, right], at: token.at };
    }
  };

  /** Chains of `&&` and of `||` make balanced trees, so that they may be long. */
  const logic = (mark: string, level: number, depth: number): CelNode => {
    const operands = [binary(level + 1, depth)];
    const places: number[] = [];
    for (let { at } = peek(); take(mark); at = peek().at) {
      places.push(at);
      operands.push(binary(level + 1, depth));
    }
    const balance = (start: number, end: number): CelNode => {
      const only = operands[start];
      if (end - start === 1 && only !== undefined) return only;
      const middle = (start + end) >> 1;
      return call(`_${mark}_`, [balance(start, middle), balance(middle, end)], places[middle - 1] ?? 0);
    };
    return balance(0, operands.length);
  };

  const unary = (depth: number): CelNode => {
    const token = peek();
    if (token.kind !== 'mark' || (token.text !== '!' && token.text !== '-'))
      return member(primary(depth), depth);
    let count = 0;
    while (take(token.text)) count += 1;
    if (token.text === '-' && peek().kind === 'number' && !/[uU]$/.test(peek().text)) {
      const number = next();
      const value = readNumber(number.text, true, number.at);
      const literal = member({ kind: 'constant', value, at: number.at }, depth);
      return (count - 1) % 2 === 0 ? literal : call('-_', [literal], token.at);
    }
    const operand = member(primary(depth), depth);
    return count % 2 === 0 ? operand : call(token.text === '!' ? '!_' : '-_', [operand], token.at);
  };

  const member = (start: CelNode, depth: number): CelNode => {
    let node = start;
    for (;;) {
      const { at } = peek();
      if (take('.')) {
        const optional = take('?');
        const name = next();
        if (name.kind !== 'name' || keywords.has(name.text)) unexpected(name, 'IDENTIFIER');
        if (!optional && isMark('(')) {
          node = memberCall(node, name, args(')', depth), at);
        } else node = { kind: 'select', of: node, field: name.text, optional, at };
      } else if (take('[')) {
        const optional = take('?');
        const of = node;
        const inner = expression(depth + 1);
        expect(']');
        node = { kind: 'index', of, index: inner, optional, at };
      } else if (isMark('{') && qualifiedName(node) !== undefined) {
        throw new CelSyntaxError(`undeclared reference to '${qualifiedName(node)}' (in container '')`, at);
      } else return node;
    }
  };

  /** Arguments, the opening parenthesis among them. */
  const args = (closing: string, depth: number): CelNode[] => {
    next();
    const list: CelNode[] = [];
    if (take(closing)) return list;
    do list.push(expression(depth + 1));
    while (take(','));
    expect(closing);
    return list;
  };

  const primary = (depth: number): CelNode => {
    const token = next();
    const { at } = token;
    switch (token.kind) {
      case 'number':
        return { kind: 'constant', value: readNumber(token.text, false, at), at };
      case 'text':
      case 'bytes':
        return { kind: 'constant', value: token.value, at };
      case 'name':
        return named(token, depth);
      case 'mark':
        if (token.text === '(') {
          const inner = expression(depth + 1);
          expect(')');
          return inner;
        }
        if (token.text === '[') return { kind: 'list', items: items(depth), at };
        if (token.text === '{') return { kind: 'map', entries: entries(depth), at };
        if (token.text === '.' && peek().kind === 'name') return named(next(), depth);
    }
    return unexpected(token, 'an expression');
  };

  const named = (token: CelToken, depth: number): CelNode => {
    const { text, at } = token;
    if (text === 'true' || text === 'false') return { kind: 'constant', value: text === 'true', at };
    if (text === 'null') return { kind: 'constant', value: null, at };
    if (text === 'in') return unexpected(token, 'an expression');
    if (reserved.has(text)) throw new CelSyntaxError(`reserved identifier: ${text}`, at);
    if (!isMark('(')) return { kind: 'name', name: text, at };
    const list = args(')', depth);
    return text === 'has' && list.length === 1 ? hasMacro(list[0] as CelNode, at) : call(text, list, at);
  };

  /** A lone comma is an empty list or map. */
  const expectNothing = (closing: string): void => {
    if (!isMark(closing)) unexpected(peek(), `'${closing}'`);
  };

  const items = (depth: number): CelItem[] => {
    const list: CelItem[] = [];
    if (take(',')) expectNothing(']');
    while (!take(']')) {
      const optional = take('?');
      list.push({ optional, value: expression(depth + 1) });
      if (!isMark(']')) expect(',');
    }
    return list;
  };

  const entries = (depth: number): CelEntry[] => {
    const list: CelEntry[] = [];
    if (take(',')) expectNothing('}');
    while (!take('}')) {
      const optional = take('?');
      const key = expression(depth + 1);
      expect(':');
      list.push({ optional, key, value: expression(depth + 1) });
      if (!isMark('}')) expect(',');
    }
    return list;
  };

  return { expression, expect };
}

function unexpected(token: CelToken, wanted: string): never {
  throw new CelSyntaxError(`Syntax error: mismatched input '${token.text}' expecting ${wanted}`, token.at);
}

function call(name: string, args: readonly CelNode[], at: number): CelNode {
  return { kind: 'call', name, target: undefined, args, at };
}

function hasMacro(argument: CelNode, at: number): CelNode {
  if (argument.kind !== 'select' || argument.optional) {
    throw new CelSyntaxError('invalid argument to has() macro', at);
  }
  return { kind: 'has', of: argument.of, field: argument.field, at };
}

/** `a.b.c` where a node is nothing but names. */
export function qualifiedName(node: CelNode): string | undefined {
  if (node.kind === 'name') return node.name;
  if (node.kind !== 'select' || node.optional) return undefined;
  const start = qualifiedName(node.of);
  return start === undefined ? undefined : `${start}.${node.field}`;
}

/** Macros by name and number of arguments: variables, and whether a filter stands before the body. */
const macros: ReadonlyMap<string, readonly [name: MacroName, variables: number, filter: boolean]> = new Map([
  ['all/2', ['all', 1, false]],
  ['exists/2', ['exists', 1, false]],
  ['exists_one/2', ['exists_one', 1, false]],
  ['filter/2', ['filter', 1, false]],
  ['map/2', ['map', 1, false]],
  ['map/3', ['map', 1, true]],
  ['all/3', ['all', 2, false]],
  ['exists/3', ['exists', 2, false]],
  ['existsOne/3', ['exists_one', 2, false]],
  ['transformList/3', ['transformList', 2, false]],
  ['transformList/4', ['transformList', 2, true]],
  ['transformMap/3', ['transformMap', 2, false]],
  ['transformMap/4', ['transformMap', 2, true]],
  ['transformMapEntry/3', ['transformMapEntry', 2, false]],
  ['transformMapEntry/4', ['transformMapEntry', 2, true]],
  ['optMap/2', ['optMap', 1, false]],
  ['optFlatMap/2', ['optFlatMap', 1, false]],
  ['sortBy/2', ['sortBy', 1, false]],
]);

function memberCall(target: CelNode, name: CelToken, args: readonly CelNode[], at: number): CelNode {
  const macro = macros.get(`${name.text}/${args.length}`);
  if (macro === undefined) return { kind: 'call', name: name.text, target, args, at };
  const [macroName, count, filtered] = macro;
  const variables = args.slice(0, count).map((argument) => {
    if (argument.kind !== 'name') throw new CelSyntaxError('argument must be a simple name', argument.at);
    return argument.name;
  });
  if (count === 2 && variables[0] === variables[1])
    throw new CelSyntaxError(`duplicate variable name: ${variables[0]}`, at);
  const body = args[args.length - 1] as CelNode;
  const filter = filtered ? args[count] : undefined;
  return { kind: 'macro', name: macroName, target, variables, filter, body, at };
}
