import { type RouteConstraint, routeConstraint } from './route-constraints';

/** One segment of a route template. */
export type RouteSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | ({ readonly kind: 'parameter'; readonly optional: boolean } & RouteParameter)
  | ({ readonly kind: 'catchAll' } & RouteParameter)
  | { readonly kind: 'complex'; readonly pattern: RegExp; readonly parameters: readonly RouteParameter[] };

export interface RouteParameter {
  readonly name: string;
  readonly constraints: readonly RouteConstraint[];
  readonly defaultValue: string | undefined;
}

/** A parsed ASP.NET Core route template. */
export interface RouteTemplate {
  readonly text: string;
  readonly segments: readonly RouteSegment[];
}

/**
 * Parses a route template: literals, `{p}`, `{p?}`, `{p=value}`, `{p:constraint}`, `{*rest}`, `{**rest}` and segments
 * of several parts (`{name}.{ext}`). Throws an Error that says what is wrong.
 */
export function parseRouteTemplate(text: string): RouteTemplate {
  const fail = (why: string): never => {
    throw new Error(`the route template '${text}' is invalid: ${why}`);
  };
  if (text.startsWith('~') || text.includes('?}/'))
    fail("only the last parameter may be optional, and '~' may not lead");
  const names = new Set<string>();
  const segments: RouteSegment[] = [];
  const raw = splitSegments(text);
  for (const [at, segment] of raw.entries()) {
    if (segment === '') fail('it has an empty segment');
    const parsed = parseSegment(segment, fail);
    if (parsed.kind === 'catchAll' && at < raw.length - 1)
      fail('a catch-all parameter must be the last segment');
    for (const name of parameterNames(parsed)) {
      if (names.has(name.toLowerCase())) fail(`the parameter '${name}' appears more than once`);
      names.add(name.toLowerCase());
    }
    segments.push(parsed);
  }
  return { text, segments };
}

/** Splits at the slashes outside braces: a regex constraint may hold slashes. */
function splitSegments(text: string): string[] {
  const trimmed = text.replace(/\/$/, '');
  if (trimmed === '') return [];
  const segments = [''];
  let depth = 0;
  for (const character of trimmed) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '/' && depth === 0) segments.push('');
    else segments[segments.length - 1] += character;
  }
  return segments;
}

type Fail = (why: string) => never;

function parseSegment(segment: string, fail: Fail): RouteSegment {
  const parts = splitParts(segment, fail);
  const [first] = parts;
  if (first === undefined || parts.length === 1) {
    if (first === undefined || first.literal) return { kind: 'literal', text: first?.text ?? '' };
    const { parameter, optional, catchAll } = parseParameter(first.text, fail);
    return catchAll ? { kind: 'catchAll', ...parameter } : { kind: 'parameter', optional, ...parameter };
  }
  const parameters: RouteParameter[] = [];
  let pattern = '^';
  for (const part of parts) {
    if (part.literal) pattern += part.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    else {
      const { parameter, optional, catchAll } = parseParameter(part.text, fail);
      if (catchAll || optional) fail('a catch-all or optional parameter must be alone in its segment');
      parameters.push(parameter);
      pattern += '(.+)';
    }
  }
  return { kind: 'complex', pattern: new RegExp(`${pattern}$`, 'i'), parameters };
}

function splitParts(segment: string, fail: Fail): { literal: boolean; text: string }[] {
  const parts: { literal: boolean; text: string }[] = [];
  let at = 0;
  while (at < segment.length) {
    const open = segment.indexOf('{', at);
    const end = open < 0 ? segment.length : open;
    if (end > at) {
      const text = segment.slice(at, end);
      if (/[}?]/.test(text)) fail(`'${text}' has a character that a literal may not have`);
      parts.push({ literal: true, text });
    }
    if (open < 0) break;
    const close = matchingBrace(segment, open);
    if (close < 0) fail("a '{' is not closed");
    if (parts.length > 0 && parts.at(-1)?.literal === false)
      fail('two parameters need a literal between them');
    parts.push({ literal: false, text: segment.slice(open + 1, close) });
    at = close + 1;
  }
  return parts;
}

function matchingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function parseParameter(
  text: string,
  fail: Fail,
): { parameter: RouteParameter; optional: boolean; catchAll: boolean } {
  const catchAll = text.startsWith('*');
  let rest = text.replace(/^\*{1,2}/, '');
  const optional = rest.endsWith('?');
  if (optional) rest = rest.slice(0, -1);
  if (optional && catchAll) fail('a catch-all parameter cannot be optional');
  const name = /^[^:={}/?*]*/.exec(rest)?.[0] ?? '';
  if (name === '') fail('a parameter has no name');
  rest = rest.slice(name.length);
  const constraints: RouteConstraint[] = [];
  while (rest.startsWith(':')) {
    const match = /^:([a-z]+)(\((?:[^()]|\([^()]*\))*\))?/i.exec(rest);
    if (match === null) return fail(`the constraint of '${name}' is not readable`);
    constraints.push(routeConstraint(match[1] ?? '', match[2]?.slice(1, -1), fail));
    rest = rest.slice(match[0].length);
  }
  const defaultValue = rest.startsWith('=') ? rest.slice(1) : undefined;
  if (defaultValue === undefined && rest !== '')
    fail(`'${rest}' after the parameter '${name}' is not readable`);
  if (defaultValue !== undefined && optional)
    fail(`the optional parameter '${name}' cannot have a default value`);
  return { parameter: { name, constraints, defaultValue }, optional, catchAll };
}

function parameterNames(segment: RouteSegment): readonly string[] {
  if (segment.kind === 'literal') return [];
  return segment.kind === 'complex' ? segment.parameters.map(({ name }) => name) : [segment.name];
}
