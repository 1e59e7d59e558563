import type { ClusterState } from './cluster-state';
import {
  type JsonObject,
  type KubernetesObject,
  objectAt,
  splitApiVersion,
  textAt,
} from './kubernetes-object';

const templateGroup = 'templates.gatekeeper.sh';
const constraintGroup = 'constraints.gatekeeper.sh';

/**
 * Plays the part of an installed Gatekeeper, as far as its objects go: in a cluster with the namespace
 * gatekeeper-system there are ConstraintTemplates, and each one makes the kind of its constraints. Judging is not done
 * here.
 *
 * @returns stops it
 */
export function followGatekeeper(state: ClusterState): () => void {
  const follow = (object: KubernetesObject, gone: boolean): void => {
    if (object.kind === 'Namespace' && object.metadata.name === 'gatekeeper-system' && !gone) install(state);
    if (object.kind !== 'ConstraintTemplate' || splitApiVersion(object.apiVersion).group !== templateGroup)
      return;
    if (gone) withdraw(state, object);
    else accept(state, object);
  };
  const installed = state.store.get('/namespaces', 'gatekeeper-system');
  if (installed !== undefined) follow(installed, false);
  const templates = [...state.store.scan(`${templateGroup}/constrainttemplates`, {})];
  for (const template of templates) follow(template, false);
  return state.store.subscribe(({ type, object }) => follow(object, type === 'DELETED'));
}

function install({ registry, writer }: ClusterState): void {
  if (registry.byKind(templateGroup, 'ConstraintTemplate') !== undefined) return;
  const name = `constrainttemplates.${templateGroup}`;
  writer.place(definition(name, templateGroup, 'ConstraintTemplate', ['v1', 'v1beta1', 'v1alpha1'], []));
}

function accept({ writer }: ClusterState, template: KubernetesObject): void {
  const kind = textAt(template, 'spec', 'crd', 'spec', 'names', 'kind');
  if (kind === undefined || kind.toLowerCase() !== template.metadata.name) return;
  const name = `${kind.toLowerCase()}.${constraintGroup}`;
  const made = definition(
    name,
    constraintGroup,
    kind,
    ['v1beta1', 'v1alpha1'],
    ['constraint', 'constraints'],
  );
  writer.place(made);
  if (objectAt(template, 'status')['created'] === true) return;
  const { resourceVersion: _, ...metadata } = template.metadata;
  writer.place({
    ...template,
    metadata: { ...metadata, name: template.metadata.name },
    status: { created: true },
  });
}

function withdraw({ registry, store, writer }: ClusterState, template: KubernetesObject): void {
  const kind = textAt(template, 'spec', 'crd', 'spec', 'names', 'kind') ?? '';
  const crd = registry.byKind('apiextensions.k8s.io', 'CustomResourceDefinition');
  const name = `${kind.toLowerCase()}.${constraintGroup}`;
  const made = crd === undefined ? undefined : store.get(`${crd.group}/${crd.plural}`, name);
  if (crd === undefined || made === undefined) return;
  writer.delete(crd, made, { propagation: 'Background' });
}

function definition(
  name: string,
  group: string,
  kind: string,
  versions: readonly string[],
  categories: readonly string[],
): KubernetesObject {
  const plural = group === templateGroup ? 'constrainttemplates' : kind.toLowerCase();
  const columns =
    group === templateGroup
      ? {}
      : {
          additionalPrinterColumns: [
            { name: 'enforcement-action', type: 'string', jsonPath: '.spec.enforcementAction' },
            { name: 'total-violations', type: 'integer', jsonPath: '.status.totalViolations' },
          ],
        };
  const version = (each: string, index: number): JsonObject => ({
    name: each,
    served: true,
    storage: index === 0,
    subresources: { status: {} },
    ...columns,
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name,
      ...(group === constraintGroup ? { labels: { 'gatekeeper.sh/constraint': 'yes' } } : {}),
    },
    spec: {
      group,
      scope: 'Cluster',
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        listKind: `${kind}List`,
        categories: [...categories],
      },
      versions: versions.map(version),
    },
  };
}
