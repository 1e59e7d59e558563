import {
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from '../kubernetes-object';
import type { ObjectStore } from '../object-store';

/** Which requests a webhook wants to see; a list may be `*` alone. */
export interface WebhookRule {
  readonly operations: readonly string[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly scope: string;
}

/** One webhook of a Validating- or MutatingWebhookConfiguration that the cluster holds. */
export interface AdmissionWebhook {
  readonly name: string;
  readonly url: string;
  readonly rules: readonly WebhookRule[];
  readonly namespaceSelector: JsonObject;
  readonly objectSelector: JsonObject;
  /** CEL expressions that must all be true. */
  readonly matchConditions: readonly string[];
  readonly ignoresFailure: boolean;
  readonly timeoutSeconds: number;
  readonly reinvoked: boolean;
}

const drawers = {
  validating: 'admissionregistration.k8s.io/validatingwebhookconfigurations',
  mutating: 'admissionregistration.k8s.io/mutatingwebhookconfigurations',
} as const;

/** The webhooks that the cluster's configurations name, in the order in which the API server calls them. */
export function webhooksOf(store: ObjectStore, kind: keyof typeof drawers): AdmissionWebhook[] {
  return [...store.scan(drawers[kind], {})].flatMap((configuration) =>
    listAt(configuration, 'webhooks').filter(isJsonObject).map(readWebhook),
  );
}

/** The API server asks nobody about these, lest a webhook lock everybody out. */
export const isExempt = ({ kind, apiVersion }: Pick<KubernetesObject, 'kind' | 'apiVersion'>): boolean =>
  apiVersion.startsWith('admissionregistration.k8s.io/') && kind.endsWith('WebhookConfiguration');

function readWebhook(webhook: JsonObject): AdmissionWebhook {
  return {
    name: textAt(webhook, 'name') ?? '',
    url: textAt(webhook, 'clientConfig', 'url') ?? '',
    rules: listAt(webhook, 'rules').map((rule) => ({
      operations: textsAt(rule as JsonObject, 'operations'),
      apiGroups: textsAt(rule as JsonObject, 'apiGroups'),
      apiVersions: textsAt(rule as JsonObject, 'apiVersions'),
      resources: textsAt(rule as JsonObject, 'resources'),
      scope: textAt(rule, 'scope') ?? '*',
    })),
    namespaceSelector: objectAt(webhook, 'namespaceSelector'),
    objectSelector: objectAt(webhook, 'objectSelector'),
    matchConditions: listAt(webhook, 'matchConditions').map((one) => textAt(one, 'expression') ?? 'false'),
    ignoresFailure: textAt(webhook, 'failurePolicy') === 'Ignore',
    timeoutSeconds: numberAt(webhook, 'timeoutSeconds') ?? 10,
    reinvoked: textAt(webhook, 'reinvocationPolicy') === 'IfNeeded',
  };
}

const textsAt = (value: JsonObject, key: string): string[] => listAt(value, key).map(String);
