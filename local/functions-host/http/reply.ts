import type { ServerResponse } from 'node:http';

/** An answer of the host: status, headers, and a body in full. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array | string;
}

export function jsonReply(status: number, value: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

export function textReply(status: number, text: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** Statuses whose answers have no body, nor a length for one. */
const bodiless = new Set([204, 205, 304]);

export function sendReply(response: ServerResponse, reply: Reply): void {
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    // The length and the framing are the server's own business.
    if (!/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name))
      response.setHeader(name, value);
  }
  const body = Buffer.from(reply.body ?? '');
  if (!bodiless.has(reply.status)) response.setHeader('content-length', body.byteLength);
  response.end(bodiless.has(reply.status) ? undefined : body);
}
