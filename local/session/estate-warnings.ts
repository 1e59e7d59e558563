import { checkProposal } from '../../shared/pipeline';
import type { JsonObject, PolicyObjects } from '../../shared/policy';
import { builtInDefinitions, builtInSetDefinitions } from '../arm-emulator';
import type { Estate } from '../estate';

const kinds = ['definitions', 'setDefinitions', 'assignments', 'exemptions'] as const;
const nothing = { definitions: [], setDefinitions: [], assignments: [], exemptions: [] };

/**
 * What a person should know about an estate that could be read, a line for each: likely slips, and policies that Azure
 * would refuse to store. Those are evaluated all the same; where they are assigned, their state is `Error`.
 */
export function estateWarnings(estate: Estate): string[] {
  const objects = policyObjectsOf(estate);
  const refused = kinds.flatMap((kind) =>
    estate[kind].flatMap((policy) =>
      checkProposal({ ...nothing, [kind]: [policy] }, objects).map(
        ({ message }) => `${placeOf(estate, policy)}  Azure would refuse it: ${message}`,
      ),
    ),
  );
  const slips = estate.warnings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}  ${message}`,
  );
  return [...new Set([...slips, ...refused])];
}

function placeOf(estate: Estate, policy: JsonObject): string {
  const source = estate.sources.get(String(policy['id']).toLowerCase());
  return source === undefined ? String(policy['id']) : `${source.file}:${source.line}:${source.column}`;
}

function policyObjectsOf(estate: Estate): PolicyObjects {
  const parents = new Map(
    estate.managementGroups.map((group) => [String(group['id']).toLowerCase(), parentOf(group)]),
  );
  const groupsAbove = (id: string | undefined): string[] =>
    id === undefined ? [] : [id, ...groupsAbove(parents.get(id.toLowerCase()))];
  return {
    definitions: [...builtInDefinitions(), ...estate.definitions],
    setDefinitions: [...builtInSetDefinitions(), ...estate.setDefinitions],
    assignments: estate.assignments,
    exemptions: estate.exemptions,
    scopeTree: {
      subscriptions: estate.subscriptions.map((subscription) => {
        const id = String(subscription['id']);
        return {
          subscriptionId: id.slice('/subscriptions/'.length),
          managementGroups: groupsAbove(estate.managementGroupOf.get(id.toLowerCase())),
        };
      }),
    },
  };
}

/** A management group has its parent where ARM shows it. */
function parentOf(group: JsonObject): string | undefined {
  const { details } = group['properties'] as { details?: { parent?: { id?: string } } };
  return details?.parent?.id;
}
