import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KubernetesEmulator, startKubernetesEmulator } from '../../../local/kubernetes-emulator';
import { createKubernetesRequester } from '../../azure';
import { createKubernetesReader, createKubernetesWriter, type KubernetesWriter } from '../../estate';
import { armIdKey } from '../../policy';
import { judgeResource } from '../judge-resource';
import { memoryPorts } from '../testing/memory-ports';
import { cluster, clusterId, noPrivilege, policiesOf, workloadRule } from '../testing/sample-policies';
import { type ConstraintSync, createConstraintSync } from './create-constraint-sync';

let emulator: KubernetesEmulator;
let written: string[];
let refusal: ((kind: string) => Error | undefined) | undefined;

beforeEach(async () => {
  written = [];
  refusal = undefined;
  emulator = await startKubernetesEmulator({
    clusterName: 'test',
    onEvent: ({ type, object }) => written.push(`${type} ${object.kind}`),
  });
});
afterEach(() => emulator.close());

const installGatekeeper = (): boolean =>
  emulator.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gatekeeper-system' } });

const sync = (clusters = ['*']): ConstraintSync =>
  createConstraintSync({
    clusters,
    openReader: async () =>
      createKubernetesReader({ requester: createKubernetesRequester(emulator.kubeconfig()) }),
    openWriter: async () => {
      const writer = createKubernetesWriter({
        requester: createKubernetesRequester(emulator.kubeconfig()),
        fieldManager: 'plimsoll',
        kindPauseMs: 1,
      });
      const apply: KubernetesWriter['apply'] = async (object) => {
        const error = refusal?.(String(object['kind']));
        if (error !== undefined) throw error;
        await writer.apply(object);
      };
      return { ...writer, apply };
    },
  });

async function wanted(...names: string[]) {
  const ports = memoryPorts({
    clusters: new Map([[armIdKey(clusterId('c')), cluster('c')]]),
    objects: new Map(),
    policies: policiesOf(names.map((name) => workloadRule(name, noPrivilege))),
    now: new Date('2026-11-21T08:00:00Z'),
  });
  return (await judgeResource(cluster('c'), '2026-11-21T08:00:00.000Z', undefined, ports)).origins;
}

describe('constraint sync', () => {
  it.each<[string[], boolean]>([
    [[], false],
    [['*'], true],
    [[clusterId('c').toLowerCase()], true],
    [[clusterId('other').toLowerCase()], false],
  ])('set to %j covers the cluster: %s', (clusters, covers) => {
    expect(sync(clusters).covers(clusterId('c').toUpperCase())).toBe(covers);
  });

  it('does nothing in a cluster without Gatekeeper', async () => {
    expect(await sync().sync(cluster('c'), await wanted('one'))).toEqual([]);
    expect(written).toEqual([]);
  });

  it('writes templates and constraints, then nothing, then removes them', async () => {
    installGatekeeper();
    const origins = await wanted('one', 'two');
    expect(await sync().sync(cluster('c'), origins)).toEqual([]);
    expect(written.filter((each) => / (one|two)$/.test(each))).toEqual(['ADDED one', 'ADDED two']);
    written = [];
    expect(await sync().sync(cluster('c'), origins)).toEqual([]);
    expect(written).toEqual([]);
    expect(await sync().sync(cluster('c'), await wanted('two'))).toEqual([]);
    expect(written).toEqual([
      'DELETED one',
      'DELETED CustomResourceDefinition',
      'DELETED ConstraintTemplate',
    ]);
  });

  it.each([
    ['ConstraintTemplate', ['ConstraintTemplateCreateFailed one']],
    ['one', [expect.stringMatching(/^ConstraintCreateFailed azurepolicy-one-/)]],
  ])('tells the reason code when a %s is refused, and writes the rest', async (kind, told) => {
    installGatekeeper();
    let left = 1;
    refusal = (asked) => (asked === kind && left-- > 0 ? new Error('denied') : undefined);
    const problems = await sync().sync(cluster('c'), await wanted('one', 'two'));
    expect(problems.map(({ code, name }) => `${code} ${name}`)).toEqual(told);
    expect(written).toContain('ADDED two');
    expect(written).not.toContain('ADDED one');
  });
});
