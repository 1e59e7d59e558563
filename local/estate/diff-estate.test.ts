import { afterEach, describe, expect, test } from 'vitest';
import { diffEstate, type EstateChange } from './diff-estate';
import { kubernetesObjectKey } from './estate';
import { loadEstate } from './load-estate';
import { createTestFolder, soundEstate, type TestFolder } from './test-folder';

const folders: TestFolder[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.dispose();
});

async function estateOf(files: Record<string, string>): ReturnType<typeof loadEstate> {
  const folder = await createTestFolder(files);
  folders.push(folder);
  return loadEstate(folder.path);
}

/** What a person would call the change. */
function told(change: EstateChange): string {
  if ('object' in change) {
    return `${change.kind} ${change.clusterId.split('/').pop()} ${kubernetesObjectKey(change.object)}`;
  }
  const name = change.id.split('/').pop();
  return 'policyKind' in change ? `${change.kind} ${change.policyKind} ${name}` : `${change.kind} ${name}`;
}

const without = (...prefixes: string[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(soundEstate).filter(([file]) => !prefixes.some((prefix) => file.startsWith(prefix))),
  );
const altered = (file: string, from: string, to: string): Record<string, string> => ({
  ...soundEstate,
  [file]: (soundEstate[file] ?? '').replace(from, to),
});

const pod = 'clusters/c1/workloads/web.yaml';
const secondPod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: second }\n';

describe('the difference of two estates', () => {
  test.each<{
    name: string;
    before: Record<string, string>;
    after: Record<string, string>;
    changes: string[];
  }>([
    { name: 'is nothing when nothing differs', before: soundEstate, after: soundEstate, changes: [] },
    {
      name: 'is nothing when only comments and order differ',
      before: soundEstate,
      after: altered(pod, 'apiVersion: v1\nkind: Pod', '# a comment\nkind: Pod\napiVersion: v1'),
      changes: [],
    },
    {
      name: 'tells an object that changed',
      before: soundEstate,
      after: altered(pod, 'nginx:1', 'nginx:2'),
      changes: ['objectWritten c1 /Pod/default/web'],
    },
    {
      name: 'tells objects that came and went',
      before: soundEstate,
      after: { ...without(pod), 'clusters/c1/workloads/second.yaml': secondPod },
      changes: ['objectWritten c1 /Pod/default/second', 'objectDeleted c1 /Pod/default/web'],
    },
    {
      name: 'tells a cluster that changed, without its objects',
      before: soundEstate,
      after: altered('clusters/c1/cluster.yaml', 'northeurope', 'westeurope'),
      changes: ['resourceWritten c1'],
    },
    {
      name: 'tells a cluster that went, its objects with it',
      before: soundEstate,
      after: without('clusters/'),
      changes: ['resourceDeleted c1'],
    },
    {
      name: 'tells policies by their kind',
      before: soundEstate,
      after: altered('policies/definitions/d.yaml', 'audit', 'deny'),
      changes: ['policyWritten definition d'],
    },
    {
      name: 'writes what others need before them',
      before: without('policies/', 'resource-groups/', 'clusters/'),
      after: soundEstate,
      changes: [
        'resourceWritten rg',
        'policyWritten definition d',
        'policyWritten assignment a',
        'resourceWritten c1',
      ],
    },
    {
      name: 'deletes what others need after them',
      before: soundEstate,
      after: without('policies/', 'resource-groups/', 'clusters/'),
      changes: [
        'resourceDeleted c1',
        'policyDeleted assignment a',
        'policyDeleted definition d',
        'resourceDeleted rg',
      ],
    },
    {
      name: 'tells a subscription that moved to another management group',
      before: soundEstate,
      after: altered('estate.yaml', '  - name: top\n', '  - name: top\n  - name: other\n'),
      changes: [
        'scopeWritten 11111111-1111-4111-8111-111111111111',
        'scopeWritten top',
        'scopeWritten other',
        'scopeWritten 22222222-2222-4222-8222-222222222222',
      ],
    },
  ])('$name', async ({ before, after, changes }) => {
    expect(diffEstate(await estateOf(before), await estateOf(after)).map(told)).toEqual(changes);
  });
});
