import type { ServerResponse } from 'node:http';
import type { JsonObject } from './kubernetes-object';

export function respond(response: ServerResponse, code: number, body: JsonObject): void {
  const text = JSON.stringify(body);
  response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
  });
  response.end(text);
}
