import { randomUUID } from 'node:crypto';
import { type ArmResource, parseArmId } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmObject } from './arm-estate';
import { type ArmStore, createArmStore } from './arm-store';
import { type AsyncOperations, createAsyncOperations } from './async-operations';
import { type EventGridEvent, resourceEvent } from './event-grid-event';
import { createManagementGroupTree, type ManagementGroupTree } from './management-group-tree';
import { disallowedByPolicy, type PolicyViolation, type WriteCheck } from './policy-violation';

export interface ArmWorldOptions {
  readonly tenantId: string;
  readonly onEvent: (event: EventGridEvent) => void;
  readonly checkWrite?: (request: WriteCheck) => Promise<readonly PolicyViolation[]>;
  readonly kubeconfigFor: (clusterId: string) => string | undefined;
  readonly operationMilliseconds: number;
}

/** What every part of the emulator works on. */
export interface ArmWorld {
  readonly tenantId: string;
  readonly store: ArmStore;
  readonly tree: ManagementGroupTree;
  readonly operations: AsyncOperations;
  readonly kubeconfigFor: (clusterId: string) => string | undefined;
  /** Throws ArmError `RequestDisallowedByPolicy` when a policy forbids the write or delete. */
  allow(check: WriteCheck): Promise<void>;
  /** Stores an object and raises its event. `eventId` names another id for the event (tags). */
  write(resource: ArmObject, method?: string, eventId?: string): ArmResource;
  /** Removes an object with everything below it, and raises the events. */
  remove(id: string): ArmResource | undefined;
  /** Throws ArmError when the subscription or resource group of an id does not exist. */
  mustHaveContainer(id: string): void;
}

/** An empty world. */
export function createArmWorld(options: ArmWorldOptions): ArmWorld {
  const store = createArmStore();
  const emit = (id: string, operation: 'write' | 'delete', method: string): void =>
    options.onEvent(
      resourceEvent({
        id,
        operation,
        method,
        tenantId: options.tenantId,
        correlationId: randomUUID(),
        time: new Date(),
      }),
    );
  return {
    tenantId: options.tenantId,
    store,
    tree: createManagementGroupTree(store, options.tenantId),
    operations: createAsyncOperations(options.operationMilliseconds),
    kubeconfigFor: options.kubeconfigFor,
    async allow(check) {
      const violations = (await options.checkWrite?.(check)) ?? [];
      if (violations.length > 0) throw disallowedByPolicy(check.resource, violations);
    },
    write(resource, method = 'PUT', eventId) {
      const stored = store.put(resource);
      emit(eventId ?? stored.id, 'write', method);
      return stored;
    },
    remove(id) {
      const removed = store.get(id);
      if (removed === undefined) return undefined;
      // The deepest first, as Azure deletes them.
      for (const inner of store.under(id).reverse()) {
        store.delete(inner.id);
        emit(inner.id, 'delete', 'DELETE');
      }
      store.delete(id);
      emit(removed.id, 'delete', 'DELETE');
      return removed;
    },
    mustHaveContainer: (id) => mustHaveContainer(store, id),
  };
}

function mustHaveContainer(store: ArmStore, text: string): void {
  const id = parseArmId(text);
  if (id?.subscriptionId !== undefined && store.get(`/subscriptions/${id.subscriptionId}`) === undefined)
    throw new ArmError(
      404,
      'SubscriptionNotFound',
      `The subscription '${id.subscriptionId}' could not be found.`,
    );
  if (id?.resourceGroup === undefined || id.kind === 'resourceGroup') return;
  if (store.get(`/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}`) === undefined)
    throw new ArmError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${id.resourceGroup}' could not be found.`,
      { target: id.resourceGroup },
    );
}
