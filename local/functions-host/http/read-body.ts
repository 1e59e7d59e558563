import type { IncomingMessage } from 'node:http';

/** The largest request body the host takes: Kestrel's limit under Functions. */
const maxBodyBytes = 100 * 1024 * 1024;

/** The whole body of a request, or undefined when it is larger than the host takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks);
}
