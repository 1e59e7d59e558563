/** One resource that the API serves: what `kubectl api-resources` prints a line for. */
export interface KindInfo {
  group: string;
  /** The first one is the preferred one. */
  versions: readonly string[];
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  /** Changes of `status` go through `/status`, and no others do. */
  statusSubresource: boolean;
  /** False for kinds that came from a CustomResourceDefinition, which know no strategic merge patch. */
  builtIn: boolean;
}

type Row = readonly [
  kind: string,
  plural: string,
  scope: 'Namespaced' | 'Cluster',
  shortNames?: string | undefined,
  traits?: 'all' | 'status' | 'all status',
];

const kindsByApiVersion: Record<string, readonly Row[]> = {
  v1: [
    ['ConfigMap', 'configmaps', 'Namespaced', 'cm'],
    ['Endpoints', 'endpoints', 'Namespaced', 'ep'],
    ['Event', 'events', 'Namespaced', 'ev'],
    ['LimitRange', 'limitranges', 'Namespaced', 'limits'],
    ['Namespace', 'namespaces', 'Cluster', 'ns', 'status'],
    ['Node', 'nodes', 'Cluster', 'no', 'status'],
    ['PersistentVolume', 'persistentvolumes', 'Cluster', 'pv', 'status'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', 'Namespaced', 'pvc', 'status'],
    ['Pod', 'pods', 'Namespaced', 'po', 'all status'],
    ['PodTemplate', 'podtemplates', 'Namespaced'],
    ['ReplicationController', 'replicationcontrollers', 'Namespaced', 'rc', 'all status'],
    ['ResourceQuota', 'resourcequotas', 'Namespaced', 'quota', 'status'],
    ['Secret', 'secrets', 'Namespaced'],
    ['Service', 'services', 'Namespaced', 'svc', 'all status'],
    ['ServiceAccount', 'serviceaccounts', 'Namespaced', 'sa'],
  ],
  'admissionregistration.k8s.io/v1': [
    ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'Cluster'],
    ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'Cluster', undefined, 'status'],
    ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'Cluster'],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'Cluster'],
  ],
  'apiextensions.k8s.io/v1': [
    ['CustomResourceDefinition', 'customresourcedefinitions', 'Cluster', 'crd,crds', 'status'],
  ],
  'apps/v1': [
    ['ControllerRevision', 'controllerrevisions', 'Namespaced'],
    ['DaemonSet', 'daemonsets', 'Namespaced', 'ds', 'all status'],
    ['Deployment', 'deployments', 'Namespaced', 'deploy', 'all status'],
    ['ReplicaSet', 'replicasets', 'Namespaced', 'rs', 'all status'],
    ['StatefulSet', 'statefulsets', 'Namespaced', 'sts', 'all status'],
  ],
  'autoscaling/v2': [
    ['HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'Namespaced', 'hpa', 'all status'],
  ],
  'batch/v1': [
    ['CronJob', 'cronjobs', 'Namespaced', 'cj', 'all status'],
    ['Job', 'jobs', 'Namespaced', undefined, 'all status'],
  ],
  'coordination.k8s.io/v1': [['Lease', 'leases', 'Namespaced']],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices', 'Namespaced']],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses', 'Namespaced', 'ing', 'status'],
    ['IngressClass', 'ingressclasses', 'Cluster'],
    ['NetworkPolicy', 'networkpolicies', 'Namespaced', 'netpol'],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets', 'Namespaced', 'pdb', 'status']],
  'rbac.authorization.k8s.io/v1': [
    ['ClusterRole', 'clusterroles', 'Cluster'],
    ['ClusterRoleBinding', 'clusterrolebindings', 'Cluster'],
    ['Role', 'roles', 'Namespaced'],
    ['RoleBinding', 'rolebindings', 'Namespaced'],
  ],
  'scheduling.k8s.io/v1': [['PriorityClass', 'priorityclasses', 'Cluster', 'pc']],
  'storage.k8s.io/v1': [
    ['CSIDriver', 'csidrivers', 'Cluster'],
    ['CSINode', 'csinodes', 'Cluster'],
    ['StorageClass', 'storageclasses', 'Cluster', 'sc'],
    ['VolumeAttachment', 'volumeattachments', 'Cluster', undefined, 'status'],
  ],
};

/** The kinds every cluster serves, CustomResourceDefinitions aside. */
export const builtInKinds: readonly KindInfo[] = Object.entries(kindsByApiVersion).flatMap(
  ([apiVersion, rows]) => {
    const slash = apiVersion.indexOf('/');
    return rows.map(
      ([kind, plural, scope, shortNames, traits]): KindInfo => ({
        group: slash < 0 ? '' : apiVersion.slice(0, slash),
        versions: [apiVersion.slice(slash + 1)],
        kind,
        plural,
        singular: kind.toLowerCase(),
        namespaced: scope === 'Namespaced',
        shortNames: shortNames?.split(',') ?? [],
        categories: traits?.includes('all') ? ['all'] : [],
        statusSubresource: traits?.includes('status') ?? false,
        builtIn: true,
      }),
    );
  },
);
