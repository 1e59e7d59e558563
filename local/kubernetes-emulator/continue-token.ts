import { badRequest } from './api-error';
import { textAt } from './kubernetes-object';

/** Where a paged list goes on, and as of which resourceVersion. */
export interface Continuation {
  /** -1: go on with the newest state, the answer to a list that has expired half way. */
  resourceVersion: number;
  after: string;
}

export function encodeContinue({ resourceVersion, after }: Continuation): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: resourceVersion, start: after })).toString(
    'base64url',
  );
}

export function decodeContinue(token: string): Continuation {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw badRequest('continue key is not valid: it must be the token of an earlier list, unchanged');
  }
  const { rv } = (parsed ?? {}) as { rv?: unknown };
  const after = textAt(parsed as never, 'start');
  if (typeof rv !== 'number' || after === undefined)
    throw badRequest('continue key is not valid: incomplete');
  return { resourceVersion: rv, after };
}
