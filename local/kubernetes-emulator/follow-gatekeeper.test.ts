import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KubernetesEmulator, startKubernetesEmulator } from './start-kubernetes-emulator';

let cluster: KubernetesEmulator;
beforeEach(async () => {
  cluster = await startKubernetesEmulator({ clusterName: 'test' });
});
afterEach(() => cluster.close());

const install = (): boolean =>
  cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gatekeeper-system' } });

const template = {
  apiVersion: 'templates.gatekeeper.sh/v1',
  kind: 'ConstraintTemplate',
  metadata: { name: 'noprivilege' },
  spec: { crd: { spec: { names: { kind: 'NoPrivilege' } } }, targets: [] },
};
const constraint = {
  apiVersion: 'constraints.gatekeeper.sh/v1beta1',
  kind: 'NoPrivilege',
  metadata: { name: 'one' },
  spec: { enforcementAction: 'dryrun' },
};

const get = async (path: string) => {
  const answer = await fetch(`${cluster.url}/apis/${path}`);
  return answer.ok ? ((await answer.json()) as object) : answer.status;
};

describe('an emulated Gatekeeper', () => {
  it.each([
    ['templates.gatekeeper.sh/v1/constrainttemplates'],
    ['mutations.gatekeeper.sh/v1/assign'],
    ['mutations.gatekeeper.sh/v1beta1/assignmetadata'],
    ['mutations.gatekeeper.sh/v1/modifyset'],
    ['mutations.gatekeeper.sh/v1alpha1/assignimage'],
    ['expansion.gatekeeper.sh/v1beta1/expansiontemplate'],
  ])('serves %s as soon as its namespace is there', async (path) => {
    expect(await get(path)).toBe(404);
    install();
    expect(await get(path)).toMatchObject({ items: [] });
  });

  it('makes the kind of a template, and says of both that it took them in', async () => {
    install();
    cluster.apply(template);
    cluster.apply(constraint);
    expect(await get('templates.gatekeeper.sh/v1/constrainttemplates/noprivilege')).toMatchObject({
      status: { created: true },
    });
    expect(await get('constraints.gatekeeper.sh/v1beta1/noprivilege/one')).toMatchObject({
      status: { byPod: [{ enforced: true }] },
    });
    cluster.remove({ ...template, name: 'noprivilege' });
    expect(await get('constraints.gatekeeper.sh/v1beta1/noprivilege')).toBe(404);
  });

  it('makes nothing of a template before it is installed', async () => {
    cluster.apply(template);
    expect(await get('constraints.gatekeeper.sh/v1beta1/noprivilege')).toBe(404);
    install();
    expect(await get('constraints.gatekeeper.sh/v1beta1/noprivilege')).toMatchObject({ items: [] });
  });
});
