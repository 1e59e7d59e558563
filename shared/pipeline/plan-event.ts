import { parseArmId } from '../policy';
import { clusterOf } from './cluster-of';
import { EventError, type EventGridEvent } from './event-grid-event';
import type { Cause, WorkItem } from './work-item';

/** What planning from an event may ask about what is stored. */
export interface StoredResources {
  /** The ids of resources at or below `scope` that have policy states. */
  resourcesWithStates(scope: string): Promise<readonly string[]>;
}

const objectEvents: ReadonlySet<string> = new Set([
  'plimsoll.kubernetes.objectwritten',
  'plimsoll.kubernetes.objectdeleted',
]);
const resourceWritten = 'microsoft.resources.resourcewritesuccess';
const resourceDeleted = 'microsoft.resources.resourcedeletesuccess';
const policyTypes = /^microsoft\.authorization\/policy(assignments|definitions|setdefinitions|exemptions)$/;
const deletedContainers: ReadonlySet<string> = new Set(['resourceGroup', 'subscription']);

/**
 * Plans the smallest set of work items for a resource event. Events are hints: an item names what to look at, and the
 * evaluation reads its present state, so that events may come late, twice or in any order.
 *
 * - a write or delete of a cluster, or of something below or on one: that cluster
 * - a write or delete of an object inside a cluster (`Plimsoll.Kubernetes.Object…`): that object, unless it is one of
 *   Gatekeeper's own
 * - the deletion of a resource group or subscription: every resource in it that has states
 * - everything else: nothing
 *
 * @throws EventError when an event of these types lacks what it must carry
 */
export async function planResourceEvent(
  event: EventGridEvent,
  now: Date,
  stored: StoredResources,
): Promise<WorkItem[]> {
  const type = event.eventType.toLowerCase();
  const cause = causeOf(event, now);
  if (objectEvents.has(type)) return planObject(event, cause);
  if (type !== resourceWritten && type !== resourceDeleted) return [];
  const resourceId = resourceOf(event);
  const cluster = clusterOf(resourceId);
  if (cluster !== undefined) return [{ version: 1, kind: 'resource', cause, resourceId: cluster }];
  const container = parseArmId(resourceId);
  if (type !== resourceDeleted || !deletedContainers.has(container?.kind ?? '')) return [];
  const orphans = await stored.resourcesWithStates(resourceId);
  return orphans.map((id) => ({ version: 1, kind: 'resource', cause, resourceId: id }));
}

/**
 * Plans the work for an event about policies: one synchronisation, which finds out by itself what changed.
 * Events about anything else plan nothing.
 *
 * @throws EventError when a resource event names no resource
 */
export function planPolicyEvent(event: EventGridEvent, now: Date): WorkItem[] {
  const type = event.eventType.toLowerCase();
  if (type !== resourceWritten && type !== resourceDeleted) return [];
  const changed = parseArmId(resourceOf(event));
  if (!policyTypes.test(changed?.type?.toLowerCase() ?? '')) return [];
  return [{ version: 1, kind: 'policies', cause: { ...causeOf(event, now), type: 'policy' } }];
}

function resourceOf(event: EventGridEvent): string {
  const uri = event.data['resourceUri'];
  const id = typeof uri === 'string' && uri !== '' ? uri : event.subject;
  const parsed = parseArmId(id);
  if (parsed === undefined) throw new EventError(event.id, `"${id.slice(0, 200)}" is no ARM resource id`);
  return parsed.id;
}

function planObject(event: EventGridEvent, cause: Cause): WorkItem[] {
  const text = (name: string): string | undefined => {
    const value = event.data[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const cluster = clusterOf(text('clusterId') ?? event.subject);
  const [apiVersion, kind, name, namespace] = ['apiVersion', 'kind', 'name', 'namespace'].map(text);
  if (cluster === undefined) throw new EventError(event.id, 'data.clusterId is no id of a cluster');
  if (apiVersion === undefined || kind === undefined || name === undefined)
    throw new EventError(event.id, 'data must have apiVersion, kind and name of the object');
  if (isGatekeepersOwn(apiVersion, kind, name)) return [];
  const object = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return [{ version: 1, kind: 'object', cause, clusterId: cluster, object }];
}

/** Templates, constraints and what they define: the service may write them itself, and must not chase its own tail. */
function isGatekeepersOwn(apiVersion: string, kind: string, name: string): boolean {
  return (
    /^(templates|constraints|status)\.gatekeeper\.sh\//.test(apiVersion) ||
    (kind === 'CustomResourceDefinition' && name.endsWith('.constraints.gatekeeper.sh'))
  );
}

const causeOf = (event: EventGridEvent, now: Date): Cause => ({
  type: 'event',
  id: event.id,
  at: now.toISOString(),
});
