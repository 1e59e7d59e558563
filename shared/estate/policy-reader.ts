import type { PolicyClient } from '@azure/arm-policy';
import { ArmRequestError, type ArmRestClient, asArmRequestError } from '../azure/index';
import { armIdKey, isJsonObject, type JsonObject, type JsonValue, parseArmId } from '../policy/index';
import { mapLimited } from './map-limited';
import type { EstatePolicyObjects, PolicyReadProblem } from './policy-objects';
import { rawList } from './raw-list';
import { readScopeTree } from './read-scope-tree';
import { olderVersionsAsked } from './version-pins';

export interface PolicyReaderOptions {
  /** A client per subscription (`createPolicyClient`). */
  readonly policyClientFor: (subscriptionId: string) => PolicyClient;
  readonly armRest: ArmRestClient;
  readonly subscriptionIds: readonly string[];
}

export interface PolicyReader {
  /**
   * Reads every policy object that concerns the subscriptions. An object that is referred to but cannot be read
   * becomes a problem, not an error: the other policies still hold.
   *
   * @throws ArmRequestError when a list cannot be read
   */
  readPolicyObjects(): Promise<EstatePolicyObjects>;
}

const policyApiVersion = '2024-05-01';
const exemptionApiVersion = '2022-07-01-preview';
const readsAtOnce = 8;
const custom = "policyType eq 'Custom'";

/** Raw objects by id in any letter case: what several subscriptions inherit is there once. */
type Objects = Map<string, JsonObject>;

/** Reads policies from Azure Resource Manager, through `@azure/arm-policy` where it has the operation. */
export function createPolicyReader(options: PolicyReaderOptions): PolicyReader {
  const { policyClientFor, armRest, subscriptionIds } = options;
  return {
    async readPolicyObjects() {
      const lists = await mapLimited(subscriptionIds, readsAtOnce, (id) =>
        readLists(policyClientFor(id), armRest, id),
      );
      const assignments = byId(lists.flatMap((list) => list.assignments));
      const setDefinitions = byId(lists.flatMap((list) => list.setDefinitions));
      const definitions = byId(lists.flatMap((list) => list.definitions));
      const problems: PolicyReadProblem[] = [];
      const readInto = async (objects: Objects, ids: readonly string[]): Promise<void> => {
        const missing = distinct(ids).filter((id) => !objects.has(armIdKey(id)));
        const read = await mapLimited(missing, readsAtOnce, (id) => readOne(armRest, id, problems));
        for (const object of read) if (object !== undefined) objects.set(keyOf(object), object);
      };

      const assigned = [...assignments.values()].map((each) => textAt(each, 'policyDefinitionId'));
      await readInto(setDefinitions, assigned.filter(isSetDefinition));
      const pinnedSets = await olderVersionsAsked(armRest, pinsOfAssignments(assignments), setDefinitions);
      const members = [...setDefinitions.values(), ...pinnedSets].flatMap(membersOf);
      await readInto(definitions, [
        ...assigned.filter((id) => !isSetDefinition(id)),
        ...members.map(({ id }) => id),
      ]);
      const pins = [...members, ...pinsOfAssignments(assignments)];
      const pinned = await olderVersionsAsked(armRest, pins, definitions);
      return {
        definitions: [...definitions.values(), ...pinned],
        setDefinitions: [...setDefinitions.values(), ...pinnedSets],
        assignments: [...assignments.values()],
        exemptions: [...byId(lists.flatMap((list) => list.exemptions)).values()],
        scopeTree: await readScopeTree(
          armRest,
          subscriptionIds,
          new Map(lists.map((list) => [list.subscriptionId.toLowerCase(), list.assignments])),
        ),
        problems,
      };
    },
  };
}

interface Lists {
  readonly subscriptionId: string;
  readonly assignments: JsonObject[];
  readonly definitions: JsonObject[];
  readonly setDefinitions: JsonObject[];
  readonly exemptions: JsonObject[];
}

async function readLists(
  client: PolicyClient,
  armRest: ArmRestClient,
  subscriptionId: string,
): Promise<Lists> {
  const scope = `/subscriptions/${subscriptionId}`;
  try {
    const [assignments, definitions, setDefinitions, exemptions] = await Promise.all([
      rawList((options) => client.policyAssignments.list(options)),
      rawList((options) => client.policyDefinitions.list({ ...options, filter: custom })),
      rawList((options) => client.policySetDefinitions.list({ ...options, filter: custom })),
      collect(
        // The package has no operations for exemptions.
        armRest.list(`${scope}/providers/Microsoft.Authorization/policyExemptions`, {
          apiVersion: exemptionApiVersion,
        }),
      ),
    ]);
    return { subscriptionId, assignments, definitions, setDefinitions, exemptions };
  } catch (error) {
    throw asArmRequestError(error, scope);
  }
}

async function readOne(
  armRest: ArmRestClient,
  id: string,
  problems: PolicyReadProblem[],
): Promise<JsonObject | undefined> {
  try {
    const found = await armRest.get(id, { apiVersion: policyApiVersion });
    if (found === undefined)
      problems.push({ id, code: 'NotFound', message: `${id} is referred to, but it does not exist.` });
    return found;
  } catch (error) {
    if (!(error instanceof ArmRequestError) || error.status === undefined) throw error;
    problems.push({ id, code: error.code, message: error.message });
    return undefined;
  }
}

function pinsOfAssignments(assignments: Objects): { id: string; pin: string }[] {
  return [...assignments.values()].flatMap((assignment) => {
    const id = textAt(assignment, 'policyDefinitionId');
    const pin = textAt(assignment, 'definitionVersion');
    const overrides = propertiesOf(assignment)['overrides'];
    const overridden = (Array.isArray(overrides) ? (overrides as JsonValue[]) : [])
      .filter(isJsonObject)
      .filter(({ kind }) => String(kind).toLowerCase() === 'definitionversion')
      .map(({ value }) => String(value));
    return [pin, ...overridden].map((each) => ({ id, pin: each }));
  });
}

function membersOf(set: JsonObject): { id: string; pin: string }[] {
  const members = propertiesOf(set)['policyDefinitions'];
  return (Array.isArray(members) ? (members as JsonValue[]) : []).filter(isJsonObject).map((member) => ({
    id: String(member['policyDefinitionId'] ?? ''),
    pin: String(member['definitionVersion'] ?? ''),
  }));
}

const propertiesOf = (object: JsonObject): JsonObject =>
  isJsonObject(object['properties']) ? object['properties'] : {};

const textAt = (object: JsonObject, name: string): string => String(propertiesOf(object)[name] ?? '');

const isSetDefinition = (id: string): boolean =>
  parseArmId(id)?.type?.toLowerCase() === 'microsoft.authorization/policysetdefinitions';

const keyOf = (object: JsonObject): string => armIdKey(String(object['id'] ?? ''));

const byId = (objects: readonly JsonObject[]): Objects =>
  new Map(objects.map((object) => [keyOf(object), object]));

const distinct = (ids: readonly string[]): string[] => [
  ...new Map(ids.filter((id) => id !== '').map((id) => [armIdKey(id), id])).values(),
];

async function collect(items: AsyncIterable<JsonObject>): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const item of items) all.push(item);
  return all;
}
