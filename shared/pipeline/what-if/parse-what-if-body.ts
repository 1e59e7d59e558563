import { z } from 'zod';
import { isDeeperThan, isJsonObject, type JsonObject, limits } from '../../policy';
import { WhatIfBodyError } from './what-if-body-error';

/** The most objects proposed in one list, and ids to remove. */
const mostProposed = 100;
/** The most mistakes that are told at once. */
const mostIssues = 8;

const document = (what: string) =>
  z.custom<JsonObject>((value) => isJsonObject(value as JsonObject), {
    error: `must be ${what}, as a JSON object in the shape that ARM gives it.`,
  });

/** The same property for one and for several: `assignment` and `assignments`. */
const many = (what: string) =>
  z
    .array(document(what), { error: `must be a list; for one alone use the name without "s".` })
    .max(mostProposed, { error: `must have at most ${mostProposed} entries. Ask in several requests.` })
    .optional();

const bodySchema = z.strictObject(
  {
    scope: z
      .string({ error: 'must be the id of a subscription, a resource group or a cluster, as a text.' })
      .optional(),
    assignment: document('a policy assignment').optional(),
    assignments: many('a policy assignment'),
    definition: document('a policy definition').optional(),
    definitions: many('a policy definition'),
    setDefinition: document('an initiative (policy set definition)').optional(),
    setDefinitions: many('an initiative (policy set definition)'),
    exemption: document('a policy exemption').optional(),
    exemptions: many('a policy exemption'),
    remove: z
      .array(z.string({ error: 'must be the id of a policy object, as a text.' }), {
        error: 'must be a list of ids of policy objects.',
      })
      .max(mostProposed, { error: `must have at most ${mostProposed} entries.` })
      .optional(),
    resource: document('a resource as it would be').optional(),
    parameters: z
      .custom<JsonObject>((value) => isJsonObject(value as JsonObject), {
        error: 'must be an object such as { "effect": { "value": "Audit" } }.',
      })
      .refine((value) => Object.values(value).every((each) => isJsonObject(each) && 'value' in each), {
        error: 'must wrap each value, as in { "effect": { "value": "Audit" } }.',
      })
      .optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has the unknown ${issue.keys.length === 1 ? 'property' : 'properties'} ${quote(issue.keys)}. Remove it, or use one of: scope, assignment(s), definition(s), setDefinition(s), exemption(s), remove, resource, parameters.`
        : 'must be a JSON object such as { "scope": "/subscriptions/…", "assignment": { … } }.',
  },
);

/** A body whose shape is right; its ids are still to be looked at. */
export interface WhatIfBody {
  readonly scope: string | undefined;
  readonly assignments: readonly JsonObject[];
  readonly definitions: readonly JsonObject[];
  readonly setDefinitions: readonly JsonObject[];
  readonly exemptions: readonly JsonObject[];
  readonly remove: readonly string[];
  readonly resource: JsonObject | undefined;
  readonly parameters: JsonObject | undefined;
}

/**
 * Checks the shape of a body at the door. Policy objects are handed on as they are: what is wrong inside them is a
 * problem of theirs, and part of the answer.
 *
 * @throws WhatIfBodyError naming each place that is wrong, and what to write there
 */
export function parseWhatIfBody(text: string): WhatIfBody {
  const json = readJson(text);
  if (isDeeperThan(json, limits.depth))
    throw new WhatIfBodyError([`body is nested deeper than ${limits.depth} levels. Flatten it.`]);
  if (hasHalfCharacters(text, json))
    throw new WhatIfBodyError([
      "'body' has texts with half a character, such as \\ud83d alone. Mend or remove them.",
    ]);
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success)
    throw new WhatIfBodyError(
      parsed.error.issues
        .slice(0, mostIssues)
        .map(({ path, message }) => `'${path.length === 0 ? 'body' : pathText(path)}' ${message}`),
    );
  const body = parsed.data;
  const both = <T>(one: T | undefined, several: readonly T[] = []): readonly T[] =>
    one === undefined ? several : [one, ...several];
  return {
    scope: body.scope,
    assignments: both(body.assignment, body.assignments),
    definitions: both(body.definition, body.definitions),
    setDefinitions: both(body.setDefinition, body.setDefinitions),
    exemptions: both(body.exemption, body.exemptions),
    remove: body.remove ?? [],
    resource: body.resource,
    parameters: body.parameters,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new WhatIfBodyError([`'body' is no JSON: ${cause}. Send application/json.`]);
  }
}

/** Whether texts hold lone surrogates, which no URL and no UTF-8 can carry. A body has them only as escapes. */
function hasHalfCharacters(text: string, json: unknown): boolean {
  if (!/\\ud[89a-f]/i.test(text)) return false;
  const waiting: unknown[] = [json];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) waiting.push(key, child);
  }
  return false;
}

const quote = (keys: readonly string[]): string =>
  keys
    .slice(0, 5)
    .map((key) => `'${key.slice(0, 60)}'`)
    .join(', ');

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
