import {
  type ArmResource,
  armIdKey,
  isClusterType,
  type JsonObject,
  limits,
  normaliseArmId,
  parseArmId,
} from '../../policy';
import type { WhatIfBody } from './parse-what-if-body';
import { type Proposal, policyLists, policyObjectKey, versionlessKey } from './proposal';
import { readProposedResource } from './read-proposed-resource';
import { refuseBody } from './what-if-body-error';

/** What is asked: what would change in a scope. */
export interface WhatIfQuestion {
  /** The id of a subscription, a resource group or a cluster. */
  readonly scope: string;
  readonly proposal: Proposal;
  /** Values for a definition that is proposed without an assignment. */
  readonly parameters?: JsonObject;
  /** A resource of the scope as it would be, raw ARM JSON, all of it. */
  readonly resource?: ArmResource;
}

const policyTypes: Readonly<Record<(typeof policyLists)[number], string>> = {
  definitions: 'policyDefinitions',
  setDefinitions: 'policySetDefinitions',
  assignments: 'policyAssignments',
  exemptions: 'policyExemptions',
};

/**
 * Makes the question out of a body: policy objects without an id get one, as if they were created at the scope
 * (definitions: at its subscription, since they cannot be stored below).
 *
 * @throws WhatIfBodyError when an id is no such id or stands for two objects, or nothing is proposed
 */
export function whatIfQuestion(body: WhatIfBody): WhatIfQuestion {
  const resource = body.resource === undefined ? undefined : readProposedResource(body.resource);
  const scope = readScope(body.scope ?? resource?.id);
  if (resource !== undefined && !`${armIdKey(resource.id)}/`.startsWith(`${armIdKey(scope.id)}/`))
    refuseBody(`'resource.id' is not at or below the scope '${scope.id}'. Widen the scope, or leave it out.`);
  for (const [index, id] of body.remove.entries())
    if (!isPolicyObject(id))
      refuseBody(
        `'remove[${index}]' must be the id of a policy assignment, definition, initiative or exemption.`,
      );
  const named = (list: (typeof policyLists)[number]): readonly JsonObject[] => {
    const home =
      list === 'assignments' || list === 'exemptions' ? scope.id : `/subscriptions/${scope.subscriptionId}`;
    const objects = body[list].map((raw, index) => withId(raw, home, policyTypes[list], index));
    refuseTwins(objects);
    refuseGiants(objects);
    return objects;
  };
  const proposal: Proposal = {
    definitions: named('definitions'),
    setDefinitions: named('setDefinitions'),
    assignments: named('assignments'),
    exemptions: named('exemptions'),
    remove: body.remove,
  };
  if (body.parameters !== undefined && proposal.definitions.length + proposal.setDefinitions.length === 0)
    refuseBody("'parameters' go with a definition. Put the values of an assignment into its own properties.");
  if (
    policyLists.every((list) => proposal[list].length === 0) &&
    body.remove.length === 0 &&
    resource === undefined
  )
    refuseBody(
      "'body' proposes nothing. Give an assignment, definition, setDefinition, exemption, resource or remove.",
    );
  return {
    scope: scope.id,
    proposal,
    ...(body.parameters === undefined ? {} : { parameters: body.parameters }),
    ...(resource === undefined ? {} : { resource }),
  };
}

function readScope(text: string | undefined): { id: string; subscriptionId: string } {
  const id = parseArmId(text ?? '');
  const isScope =
    id?.kind === 'subscription' ||
    id?.kind === 'resourceGroup' ||
    (id?.kind === 'resource' && isClusterType(id.type ?? ''));
  if (!isScope || id?.subscriptionId === undefined)
    return refuseBody(
      `'scope' must be the id of a subscription, a resource group or a cluster, for example /subscriptions/00000000-0000-0000-0000-000000000000.`,
    );
  return { id: id.id, subscriptionId: id.subscriptionId };
}

const typeOfKey = (key: string): string | undefined => parseArmId(key)?.type?.toLowerCase();

const isPolicyObject = (text: string): boolean => {
  const type = typeOfKey(text);
  return Object.values(policyTypes).some(
    (known) => type === `microsoft.authorization/${known.toLowerCase()}`,
  );
};

function withId(raw: JsonObject, home: string, type: string, index: number): JsonObject {
  const id = raw['id'];
  if (id !== undefined && id !== null) {
    if (typeOfKey(versionlessKey(id)) === `microsoft.authorization/${type.toLowerCase()}`) return raw;
    return refuseBody(
      `The id ${JSON.stringify(id).slice(0, 300)} must end in /providers/Microsoft.Authorization/${type}/ and a name. Correct it, or leave it out.`,
    );
  }
  const given = raw['name'];
  const name =
    typeof given === 'string' && /^[^/]+$/.test(given)
      ? given
      : `proposed${index === 0 ? '' : `-${index + 1}`}`;
  return { ...raw, id: normaliseArmId(`${home}/providers/Microsoft.Authorization/${type}/${name}`), name };
}

function refuseTwins(objects: readonly JsonObject[]): void {
  const seen = new Set<string>();
  for (const object of objects) {
    const key = policyObjectKey(object);
    if (seen.has(key))
      refuseBody(
        `The id '${String(object['id']).slice(0, 300)}' is proposed twice. Leave one of the two out.`,
      );
    seen.add(key);
  }
}

/** Azure takes none of this size, and to try one would keep everybody waiting. */
function refuseGiants(objects: readonly JsonObject[]): void {
  for (const object of objects)
    if (JSON.stringify(object).length > limits.bodyCharacters)
      refuseBody(
        `'${String(object['id']).slice(0, 300)}' is larger than ${limits.bodyCharacters} characters. Split the policy into smaller ones.`,
      );
}
