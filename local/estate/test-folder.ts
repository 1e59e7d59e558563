import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TestFolder {
  readonly path: string;
  /** Writes files by their relative path. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(path: string): Promise<void>;
  dispose(): Promise<void>;
}

/** A folder of its own for a test. */
export async function createTestFolder(files: Readonly<Record<string, string>> = {}): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'plimsoll-estate-'));
  const folder: TestFolder = {
    path,
    write: async (contents) => {
      for (const [file, text] of Object.entries(contents)) {
        await mkdir(dirname(join(path, file)), { recursive: true });
        await writeFile(join(path, file), text);
      }
    },
    remove: (file) => rm(join(path, file), { recursive: true }),
    dispose: () => rm(path, { recursive: true, force: true }),
  };
  await folder.write(files);
  return folder;
}

/** A small estate that is sound. */
export const soundEstate: Readonly<Record<string, string>> = {
  'estate.yaml': `tenantId: 11111111-1111-4111-8111-111111111111
managementGroups:
  - name: top
    subscriptions:
      - subscriptionId: 22222222-2222-4222-8222-222222222222
        displayName: Main
`,
  'resource-groups/rg.yaml': 'location: northeurope\n',
  'clusters/c1/cluster.yaml': 'resourceGroup: rg\nlocation: northeurope\nproperties:\n  enableRBAC: true\n',
  'clusters/c1/workloads/web.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1
`,
  'policies/definitions/d.yaml': `scope: managementGroups/top
name: d
properties:
  mode: All
  policyRule:
    if: { field: location, equals: westeurope }
    then: { effect: audit }
`,
  'policies/assignments/a.yaml': `scope: resourceGroups/rg
name: a
properties:
  policyDefinitionId: /providers/Microsoft.Management/managementGroups/top/providers/Microsoft.Authorization/policyDefinitions/d
`,
};
