/**
 * Which resource types policy looks at. Facts of Azure Resource Manager, keyed by lower-cased type; types that are
 * not named here are judged by their shape, see {@link supportsTagsAndLocation}.
 */

const subscription = 'microsoft.resources/subscriptions';
const resourceGroups = new Set([
  'microsoft.resources/subscriptions/resourcegroups',
  'microsoft.resources/resourcegroups',
]);

/** Types without tags, without location, or without both: skipped by mode Indexed. */
const withoutTagsOrLocation = new Set([
  'microsoft.advisor/recommendations',
  'microsoft.advisor/suppressions',
  'microsoft.alertsmanagement/alerts',
  'microsoft.authorization/classicadministrators',
  'microsoft.authorization/denyassignments',
  'microsoft.authorization/locks',
  'microsoft.authorization/policyassignments',
  'microsoft.authorization/policydefinitions',
  'microsoft.authorization/policyexemptions',
  'microsoft.authorization/policysetdefinitions',
  'microsoft.authorization/roleassignments',
  'microsoft.authorization/roledefinitions',
  'microsoft.consumption/budgets',
  'microsoft.eventgrid/eventsubscriptions',
  'microsoft.guestconfiguration/guestconfigurationassignments',
  'microsoft.insights/datacollectionruleassociations',
  'microsoft.insights/diagnosticsettings',
  'microsoft.kubernetesconfiguration/extensions',
  'microsoft.kubernetesconfiguration/fluxconfigurations',
  'microsoft.kubernetesconfiguration/sourcecontrolconfigurations',
  'microsoft.maintenance/configurationassignments',
  'microsoft.managedservices/registrationassignments',
  'microsoft.managedservices/registrationdefinitions',
  'microsoft.policyinsights/attestations',
  'microsoft.policyinsights/remediations',
  'microsoft.resourcehealth/availabilitystatuses',
  'microsoft.security/assessments',
  'microsoft.security/autoprovisioningsettings',
  'microsoft.security/pricings',
  'microsoft.security/securitycontacts',
  'microsoft.security/workspacesettings',
  'microsoft.securityinsights/alertrules',
  'microsoft.securityinsights/dataconnectors',
  'microsoft.subscription/aliases',
  // Children that repeat their parent's location but have no tags.
  'microsoft.eventhub/namespaces/authorizationrules',
  'microsoft.eventhub/namespaces/eventhubs',
  'microsoft.servicebus/namespaces/authorizationrules',
  'microsoft.servicebus/namespaces/queues',
  'microsoft.servicebus/namespaces/topics',
  'microsoft.sql/servers/databases/transparentdataencryption',
  'microsoft.sql/servers/encryptionprotector',
  'microsoft.web/sites/basicpublishingcredentialspolicies',
  'microsoft.web/sites/config',
  'microsoft.web/sites/functions',
  'microsoft.web/sites/hostnamebindings',
  'microsoft.web/sites/slots/config',
]);

/** Types known to have both; named because a hand-written resource may lack the properties. */
const withTagsAndLocation = new Set([
  'microsoft.containerservice/managedclusters',
  'microsoft.containerservice/fleets',
  'microsoft.kubernetes/connectedclusters',
  'microsoft.containerregistry/registries',
  'microsoft.compute/virtualmachines',
  'microsoft.compute/virtualmachinescalesets',
  'microsoft.compute/virtualmachines/extensions',
  'microsoft.compute/disks',
  'microsoft.network/virtualnetworks',
  'microsoft.network/networksecuritygroups',
  'microsoft.network/publicipaddresses',
  'microsoft.network/loadbalancers',
  'microsoft.network/privateendpoints',
  'microsoft.storage/storageaccounts',
  'microsoft.keyvault/vaults',
  'microsoft.keyvault/managedhsms',
  'microsoft.managedidentity/userassignedidentities',
  'microsoft.operationalinsights/workspaces',
  'microsoft.sql/servers',
  'microsoft.sql/servers/databases',
  'microsoft.sql/servers/elasticpools',
  'microsoft.sql/managedinstances',
  'microsoft.web/sites',
  'microsoft.web/sites/slots',
  'microsoft.web/serverfarms',
  'microsoft.cdn/profiles/endpoints',
  'microsoft.machinelearningservices/workspaces/onlineendpoints',
]);

const neverEvaluated = ['microsoft.billing/', 'microsoft.help/', 'microsoft.diagnostics/'];
const neverEvaluatedTree = 'microsoft.capacity/reservationorders';

const clusters = new Set([
  'microsoft.containerservice/managedclusters',
  'microsoft.kubernetes/connectedclusters',
]);

/** What the modes of other resource providers look at: their policies can say nothing about other types. */
const typesOfProviderModes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['microsoft.keyvault.data', new Set(['microsoft.keyvault/vaults'])],
  ['microsoft.managedhsm.data', new Set(['microsoft.keyvault/managedhsms'])],
  ['microsoft.network.data', new Set(['microsoft.network/virtualnetworks'])],
  ['microsoft.datafactory.data', new Set(['microsoft.datafactory/factories'])],
  ['microsoft.containerservice.data', clusters],
  [
    'microsoft.machinelearningservices.v2.data',
    new Set(['microsoft.machinelearningservices/workspaces', 'microsoft.machinelearningservices/registries']),
  ],
]);

/** True for a subscription or a resource group. */
export function isContainerType(type: string): boolean {
  return type === subscription || resourceGroups.has(type);
}

/** True for the types that Azure Policy leaves out in every mode (azure-policy documentation, definition structure). */
export function isNeverEvaluated(type: string): boolean {
  if (type.startsWith('microsoft.resources/')) return !isContainerType(type);
  if (type === 'microsoft.management/managementgroups') return true;
  if (type === neverEvaluatedTree || type.startsWith(`${neverEvaluatedTree}/`)) return true;
  return neverEvaluated.some((namespace) => type.startsWith(namespace));
}

/** True for the cluster types behind `Microsoft.Kubernetes.Data`, in any letter case. */
export function isClusterType(type: string): boolean {
  return clusters.has(type.toLowerCase());
}

/** True when the mode of another resource provider is about that type; an unknown one is about its whole namespace. */
export function providerModeConcerns(mode: string, type: string): boolean {
  const key = mode.trim().toLowerCase();
  const types = typesOfProviderModes.get(key);
  if (types !== undefined) return types.has(type);
  const [, namespace = ''] = /^(microsoft\.[^.]+)\./.exec(key) ?? [];
  return type.startsWith(`${namespace}/`);
}

/**
 * Whether a type has both tags and location, which mode Indexed asks for. Known types are looked up; any other type
 * is taken to have both when the resource itself carries a location.
 */
export function supportsTagsAndLocation(type: string, hasLocation: boolean): boolean {
  if (isContainerType(type) || withoutTagsOrLocation.has(type)) return false;
  return withTagsAndLocation.has(type) || hasLocation;
}
