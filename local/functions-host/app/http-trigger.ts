import type { BindingInfo } from '../core/core-types';
import { parseRouteTemplate } from '../http/route-template';
import { messageOf } from '../log';
import type { HttpTrigger } from './host-function';

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT']);
const authLevels = new Set(['anonymous', 'function', 'admin']);

/** The checked HTTP trigger of a binding, or what is wrong with it. `routePrefix` comes from host.json. */
export function httpTrigger(
  functionName: string,
  name: string,
  binding: BindingInfo,
  routePrefix: string,
): { readonly trigger: HttpTrigger } | { readonly problems: readonly string[] } {
  const given = binding['route'];
  const route = typeof given === 'string' && given.trim() !== '' ? given : functionName;
  const problems: string[] = [];
  if (/^(admin|runtime)/i.test(route.replace(/^\/+/, ''))) {
    problems.push(
      `The specified route conflicts with one or more built in routes: '${route}' starts with a reserved word`,
    );
  } else if (route.startsWith('/')) {
    problems.push(`the route '${route}' must not start with a slash`);
  }
  const listed = Array.isArray(binding['methods'])
    ? binding['methods'].map((method) => String(method).toUpperCase())
    : [];
  for (const method of listed) if (!methods.has(method)) problems.push(`'${method}' is no HTTP method`);
  const authLevel = String(binding['authLevel'] ?? 'anonymous').toLowerCase();
  if (!authLevels.has(authLevel))
    problems.push(`authLevel '${authLevel}' must be anonymous, function or admin`);
  if (problems.length > 0) return { problems };
  try {
    const template = parseRouteTemplate(routePrefix === '' ? route : `${routePrefix}/${route}`);
    // A binding without methods (app.generic) answers every method.
    const answers = listed.length > 0 ? listed : [...methods];
    return { trigger: { type: 'httpTrigger', binding: name, route, template, methods: answers, authLevel } };
  } catch (error) {
    return { problems: [messageOf(error)] };
  }
}
