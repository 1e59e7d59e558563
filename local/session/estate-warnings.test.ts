import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadEstate } from '../estate';
import { estateWarnings } from './estate-warnings';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const sound = {
  'estate.yaml': `tenantId: 11111111-1111-4111-8111-111111111111
managementGroups:
  - name: top
    managementGroups:
      - name: middle
        subscriptions:
          - { subscriptionId: 22222222-2222-4222-8222-222222222222, displayName: Main }
`,
  'policies/definitions/named.yaml': `scope: managementGroups/top
name: named
properties:
  mode: All
  parameters: { name: { type: String } }
  policyRule: { if: { field: name, equals: "[parameters('name')]" }, then: { effect: audit } }
`,
  'policies/assignments/a.yaml': `# who is called so?
scope: subscriptions/Main
name: a
properties:
  policyDefinitionId: /providers/Microsoft.Management/managementGroups/top/providers/Microsoft.Authorization/policyDefinitions/named
  parameters: { name: { value: Tom } }
`,
};

async function warningsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-warnings-'));
  folders.push(folder);
  for (const [file, text] of Object.entries({ ...sound, ...files })) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return estateWarnings(await loadEstate(folder));
}

const definition = (properties: string): string =>
  `scope: managementGroups/top\nname: named\nproperties:\n  parameters: { name: { type: String } }\n${properties}`;
const assignment = (parameters: string): string =>
  sound['policies/assignments/a.yaml'].replace('{ name: { value: Tom } }', parameters);

describe('warnings about an estate', () => {
  it('are none for a sound one, whose definition is stored above the group of the subscription', async () => {
    expect(await warningsOf({})).toEqual([]);
  });

  it.each([
    [
      'a rule that cannot be compiled',
      'policies/definitions/named.yaml',
      definition('  mode: All\n  policyRule: { if: { feild: name }, then: { effect: audit } }\n'),
      'policies/definitions/named.yaml:1:1  Azure would refuse it: if: Neither a condition nor a logical operator',
    ],
    [
      'a mode that is none',
      'policies/definitions/named.yaml',
      definition('  mode: Al\n  policyRule: { if: { field: name, equals: x }, then: { effect: audit } }\n'),
      "policies/definitions/named.yaml:1:1  Azure would refuse it: The mode 'Al' is not known.",
    ],
    [
      'a parameter without a value',
      'policies/assignments/a.yaml',
      assignment('{}'),
      "policies/assignments/a.yaml:2:1  Azure would refuse it: The parameter 'name' has no value and no default.",
    ],
    [
      'a built-in definition that does not exist',
      'policies/assignments/a.yaml',
      'scope: subscriptions/Main\nname: a\nproperties:\n  policyDefinitionId: /providers/Microsoft.Authorization/policyDefinitions/nope\n',
      "policies/assignments/a.yaml:1:1  Azure would refuse it: The policy definition '/providers/Microsoft.Authorization/policyDefinitions/nope' was not found.",
    ],
  ])('name %s, with its place', async (_, file, text, expected) => {
    const warnings = await warningsOf({ [file]: text });
    expect(warnings.filter((warning) => warning.startsWith(expected))).toHaveLength(1);
  });
});
