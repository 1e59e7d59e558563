import { evaluateExpression } from '../expressions';
import { buildPolicySnapshot, type PolicyObjects, type PolicySnapshot } from '../policy';
import type { PolicyObjectStore } from './policy-objects';

/** The policies in force, as of the last synchronisation. */
export interface Policies {
  /** The snapshot that is in force now; synchronises first when there never was one. */
  current(): Promise<PolicySnapshot>;
  /** What that snapshot was built from, raw. */
  objects(): Promise<PolicyObjects>;
  /** Reads the policies from ARM and puts them in force. Gives the snapshot before (if any) and after. */
  sync(): Promise<{ before: PolicySnapshot | undefined; after: PolicySnapshot }>;
}

/** What reading the policies from their source takes. */
export interface PolicyObjectSource {
  readPolicyObjects(): Promise<PolicyObjects>;
}

/**
 * Follows the policies: each instance keeps the snapshot it built and builds another only when the stored version
 * has moved on.
 */
export function followPolicies(
  source: PolicyObjectSource,
  store: PolicyObjectStore,
  now: () => Date,
): Policies {
  let built: { version: string; snapshot: PolicySnapshot } | undefined;

  const load = async (): Promise<PolicySnapshot | undefined> => {
    const version = await store.version();
    if (version === undefined) return undefined;
    if (built?.version === version) return built.snapshot;
    const loaded = await store.load();
    if (loaded === undefined) return undefined;
    built = { version: loaded.version, snapshot: snapshotOf(loaded.objects) };
    return built.snapshot;
  };

  const sync: Policies['sync'] = async () => {
    const before = await load();
    const readAt = now().toISOString();
    await store.save(await source.readPolicyObjects(), readAt);
    const after = await load();
    if (after === undefined) throw new PoliciesMissingError();
    return { before, after };
  };

  const current: Policies['current'] = async () => (await load()) ?? (await sync()).after;

  const objects: Policies['objects'] = async () => {
    await current();
    const loaded = await store.load();
    if (loaded === undefined) throw new PoliciesMissingError();
    return loaded.objects;
  };

  return { current, objects, sync };
}

/** The store lost the policies between writing and reading them. */
export class PoliciesMissingError extends Error {
  readonly code = 'PoliciesMissing';
  constructor() {
    super(
      'The policies were saved but cannot be read back. Check that nothing deletes documents of the "policies" container.',
    );
    this.name = 'PoliciesMissingError';
  }
}

/** Builds a snapshot with the service's own expression language. */
export const snapshotOf = (objects: PolicyObjects): PolicySnapshot =>
  buildPolicySnapshot(objects, {
    evaluateExpression: (text, scope) => evaluateExpression(text, scope),
  });
