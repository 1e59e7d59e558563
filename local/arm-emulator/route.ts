import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';

/** What the pattern of a route left open. */
export type RouteParameters = Readonly<Record<string, string>>;
export type RouteHandler = (
  request: ArmRequest,
  parameters: RouteParameters,
) => ArmResponse | Promise<ArmResponse>;

export interface Route {
  readonly method: string;
  readonly pattern: readonly string[];
  readonly handle: RouteHandler;
}

/**
 * A route. The pattern's words match in any letter case, `{name}` takes one segment, and a leading `{scope*}` takes
 * whatever stands before (nothing included), handed over as a path with a leading slash, or as `''`.
 */
export function route(method: string, pattern: string, handle: RouteHandler): Route {
  return { method, pattern: pattern.split('/').filter((segment) => segment !== ''), handle };
}

/** The parameters of a request that fits the pattern; undefined when it does not. */
export function matchRoute(
  pattern: readonly string[],
  segments: readonly string[],
): RouteParameters | undefined {
  const open = pattern[0] === '{scope*}';
  const fixed = open ? pattern.slice(1) : pattern;
  const offset = segments.length - fixed.length;
  if (offset < 0 || (!open && offset > 0)) return undefined;
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  if (open) parameters['scope'] = offset === 0 ? '' : `/${segments.slice(0, offset).join('/')}`;
  for (const [index, word] of fixed.entries()) {
    const segment = segments[offset + index] ?? '';
    if (word.startsWith('{')) parameters[word.slice(1, -1)] = segment;
    else if (word.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return parameters;
}
