import { ArmRequestError } from '../../azure';
import {
  type ArmResource,
  type JsonObject,
  type JsonValue,
  type PolicyObjects,
  parseArmId,
} from '../../policy';
import type { WhatIfProblem } from './answer';
import { memberIds } from './check-proposal';
import { type Proposal, policyObjectKey, propertyOf, versionlessKey } from './proposal';

/** The most definitions that are read for one question; an initiative has at most 1000 members. */
const mostRead = 1_100;

/** Definitions that are read side by side. */
const readAtOnce = 8;

const setDefinitionType = 'microsoft.authorization/policysetdefinitions';
/** Only these are read, whatever a proposal names. */
const readTypes: readonly (string | undefined)[] = [
  'microsoft.authorization/policydefinitions',
  setDefinitionType,
];

/**
 * Adds to the present policy objects the definitions and initiatives that a proposal names and that nobody uses yet:
 * only those in use are kept. What does not exist stays away, and is told where the proposal is checked; what cannot be
 * read is a problem.
 *
 * @param read reads a definition or initiative by its id
 */
export async function completeProposal(
  present: PolicyObjects,
  proposal: Proposal,
  read: (id: string) => Promise<ArmResource | undefined>,
): Promise<{ readonly objects: PolicyObjects; readonly problems: readonly WhatIfProblem[] }> {
  const known = new Map(
    [present, proposal].flatMap(({ definitions, setDefinitions }) =>
      [...definitions, ...setDefinitions].map((raw): [string, JsonValue] => [policyObjectKey(raw), raw]),
    ),
  );
  const added: JsonObject[] = [];
  const problems: WhatIfProblem[] = [];
  const readOne = async (id: string): Promise<JsonObject | undefined> => {
    try {
      return (await read(id)) as JsonObject | undefined;
    } catch (error) {
      if (!(error instanceof ArmRequestError)) throw error;
      problems.push({ code: error.code, message: error.message, target: id });
      return undefined;
    }
  };
  let asked = 0;
  const readMissing = async (ids: readonly (JsonValue | undefined)[]): Promise<void> => {
    const missing = [...new Set(ids.map(versionlessKey))].filter(
      (key) => !known.has(key) && readTypes.includes(typeOf(key)),
    );
    const wanted = missing.slice(0, mostRead - asked);
    asked += wanted.length;
    if (wanted.length < missing.length) problems.push(tooMany);
    for (let start = 0; start < wanted.length; start += readAtOnce) {
      const batch = wanted.slice(start, start + readAtOnce);
      for (const [index, found] of (await Promise.all(batch.map(readOne))).entries()) {
        if (found === undefined) continue;
        known.set(batch[index] ?? '', found);
        added.push(found);
      }
    }
  };
  const named = proposal.assignments.map((raw) => propertyOf(raw, 'policyDefinitionId'));
  await readMissing(named);
  const sets = [...proposal.setDefinitions, ...named.map((id) => known.get(versionlessKey(id)))];
  await readMissing(sets.flatMap(memberIds));
  const isSet = (raw: JsonObject): boolean => typeOf(policyObjectKey(raw)) === setDefinitionType;
  return {
    objects: {
      ...present,
      definitions: [...present.definitions, ...added.filter((raw) => !isSet(raw))],
      setDefinitions: [...present.setDefinitions, ...added.filter(isSet)],
    },
    problems,
  };
}

const typeOf = (key: string): string | undefined => parseArmId(key)?.type?.toLowerCase();

const tooMany: WhatIfProblem = {
  code: 'TooMany',
  message: `More than ${mostRead} definitions that are not in use here are named; the others were not read. Ask in several requests.`,
};
