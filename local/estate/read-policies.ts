import type { z } from 'zod';
import type { JsonObject } from '../../shared/policy';
import type { AddressBook } from './address-book';
import { checkDocument } from './check-document';
import type { Collector } from './collector';
import { deterministicGuid } from './deterministic-guid';
import { assignmentFile, definitionFile, exemptionFile, initiativeFile } from './schemas';
import type { SourceDocument } from './source-document';

export type PolicyKind = 'definition' | 'setDefinition' | 'assignment' | 'exemption';

interface KindOfPolicy {
  readonly schema: z.ZodType<PolicyFile>;
  readonly type: string;
  readonly word: string;
}

interface PolicyFile {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly scope?: string | undefined;
  readonly properties: object;
}

/** The folders under `policies/`, and what lies in them. */
export const policyFolders: ReadonlyMap<string, PolicyKind> = new Map([
  ['definitions', 'definition'],
  ['initiatives', 'setDefinition'],
  ['assignments', 'assignment'],
  ['exemptions', 'exemption'],
]);

const kinds: Record<PolicyKind, KindOfPolicy> = {
  definition: { schema: definitionFile, type: 'policyDefinitions', word: 'policy definition' },
  setDefinition: { schema: initiativeFile, type: 'policySetDefinitions', word: 'initiative' },
  assignment: { schema: assignmentFile, type: 'policyAssignments', word: 'assignment' },
  exemption: { schema: exemptionFile, type: 'policyExemptions', word: 'exemption' },
};

/** A policy object in ARM's shape: id and type follow from its scope and name, or name and scope from its id. */
export function readPolicy(
  kind: PolicyKind,
  document: SourceDocument,
  book: AddressBook,
  collector: Collector,
  tenantId: string,
): JsonObject | undefined {
  const { schema, type, word } = kinds[kind];
  const checked = checkDocument(schema, document, collector.mistakes);
  if (checked === undefined) return undefined;
  const { scope: givenScope, name: givenName, id: givenId, type: _, ...rest } = checked;
  const fromId = givenId === undefined ? undefined : scopeAndName(givenId, type);
  const name = givenName ?? fromId?.name;
  const scope = givenScope ?? fromId?.scope;
  if (name === undefined || scope === undefined) {
    const key = name === undefined ? 'name' : 'scope';
    collector.mistake(document.place([]), `${key}: missing; expected "scope" and "name", or the "id"`);
    return undefined;
  }
  const place = book.scope(scope);
  const at = document.place([givenScope === undefined ? 'id' : 'scope']);
  if ('expected' in place) {
    const found = JSON.stringify(scope);
    collector.reference(at, `scope: expected ${place.expected}, found ${found}`, place.room);
    return undefined;
  }
  if ((kind === 'definition' || kind === 'setDefinition') && /\/resourcegroups\//i.test(place.id)) {
    collector.mistake(
      at,
      `scope: expected a management group or subscription, where a ${word} can be stored`,
    );
    return undefined;
  }
  const id = `${place.id}/providers/Microsoft.Authorization/${type}/${name}`;
  if (!collector.claim(id.toLowerCase(), `${word} ${name}`, document.place([]))) return undefined;
  const extra = kind === 'assignment' ? assignmentExtras(checked, id, tenantId) : {};
  return {
    ...withoutUndefined(rest),
    ...extra,
    id,
    type: `Microsoft.Authorization/${type}`,
    name,
    properties: {
      ...(kind === 'definition' || kind === 'setDefinition' ? { policyType: 'Custom' } : {}),
      ...withoutUndefined(checked.properties),
      ...(kind === 'assignment' ? { scope: place.id } : {}),
    },
  };
}

/** References between policies, once all of them are known. */
export function checkReferences(
  policies: readonly { kind: PolicyKind; policy: JsonObject; document: SourceDocument }[],
  book: AddressBook,
  collector: Collector,
): void {
  const known = new Set(policies.map(({ policy }) => String(policy['id']).toLowerCase()));
  for (const { kind, policy, document } of policies) {
    const properties = policy['properties'] as JsonObject;
    const definitionIsMissing = (reference: unknown, path: (string | number)[]): void => {
      const id = String(reference);
      // Built-ins have no scope before `/providers`; whoever plays Resource Manager knows which there are.
      if (/^\/providers\/Microsoft\.Authorization\//i.test(id) || known.has(id.toLowerCase())) return;
      collector.reference(
        document.place(path),
        `${path.join('.')}: expected the id of a built-in or of a definition in policies/, found ${id}`,
        /\/policysetdefinitions\//i.test(id) ? 'policies/initiatives/' : 'policies/definitions/',
      );
    };
    if (kind === 'assignment') {
      definitionIsMissing(properties['policyDefinitionId'], ['properties', 'policyDefinitionId']);
      ((properties['notScopes'] as string[] | undefined) ?? []).forEach((scope, index) => {
        if (book.knows(scope)) return;
        collector.warn(document.place(['properties', 'notScopes', index]), `${scope} is not in this estate`);
      });
    }
    if (kind === 'setDefinition') {
      ((properties['policyDefinitions'] as JsonObject[] | undefined) ?? []).forEach((member, index) => {
        definitionIsMissing(member['policyDefinitionId'], [
          'properties',
          'policyDefinitions',
          index,
          'policyDefinitionId',
        ]);
      });
    }
    if (kind === 'exemption' && !known.has(String(properties['policyAssignmentId']).toLowerCase())) {
      collector.warn(
        document.place(['properties', 'policyAssignmentId']),
        `${String(properties['policyAssignmentId'])} is not in this estate, so the exemption has no effect`,
      );
    }
  }
}

function scopeAndName(id: string, type: string): { scope: string; name: string } | undefined {
  const marker = `/providers/microsoft.authorization/${type.toLowerCase()}/`;
  const index = id.toLowerCase().lastIndexOf(marker);
  return index < 0 ? undefined : { scope: id.slice(0, index), name: id.slice(index + marker.length) };
}

/** Azure gives a system-assigned identity its principal; here it follows from the assignment's id. */
function assignmentExtras(file: PolicyFile, id: string, tenantId: string): JsonObject {
  const { identity } = file as { identity?: { type: string } };
  if (identity?.type !== 'SystemAssigned') return {};
  return {
    identity: { principalId: deterministicGuid(`principal|${id.toLowerCase()}`), tenantId, ...identity },
  };
}

function withoutUndefined(object: object): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as JsonObject;
}
