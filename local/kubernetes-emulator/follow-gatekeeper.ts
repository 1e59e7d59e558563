import type { ClusterState } from './cluster-state';
import { gatekeeperKinds, type KindDefinition, kindOfConstraints } from './gatekeeper-kinds';
import { type KubernetesObject, objectAt, splitApiVersion, textAt } from './kubernetes-object';

const templateGroup = 'templates.gatekeeper.sh';
const constraintGroup = 'constraints.gatekeeper.sh';

/**
 * Plays the part of an installed Gatekeeper, as far as its objects go: a cluster with the namespace gatekeeper-system
 * serves Gatekeeper's kinds, each ConstraintTemplate makes the kind of its constraints, and templates and constraints
 * get the status of one that was taken in. Judging is not done here.
 *
 * @returns stops it
 */
export function followGatekeeper(state: ClusterState): () => void {
  const follow = (object: KubernetesObject, gone: boolean): void => {
    if (object.kind === 'Namespace' && object.metadata.name === 'gatekeeper-system' && !gone) install(state);
    const { group } = splitApiVersion(object.apiVersion);
    if (state.store.get('/namespaces', 'gatekeeper-system') === undefined) return;
    if (group === constraintGroup && !gone) enforce(state, object);
    if (object.kind !== 'ConstraintTemplate' || group !== templateGroup) return;
    if (gone) withdraw(state, object);
    else accept(state, object);
  };
  const installed = state.store.get('/namespaces', 'gatekeeper-system');
  if (installed !== undefined) follow(installed, false);
  return state.store.subscribe(({ type, object }) => follow(object, type === 'DELETED'));
}

function install(state: ClusterState): void {
  const { registry, writer } = state;
  for (const each of gatekeeperKinds)
    if (registry.byKind(each.group, each.kind) === undefined) writer.place(definition(each));
  for (const template of [...state.store.scan(`${templateGroup}/constrainttemplates`, {})])
    accept(state, template);
}

function accept(state: ClusterState, template: KubernetesObject): void {
  const kind = textAt(template, 'spec', 'crd', 'spec', 'names', 'kind');
  if (kind === undefined || kind.toLowerCase() !== template.metadata.name) return;
  state.writer.place(definition(kindOfConstraints(kind)));
  if (Object.keys(objectAt(template, 'status')).length === 0) report(state, template, { created: true });
}

function enforce(state: ClusterState, constraint: KubernetesObject): void {
  if (Object.keys(objectAt(constraint, 'status')).length > 0) return;
  report(state, constraint, { byPod: [{ id: 'gatekeeper-audit', enforced: true }] });
}

function report(
  { writer }: ClusterState,
  object: KubernetesObject,
  status: KubernetesObject['status'],
): void {
  const { resourceVersion: _, ...metadata } = object.metadata;
  writer.place({ ...object, metadata: { ...metadata, name: object.metadata.name }, status });
}

function withdraw({ registry, store, writer }: ClusterState, template: KubernetesObject): void {
  const kind = textAt(template, 'spec', 'crd', 'spec', 'names', 'kind') ?? '';
  const crd = registry.byKind('apiextensions.k8s.io', 'CustomResourceDefinition');
  const name = `${kind.toLowerCase()}.${constraintGroup}`;
  const made = crd === undefined ? undefined : store.get(`${crd.group}/${crd.plural}`, name);
  if (crd === undefined || made === undefined) return;
  writer.delete(crd, made, { propagation: 'Background' });
}

function definition({ group, kind, plural, versions, ...more }: KindDefinition): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      ...(more.labels === undefined ? {} : { labels: { ...more.labels } }),
    },
    spec: {
      group,
      scope: 'Cluster',
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        listKind: `${kind}List`,
        categories: [...(more.categories ?? [])],
      },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        ...(more.columns === undefined ? {} : { additionalPrinterColumns: [...more.columns] }),
      })),
    },
  };
}
