import type { JsonObject } from '../expressions';
import { ExpressionFailure, readKey } from '../expressions';
import type { RuleContext } from './rule-context';
import type { RuleSemantics } from './semantics';

const SUBSCRIPTION = /^(\/subscriptions\/([^/]+))/i;
const RESOURCE_GROUP = /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+))/i;

function resourceId(context: RuleContext): string {
  const id = readKey(context.resource, 'id', 'id');
  return typeof id === 'string' ? id : '';
}

/** What `subscription()` tells. */
export function subscriptionFacts(context: RuleContext): JsonObject {
  if (context.subscription !== undefined) return context.subscription;
  const match = SUBSCRIPTION.exec(resourceId(context));
  if (match === null) throw new ExpressionFailure('NotAvailable', 'subscription(): the resource has none.');
  return { id: match[1] as string, subscriptionId: match[2] as string };
}

/** What `resourceGroup()` tells. Resource Manager leaves `managedBy` out where there is nothing to tell. */
export function resourceGroupFacts(context: RuleContext): JsonObject {
  if (context.resourceGroup !== undefined) return { managedBy: null, ...context.resourceGroup };
  const match = RESOURCE_GROUP.exec(resourceId(context));
  if (match === null)
    throw new ExpressionFailure('NotAvailable', 'resourceGroup(): the resource lies in none.');
  return { managedBy: null, id: match[1] as string, name: match[2] as string };
}

/** What `policy()` tells; ids that there are not are empty. */
export function policyFacts({ policy = {} }: RuleContext): JsonObject {
  return {
    assignmentId: policy.assignmentId ?? '',
    definitionId: policy.definitionId ?? '',
    setDefinitionId: policy.setDefinitionId ?? '',
    definitionReferenceId: policy.definitionReferenceId ?? '',
  };
}

/**
 * What `requestContext()` tells. Scans have no request: there Azure takes the type's latest api-version, for which the
 * day of the evaluation stands here, being later than all that are published.
 */
export function requestFacts(
  { requestContext, apiVersion, utcNow }: RuleContext,
  semantics: RuleSemantics,
): JsonObject {
  if (requestContext !== undefined) return requestContext;
  if (apiVersion !== undefined) return { apiVersion };
  return semantics.unknownRequestVersion === 'latest' ? { apiVersion: utcNow.slice(0, 10) } : {};
}
