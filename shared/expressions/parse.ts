import { ExpressionSyntaxError } from './errors';
import { MAX_ARGUMENTS, MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_LENGTH } from './limits';
import type { ExpressionNode } from './syntax-tree';
import { type Token, tokenize } from './tokenize';

/** Functions without arguments that may also be written without parentheses. */
const KEYWORDS = new Set(['true', 'false', 'null']);

/**
 * Parses the inside of an expression, without its outer brackets.
 * Throws ExpressionSyntaxError; deep nesting is refused rather than recursed into.
 */
export function parse(text: string): ExpressionNode {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionSyntaxError(
      'TooLong',
      `${text.slice(0, 60)}…`,
      0,
      `The expression has ${text.length} characters; at most ${MAX_EXPRESSION_LENGTH} are allowed. Split it up.`,
    );
  }
  const tokens = tokenize(text);
  let position = 0;
  let depth = 0;

  const peek = (): Token => tokens[position] as Token;
  const isMark = (mark: string): boolean => {
    const token = peek();
    return token.kind === 'mark' && token.text === mark;
  };
  const unexpected = (wanted: string): ExpressionSyntaxError => {
    const token = peek();
    const found =
      token.kind === 'end' ? 'the end' : JSON.stringify(token.kind === 'number' ? token.value : token.text);
    return new ExpressionSyntaxError(
      'UnexpectedToken',
      text,
      token.offset,
      `Found ${found} where ${wanted} is expected.`,
    );
  };
  const expectMark = (mark: string): void => {
    if (!isMark(mark)) throw unexpected(JSON.stringify(mark));
    position += 1;
  };

  const parseArguments = (): ExpressionNode[] => {
    const list: ExpressionNode[] = [];
    expectMark('(');
    if (isMark(')')) {
      position += 1;
      return list;
    }
    for (;;) {
      list.push(parseOperand());
      if (list.length > MAX_ARGUMENTS) {
        throw new ExpressionSyntaxError(
          'TooManyArguments',
          text,
          peek().offset,
          `A call takes at most ${MAX_ARGUMENTS} arguments; combine some of them first.`,
        );
      }
      if (isMark(')')) {
        position += 1;
        return list;
      }
      if (!isMark(',')) throw unexpected('"," or ")"');
      position += 1;
    }
  };

  const parsePrimary = (): ExpressionNode => {
    const token = peek();
    if (token.kind === 'string') {
      position += 1;
      return { kind: 'literal', value: token.text, offset: token.offset };
    }
    if (token.kind === 'number') {
      position += 1;
      return { kind: 'literal', value: token.value, offset: token.offset };
    }
    if (token.kind !== 'name') throw unexpected("a function, a 'text' or a number");
    position += 1;
    let name = token.text;
    // `namespace.member(…)` calls a function that the template itself defines.
    while (isMark('.') && tokens[position + 1]?.kind === 'name') {
      const member = tokens[position + 1] as { text: string };
      name += `.${member.text}`;
      position += 2;
    }
    if (!isMark('(') && KEYWORDS.has(name.toLowerCase())) {
      return { kind: 'call', name, arguments: [], offset: token.offset };
    }
    if (!isMark('(')) throw unexpected(`"(" after the function name ${JSON.stringify(name)}`);
    return { kind: 'call', name, arguments: parseArguments(), offset: token.offset };
  };

  const parseOperand = (): ExpressionNode => {
    depth += 1;
    if (depth > MAX_EXPRESSION_DEPTH) {
      throw new ExpressionSyntaxError(
        'TooDeep',
        text,
        peek().offset,
        `The expression nests deeper than ${MAX_EXPRESSION_DEPTH} levels; compute parts of it in separate conditions.`,
      );
    }
    let node = parsePrimary();
    let accessors = 0;
    for (;;) {
      const offset = peek().offset;
      let safe = false;
      if (isMark('?')) {
        safe = true;
        position += 1;
      }
      if (isMark('.')) {
        position += 1;
        if (isMark('?')) {
          safe = true;
          position += 1;
        }
        const name = peek();
        if (name.kind !== 'name') throw unexpected('a property name');
        position += 1;
        node = { kind: 'property', target: node, name: name.text, safe, offset };
      } else if (isMark('[')) {
        position += 1;
        if (isMark('?')) {
          safe = true;
          position += 1;
        }
        const index = parseOperand();
        expectMark(']');
        node = { kind: 'index', target: node, index, safe, offset };
      } else if (safe) {
        throw unexpected('"." or "["');
      } else {
        depth -= 1;
        return node;
      }
      accessors += 1;
      if (accessors > MAX_EXPRESSION_DEPTH) {
        throw new ExpressionSyntaxError(
          'TooDeep',
          text,
          offset,
          `More than ${MAX_EXPRESSION_DEPTH} properties and indexes follow one another; split the expression.`,
        );
      }
    }
  };

  if (peek().kind === 'end') {
    throw new ExpressionSyntaxError(
      'EmptyExpression',
      text,
      0,
      'There is nothing between the brackets; write [[] for the literal text "[]".',
    );
  }
  const root = parseOperand();
  if (peek().kind !== 'end') {
    throw new ExpressionSyntaxError(
      'TrailingText',
      text,
      peek().offset,
      'The expression is complete before this point; remove the rest or combine the parts with a function.',
    );
  }
  return root;
}
