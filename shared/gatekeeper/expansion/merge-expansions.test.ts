import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { createExpander } from './create-expander';
import { expandedKinds, mergeExpansions } from './merge-expansions';
import { workloadTemplates } from './workload-templates';

const custom = (name: string, kind: string, changes: JsonObject = {}): JsonObject => ({
  apiVersion: 'expansion.gatekeeper.sh/v1beta1',
  kind: 'ExpansionTemplate',
  metadata: { name },
  spec: {
    applyTo: [{ groups: ['apps'], versions: ['v1'], kinds: [kind] }],
    templateSource: 'spec.template',
    generatedGVK: { group: '', version: 'v1', kind: 'Pod' },
    ...changes,
  },
});

const workload = (apiVersion: string, kind: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: { containers: [] } } },
});

/** The templates that a workload is expanded by. */
const madeBy = (templates: readonly JsonObject[], apiVersion: string, kind: string): string[] =>
  createExpander(templates)
    .expand(workload(apiVersion, kind))
    .map(({ template }) => template);

describe('the expansions of a cluster', () => {
  it('are those of the workloads of Kubernetes where it has none of its own', () => {
    expect(mergeExpansions([])).toEqual({ templates: workloadTemplates, problems: [] });
  });

  it('take in kinds that Kubernetes does not know', () => {
    const rollouts = custom('rollouts', 'Rollout', {
      applyTo: [{ groups: ['argoproj.io'], versions: ['v1alpha1'], kinds: ['Rollout'] }],
    });
    const { templates } = mergeExpansions([rollouts]);
    expect(madeBy(templates, 'argoproj.io/v1alpha1', 'Rollout')).toEqual(['rollouts']);
    expect(madeBy(templates, 'apps/v1', 'Deployment')).toEqual(['expand-pods']);
    expect(expandedKinds(templates)).toContainEqual({ group: 'argoproj.io', kind: 'Rollout' });
  });

  it('expand nothing twice: what the cluster expands is left to it', () => {
    const { templates } = mergeExpansions([custom('mine', 'Deployment')]);
    expect(madeBy(templates, 'apps/v1', 'Deployment')).toEqual(['mine']);
    expect(madeBy(templates, 'apps/v1', 'StatefulSet')).toEqual(['expand-pods']);
  });

  it('have ours replaced by one of the same name', () => {
    const { templates } = mergeExpansions([custom('expand-pods', 'Deployment')]);
    expect(madeBy(templates, 'apps/v1', 'Deployment')).toEqual(['expand-pods']);
    expect(madeBy(templates, 'apps/v1', 'StatefulSet')).toEqual([]);
  });

  it('leave out what cannot be used, and say why', () => {
    const { templates, problems } = mergeExpansions([custom('broken', 'Deployment', { templateSource: '' })]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Expansion template broken: it names no template source/),
    ]);
    expect(madeBy(templates, 'apps/v1', 'Deployment')).toEqual(['expand-pods']);
  });
});
