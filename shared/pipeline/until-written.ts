import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesReader } from '../estate';
import { splitApiVersion } from '../gatekeeper';
import { isJsonObject } from '../policy';
import type { ExpectedWrite, ObjectReference } from './work-item';

/** First pause between two looks and the longest, in milliseconds. */
const pauses = { first: 40, longest: 640 } as const;

/**
 * Waits until a write that admission let through shows in the cluster. Kubernetes stores an object after its review,
 * or never when another webhook refuses it or nothing differs: then the wait ends at the time that the item names, and
 * what is there is evaluated as it is.
 */
export async function untilWritten(
  reader: Pick<KubernetesReader, 'get'>,
  reference: ObjectReference,
  expected: ExpectedWrite,
  now: () => Date,
): Promise<void> {
  const { group } = splitApiVersion(reference.apiVersion);
  const { kind, namespace, name } = reference;
  const until = Date.parse(expected.until);
  for (
    let pause: number = pauses.first;
    now().getTime() < until;
    pause = Math.min(pause * 2, pauses.longest)
  ) {
    const object = await reader.get({ group, kind, namespace, name });
    const metadata = object?.['metadata'];
    const version = isJsonObject(metadata) ? metadata['resourceVersion'] : undefined;
    if (version !== expected.otherThan) return;
    await sleep(pause);
  }
}
