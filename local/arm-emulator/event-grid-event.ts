import { randomUUID } from 'node:crypto';
import { type JsonObject, parseArmId } from '../../shared/policy/index';
import { armTypeOf } from './arm-store';

/** An event in Event Grid's own schema. */
export interface EventGridEvent {
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly dataVersion: string;
  readonly metadataVersion: string;
  readonly data: JsonObject;
}

export interface ResourceChange {
  readonly id: string;
  readonly operation: 'write' | 'delete';
  readonly tenantId: string;
  readonly method: string;
  readonly correlationId: string;
  readonly time: Date;
}

/**
 * The event that Azure raises for a successful write or delete of anything in a subscription. Objects at management
 * groups have no subscription: their topic is the management group, and `subscriptionId` is empty.
 */
export function resourceEvent(change: ResourceChange): EventGridEvent {
  const id = parseArmId(change.id);
  if (id === undefined) throw new TypeError(`Not an ARM id: ${change.id}.`);
  const type =
    id.kind === 'resourceGroup' ? 'Microsoft.Resources/subscriptions/resourceGroups' : armTypeOf(id);
  const operationName = `${type}/${change.operation}`;
  return {
    id: randomUUID(),
    topic:
      id.subscriptionId === undefined
        ? `/tenants/${change.tenantId}/providers/Microsoft.Management/managementGroups/${id.managementGroup ?? change.tenantId}`
        : `/subscriptions/${id.subscriptionId}`,
    subject: id.id,
    eventType: `Microsoft.Resources.Resource${change.operation === 'write' ? 'Write' : 'Delete'}Success`,
    eventTime: withSevenDigits(change.time),
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      authorization: { scope: id.id, action: operationName, evidence: { role: 'Contributor' } },
      claims: {},
      correlationId: change.correlationId,
      httpRequest: {
        clientRequestId: randomUUID(),
        clientIpAddress: '127.0.0.1',
        method: change.method,
        url: `https://management.azure.com${id.id}`,
      },
      resourceProvider: type.slice(0, type.indexOf('/')),
      resourceUri: id.id,
      operationName,
      status: 'Succeeded',
      subscriptionId: id.subscriptionId ?? '',
      tenantId: change.tenantId,
      ...(id.resourceGroup === undefined ? {} : { resourceGroup: id.resourceGroup }),
    },
  };
}

/** Azure writes times with seven fraction digits. */
const withSevenDigits = (time: Date): string => time.toISOString().replace('Z', '0000Z');
