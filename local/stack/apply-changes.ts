import type { Estate, EstateChange } from '../estate';
import type { Emulators } from './start-emulators';

/**
 * Carries edits of the estate folder over to the emulators, which raise the events that Azure would raise.
 *
 * @param estate what the changes lead to
 * @returns what was written or deleted, in words, for a person who watches
 */
export async function applyChanges(
  emulators: Emulators,
  changes: readonly EstateChange[],
  estate: Estate,
): Promise<string[]> {
  const told: string[] = [];
  for (const change of changes) {
    switch (change.kind) {
      case 'objectWritten':
      case 'objectDeleted': {
        const cluster = emulators.clusters.get(change.clusterId.toLowerCase());
        const { apiVersion, kind, metadata } = change.object;
        const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined;
        if (change.kind === 'objectWritten') cluster?.apply(change.object);
        else cluster?.remove({ apiVersion, kind, name: metadata.name, namespace });
        told.push(
          `${kind} ${namespace === undefined ? '' : `${namespace}/`}${metadata.name} ${verb(change.kind)}`,
        );
        break;
      }
      case 'resourceWritten':
        await emulators.addCluster(
          change.id,
          change.resource.type,
          estate.workloads.get(change.id.toLowerCase()) ?? [],
        );
        emulators.arm?.putResource(asJson(change.resource));
        told.push(`${lastSegment(change.id)} ${verb(change.kind)}`);
        break;
      case 'resourceDeleted':
        emulators.arm?.deleteResource(change.id);
        await emulators.removeCluster(change.id);
        told.push(`${lastSegment(change.id)} ${verb(change.kind)}`);
        break;
      case 'policyWritten':
        emulators.arm?.putResource(change.policy);
        told.push(`${words[change.policyKind]} ${lastSegment(change.id)} ${verb(change.kind)}`);
        break;
      case 'policyDeleted':
        emulators.arm?.deleteResource(change.id);
        told.push(`${words[change.policyKind]} ${lastSegment(change.id)} ${verb(change.kind)}`);
        break;
      case 'scopeWritten':
      case 'scopeDeleted':
        told.push(`${lastSegment(change.id)} ${verb(change.kind)}: start again to see it`);
    }
  }
  return told;
}

/** What people call them; ARM's word for an initiative is not theirs. */
const words = {
  definition: 'definition',
  setDefinition: 'initiative',
  assignment: 'assignment',
  exemption: 'exemption',
} as const;

const verb = (kind: EstateChange['kind']): string => (kind.endsWith('Deleted') ? 'deleted' : 'written');
const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

/** Raw ARM JSON under its two types, of which one allows for absent properties. */
const asJson = (resource: object): Parameters<NonNullable<Emulators['arm']>['putResource']>[0] =>
  resource as Parameters<NonNullable<Emulators['arm']>['putResource']>[0];
