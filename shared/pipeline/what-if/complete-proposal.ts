import type { ArmResource, JsonObject, JsonValue, PolicyObjects } from '../../policy';
import { memberIds } from './check-proposal';
import { type Proposal, policyObjectKey, propertyOf, versionlessKey } from './proposal';

/** The most definitions that are read for one question; an initiative has at most 1000 members. */
const mostRead = 1_100;

const setDefinitionType = '/microsoft.authorization/policysetdefinitions/';

/**
 * Adds to the present policy objects the definitions and initiatives that a proposal names and that nobody uses yet:
 * only those in use are kept. What does not exist stays away, and is told where the proposal is checked.
 *
 * @param read reads a definition or initiative by its id
 */
export async function completeProposal(
  present: PolicyObjects,
  proposal: Proposal,
  read: (id: string) => Promise<ArmResource | undefined>,
): Promise<PolicyObjects> {
  const known = new Map(
    [present, proposal].flatMap(({ definitions, setDefinitions }) =>
      [...definitions, ...setDefinitions].map((raw): [string, JsonValue] => [policyObjectKey(raw), raw]),
    ),
  );
  const added: JsonObject[] = [];
  const readMissing = async (ids: readonly (JsonValue | undefined)[]): Promise<void> => {
    for (const id of ids) {
      const key = versionlessKey(id);
      if (key === '' || known.has(key) || added.length >= mostRead) continue;
      const found = await read(key);
      if (found === undefined) continue;
      const raw = found as unknown as JsonObject;
      known.set(key, raw);
      added.push(raw);
    }
  };
  const named = proposal.assignments.map((raw) => propertyOf(raw, 'policyDefinitionId'));
  await readMissing(named);
  const sets = [...proposal.setDefinitions, ...named.map((id) => known.get(versionlessKey(id)))];
  await readMissing(sets.flatMap(memberIds));
  const isSet = (raw: JsonObject): boolean => policyObjectKey(raw).includes(setDefinitionType);
  return {
    ...present,
    definitions: [...present.definitions, ...added.filter((raw) => !isSet(raw))],
    setDefinitions: [...present.setDefinitions, ...added.filter(isSet)],
  };
}
