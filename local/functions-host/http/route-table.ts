import type { RouteParameter, RouteSegment, RouteTemplate } from './route-template';

/** Something reachable by method and path. */
export interface Routable {
  readonly template: RouteTemplate;
  readonly methods: readonly string[];
}

export interface RouteMatch<T> {
  readonly target: T;
  /** Route values by name, decoded; optional parameters that are absent are left out. */
  readonly params: Record<string, string>;
}

/**
 * Matches requests against route templates in ASP.NET Core's order: literal before constrained before plain parameter
 * before catch-all, segment by segment. Methods take part in matching: the Functions host answers a method that no
 * route lists with 404, not 405.
 */
export function createRouteTable<T extends Routable>(
  targets: readonly T[],
): (method: string, path: string) => RouteMatch<T> | undefined {
  const ordered = targets
    .map((target) => ({ target, precedence: target.template.segments.map(segmentPrecedence) }))
    .sort((a, b) => comparePrecedence(a.precedence, b.precedence));
  return (method, path) => {
    const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
    if (segments.length === 1 && segments[0] === '') segments.pop();
    for (const { target } of ordered) {
      if (!target.methods.includes(method)) continue;
      const params = matchTemplate(target.template, segments, path);
      if (params !== undefined) return { target, params };
    }
    return undefined;
  };
}

function segmentPrecedence(segment: RouteSegment): number {
  switch (segment.kind) {
    case 'literal':
      return 1;
    case 'complex':
      return 2;
    case 'parameter':
      return segment.constraints.length > 0 ? 2 : 3;
    case 'catchAll':
      return segment.constraints.length > 0 ? 4 : 5;
  }
}

function comparePrecedence(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function matchTemplate(
  template: RouteTemplate,
  segments: readonly string[],
  path: string,
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [at, segment] of template.segments.entries()) {
    if (segment.kind === 'catchAll') {
      // The rest as it came: a trailing slash and empty segments are part of it.
      const rest = path.replace(/^\//, '').split('/').slice(at).map(decodeSegment).join('/');
      const value = rest === '' ? segment.defaultValue : rest;
      if (value !== undefined && !satisfies(segment, value)) return undefined;
      if (value !== undefined) params[segment.name] = value;
      return params;
    }
    const text = segments[at];
    if (text === undefined || text === '') {
      if (text === '' || segment.kind !== 'parameter') return undefined;
      if (segment.defaultValue !== undefined) params[segment.name] = segment.defaultValue;
      else if (!segment.optional) return undefined;
      continue;
    }
    if (!matchSegment(segment, decodeSegment(text), params)) return undefined;
  }
  return segments.length > template.segments.length ? undefined : params;
}

function matchSegment(segment: RouteSegment, value: string, params: Record<string, string>): boolean {
  if (segment.kind === 'literal') return segment.text.toLowerCase() === value.toLowerCase();
  if (segment.kind === 'complex') {
    const match = segment.pattern.exec(value);
    return segment.parameters.every((parameter, at) => {
      const part = match?.[at + 1];
      if (part === undefined || !satisfies(parameter, part)) return false;
      params[parameter.name] = part;
      return true;
    });
  }
  if (!satisfies(segment, value)) return false;
  params[segment.name] = value;
  return true;
}

function satisfies(parameter: RouteParameter, value: string): boolean {
  return parameter.constraints.every((constraint) => constraint(value));
}

/** Percent-decodes a segment; an encoded slash stays encoded, as Kestrel leaves it. */
function decodeSegment(text: string): string {
  try {
    return text
      .split(/%2f/i)
      .map((part) => decodeURIComponent(part))
      .join('%2F');
  } catch {
    return text;
  }
}
