import type { IncomingMessage } from 'node:http';
import type { HttpCookie, HttpData, TypedData } from '../core/core-types';
import type { InvocationInput } from '../invocation/invoker';
import type { Reply } from './reply';

/** What the HTTP trigger hands to the worker for a request. `url` is the full URL as the client sent it. */
export function httpTriggerInput(
  request: IncomingMessage,
  url: URL,
  params: Record<string, string>,
  body: Buffer,
): InvocationInput {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const query: Record<string, string> = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name).join(',');
  const http: HttpData = {
    method: request.method ?? 'GET',
    url: url.href,
    headers,
    params,
    query,
    body: body.byteLength > 0 ? { bytes: body } : null,
  };
  return { data: { http }, traceParent: headers['traceparent'], traceState: headers['tracestate'] };
}

/** The answer that a function's return value asks for. No return value is 204, as in the host. */
export function httpReply(value: TypedData | undefined): Reply {
  const http = value?.http;
  if (http === undefined || http === null) return { status: 204 };
  const cookies = (http.cookies ?? []).map(cookieHeader);
  return {
    status: Number(http.statusCode ?? 200),
    headers: { ...http.headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    body: http.body?.bytes ?? http.body?.string ?? '',
  };
}

function cookieHeader(cookie: HttpCookie): string {
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value ?? '')}`];
  const expires = cookie.expires?.value?.seconds;
  if (expires !== undefined) parts.push(`Expires=${new Date(expires * 1000).toUTCString()}`);
  if (cookie.maxAge?.value !== undefined) parts.push(`Max-Age=${cookie.maxAge.value}`);
  if (cookie.domain?.value !== undefined) parts.push(`Domain=${cookie.domain.value}`);
  if (cookie.path?.value !== undefined) parts.push(`Path=${cookie.path.value}`);
  if (cookie.secure?.value === true) parts.push('Secure');
  if (cookie.httpOnly?.value === true) parts.push('HttpOnly');
  const sameSite = { lax: 'Lax', strict: 'Strict', explicitNone: 'None', none: undefined }[
    cookie.sameSite ?? 'none'
  ];
  if (sameSite !== undefined) parts.push(`SameSite=${sameSite}`);
  return parts.join('; ');
}
