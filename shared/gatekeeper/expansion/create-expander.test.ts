import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { reviewOf } from '../review/review-of';
import { createExpander, expandReview } from './create-expander';
import { workloadTemplates } from './workload-templates';

const podSpec = { containers: [{ name: 'app', image: 'x' }] };
const workload = (apiVersion: string, kind: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'Web', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: podSpec } },
});
const owner = (apiVersion: string, kind: string, name: string): JsonObject => ({
  apiVersion,
  kind,
  name,
  uid: '',
});

describe('the expansion of workloads', () => {
  const expander = createExpander(workloadTemplates);

  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'ReplicaSet'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['batch/v1', 'Job'],
    ['v1', 'ReplicationController'],
  ])('%s %s implies a Pod', (apiVersion, kind) => {
    expect(expander.expand(workload(apiVersion, kind))).toEqual([
      {
        template: 'expand-pods',
        enforcementAction: undefined,
        object: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {
            name: 'web-pod',
            namespace: 'shop',
            labels: { app: 'web' },
            ownerReferences: [owner(apiVersion, kind, 'Web')],
          },
          spec: podSpec,
        },
      },
    ]);
  });

  it('takes a CronJob over its Job to a Pod', () => {
    const cronJob: JsonObject = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly', namespace: 'shop' },
      spec: { jobTemplate: { spec: { template: { spec: podSpec } } } },
    };
    expect(
      expander.expand(cronJob).map(({ object, template }) => [template, object['kind'], object['metadata']]),
    ).toEqual([
      [
        'expand-cronjobs',
        'Job',
        {
          name: 'nightly-job',
          namespace: 'shop',
          ownerReferences: [owner('batch/v1', 'CronJob', 'nightly')],
        },
      ],
      [
        'expand-pods',
        'Pod',
        {
          name: 'nightly-job-pod',
          namespace: 'shop',
          ownerReferences: [owner('batch/v1', 'Job', 'nightly-job')],
        },
      ],
    ]);
  });

  it('leaves Pods and other versions alone', () => {
    expect(
      expander.expand({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: podSpec }),
    ).toEqual([]);
    expect(expander.expand(workload('apps/v1beta1', 'Deployment'))).toEqual([]);
    expect(expander.expands({ group: 'apps', version: 'v1', kind: 'Deployment' })).toBe(true);
  });

  it('does not change the workload', () => {
    const deployment = workload('apps/v1', 'Deployment');
    const before = structuredClone(deployment);
    expander.expand(deployment);
    expect(deployment).toEqual(before);
  });

  it('reviews what is implied as generated, in the namespace of the workload', () => {
    const namespaceObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    const review = reviewOf(workload('apps/v1', 'Deployment'), { namespaceObject, operation: 'CREATE' });
    const [implied] = expandReview(expander, review);
    expect(implied).toMatchObject({
      kind: 'Pod',
      source: 'Generated',
      impliedBy: 'expand-pods',
      namespaceObject,
    });
    expect(implied?.document).toMatchObject({ operation: 'CREATE', name: 'web-pod', namespace: 'shop' });
  });

  it('adds the workload to the owners that its template names, once', () => {
    const given = owner('x/v1', 'Thing', 'other');
    const known = owner('apps/v1', 'Deployment', 'Web');
    const ownersAfter = (ownerReferences: JsonObject[]): unknown => {
      const template = { metadata: { ownerReferences }, spec: podSpec };
      const [made] = expander.expand({ ...workload('apps/v1', 'Deployment'), spec: { template } });
      return (made?.object['metadata'] as JsonObject | undefined)?.['ownerReferences'];
    };
    expect(ownersAfter([given])).toEqual([given, known]);
    expect(ownersAfter([known, given])).toEqual([known, given]);
  });

  it('lets mutators change what is implied', () => {
    const mutating = createExpander(workloadTemplates, (object) => ({ ...object, spec: { changed: true } }));
    expect(mutating.expand(workload('apps/v1', 'Deployment'))[0]?.object['spec']).toEqual({ changed: true });
  });

  it('says which workload lacks its template', () => {
    expect(() =>
      expander.expand({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }),
    ).toThrow(
      'Deployment web has no object at spec.template, where the expansion template expand-pods looks.',
    );
  });

  it('disables every template of a circle', () => {
    const between = (name: string, from: string, to: string): JsonObject => ({
      metadata: { name },
      spec: {
        applyTo: [{ groups: ['x'], versions: ['v1'], kinds: [from] }],
        templateSource: 'spec',
        generatedGVK: { group: 'x', version: 'v1', kind: to },
      },
    });
    const circle = createExpander([between('b', 'B', 'A'), between('a', 'A', 'B'), between('c', 'C', 'A')]);
    expect(circle.disabled).toEqual(['a', 'b']);
    expect(circle.expand({ apiVersion: 'x/v1', kind: 'A', metadata: { name: 'n' }, spec: {} })).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ metadata: { name: 'x' }, spec: {} }, 'it names no template source.'],
    [{ spec: {} }, 'the name must have 1 to 63 characters.'],
    [
      {
        metadata: { name: 'x' },
        spec: { templateSource: 'spec', generatedGVK: { version: 'v1', kind: 'A' } },
      },
      'it applies to nothing.',
    ],
    [
      {
        metadata: { name: 'x' },
        spec: {
          templateSource: 'spec',
          generatedGVK: { version: 'v1', kind: 'A' },
          applyTo: [{ groups: [''], versions: ['v1'], kinds: ['A'] }],
        },
      },
      'it expands into its own kind.',
    ],
  ])('refuses %j', (template, problem) => {
    expect(() => createExpander([template])).toThrow(problem);
  });
});
