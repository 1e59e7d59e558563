import { describe, expect, it } from 'vitest';
import { ArmRequestError, type ArmRestClient } from '../azure/index';
import type { JsonObject } from '../policy/index';
import { readScopeTree } from './read-scope-tree';

/** Resource Manager for somebody who may read subscriptions but not management groups. */
const refusing: ArmRestClient = {
  get: async () => ({ displayName: 'Hogwarts', tenantId: 'root' }),
  post: async () => undefined,
  list: () => nothing(),
  listByPost: () => refused(),
};

// biome-ignore lint/correctness/useYield: a list whose first page is refused yields nothing
async function* refused(): AsyncGenerator<JsonObject> {
  throw new ArmRequestError('AuthorizationFailed', '/', 403, '');
}
async function* nothing(): AsyncGenerator<JsonObject> {}

const assignmentAt = (scope: string): JsonObject => ({
  id: `${scope}/providers/Microsoft.Authorization/policyAssignments/a`,
});

describe('the scope tree without the right to read management groups', () => {
  it('holds the groups at which inherited assignments stand, the tenant root last', async () => {
    const inherited = [
      assignmentAt('/providers/Microsoft.Management/managementGroups/root'),
      assignmentAt('/providers/Microsoft.Management/managementGroups/schools'),
      assignmentAt('/providers/Microsoft.Management/managementGroups/Schools'),
      assignmentAt('/subscriptions/s'),
    ];
    expect(await readScopeTree(refusing, ['s'], new Map([['s', inherited]]))).toEqual({
      subscriptions: [
        { subscriptionId: 's', displayName: 'Hogwarts', managementGroups: ['Schools', 'root'] },
      ],
    });
  });
});
