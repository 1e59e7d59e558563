import { evaluate } from '@marcbachmann/cel-js';
import { isJsonObject, type JsonObject, objectAt } from '../kubernetes-object';
import type { ObjectStore } from '../object-store';
import { type AdmissionRequest, reviewedRequest } from './admission-request';
import type { AdmissionWebhook, WebhookRule } from './admission-webhook';
import { selectsLabels } from './selects-labels';

/**
 * Whether a webhook is to be asked about a request: rules, namespace and object selector, and match conditions. An
 * error of a condition throws, and the failure policy decides.
 */
export function webhookWants(
  webhook: AdmissionWebhook,
  request: AdmissionRequest,
  store: ObjectStore,
): boolean {
  return (
    webhook.rules.some((rule) => ruleCovers(rule, request)) &&
    selectsNamespace(webhook.namespaceSelector, request, store) &&
    selectsObject(webhook.objectSelector, request) &&
    webhook.matchConditions.every((expression) => holds(expression, request))
  );
}

function ruleCovers(rule: WebhookRule, { operation, info, version, subresource }: AdmissionRequest): boolean {
  const names = (list: readonly string[], value: string): boolean =>
    list.includes('*') || list.includes(value);
  return (
    names(rule.operations, operation) &&
    names(rule.apiGroups, info.group) &&
    names(rule.apiVersions, version) &&
    (rule.scope === '*' || (rule.scope === 'Namespaced') === info.namespaced) &&
    rule.resources.some((resource) => namesResource(resource, info.plural, subresource))
  );
}

/** Without a slash no subresource is meant; a star after it means the resource itself and all its subresources. */
function namesResource(pattern: string, plural: string, subresource: string | undefined): boolean {
  const [resource, part] = pattern.split('/');
  if (resource !== '*' && resource !== plural) return false;
  if (part === undefined) return subresource === undefined;
  return part === '*' || part === subresource;
}

/** A Namespace is selected by its own labels, other cluster-scoped objects always. */
function selectsNamespace(
  selector: JsonObject,
  { info, namespace, object, oldObject }: AdmissionRequest,
  store: ObjectStore,
): boolean {
  if (Object.keys(selector).length === 0) return true;
  const own = info.group === '' && info.kind === 'Namespace';
  if (own) return selectsLabels(selector, labelsOf(object ?? oldObject));
  if (namespace === undefined) return true;
  return selectsLabels(selector, labelsOf(store.get('/namespaces', namespace) ?? null));
}

function selectsObject(selector: JsonObject, { object, oldObject }: AdmissionRequest): boolean {
  return [object, oldObject].some((one) => one !== null && selectsLabels(selector, labelsOf(one)));
}

function holds(expression: string, request: AdmissionRequest): boolean {
  const { object, oldObject } = request;
  return evaluate(expression, { request: reviewedRequest(request, ''), object, oldObject }) === true;
}

const labelsOf = (object: JsonObject | null): JsonObject =>
  isJsonObject(object) ? objectAt(object, 'metadata', 'labels') : {};
