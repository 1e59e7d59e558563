import { type ArmId, parseArmId } from './arm-id';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownProperty } from './json';
import { measureJson } from './measure-json';
import { type PolicyProblem, type PolicyProblemCode, problemOf } from './problem';

/** Thrown and caught within this folder only: a parser gives up on one object and reports the problem as a value. */
export class UnreadablePolicyObject extends Error {
  readonly code: PolicyProblemCode;
  constructor(readonly problem: PolicyProblem) {
    super(problem.message);
    this.name = 'UnreadablePolicyObject';
    this.code = problem.code;
  }
}

/** Runs a parser; its refusal comes back as the problem. */
export function parsing<T>(parse: () => T): { readonly value: T } | { readonly problem: PolicyProblem } {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof UnreadablePolicyObject) return { problem: error.problem };
    throw error;
  }
}

/** Gives up on the object that is being parsed. */
export function refuse(problem: PolicyProblem): never {
  throw new UnreadablePolicyObject(problem);
}

/** The outside of a policy object: its id, and the properties, whether under `properties` or flattened as SDKs do. */
export interface Envelope {
  readonly raw: JsonObject;
  readonly id: ArmId;
  readonly name: string;
  readonly properties: JsonObject;
}

const types = {
  policydefinitions: 'a policy definition',
  policysetdefinitions: 'an initiative (policy set definition)',
  policyassignments: 'a policy assignment',
  policyexemptions: 'a policy exemption',
} as const;

/** The kinds of policy object, as the last type segment of their ids. */
export type PolicyObjectType = keyof typeof types;

/** Checks size, id and kind of a raw policy object, and opens it. A `/versions/x` at the end of the id is taken off. */
export function openEnvelope(raw: JsonValue, kind: PolicyObjectType): Envelope {
  if (!isJsonObject(raw)) refuse(problemOf('NotAnObject', undefined, types[kind]));
  const idText = ownProperty(raw, 'id');
  const written = typeof idText === 'string' ? idText : '';
  const oversize = measureJson(raw);
  if (oversize !== undefined) refuse({ ...oversize, target: written.slice(0, 300) });
  const id = policyObjectId(written, kind);
  if (id === undefined) refuse(problemOf('InvalidId', written, types[kind], written));
  const inner = ownProperty(raw, 'properties');
  if (inner !== undefined && !isJsonObject(inner)) {
    refuse(problemOf('InvalidProperty', id.id, 'properties', 'an object'));
  }
  return { raw, id, name: id.name ?? '', properties: inner ?? raw };
}

/** The id of a policy object of that kind, without a version at its end; undefined when the text is no such id. */
export function policyObjectId(text: string, kind: PolicyObjectType): ArmId | undefined {
  const id = parseArmId(text.replace(/\/versions\/[^/]*\/?$/i, ''));
  return id?.type?.toLowerCase() === `microsoft.authorization/${kind}` ? id : undefined;
}

/** Reads properties of one object, refusing wrong types with the path of the property. Null counts as absent. */
export function propertyReader(id: string, object: JsonObject, prefix: string) {
  const path = (name: string) => `${prefix}${name}`;
  const wrong = (name: string, expected: string): never =>
    refuse(problemOf('InvalidProperty', id, path(name), expected));
  const read = (name: string): JsonValue | undefined => ownProperty(object, name) ?? undefined;
  return {
    path,
    read,
    wrong,
    text(name: string): string | undefined {
      const value = read(name);
      return value === undefined || typeof value === 'string' ? value : wrong(name, 'a text');
    },
    requiredText(name: string): string {
      const value = read(name);
      return typeof value === 'string' && value !== '' ? value : wrong(name, 'a text that is not empty');
    },
    object(name: string): JsonObject | undefined {
      const value = read(name);
      return value === undefined || isJsonObject(value) ? value : wrong(name, 'an object');
    },
    list(name: string): readonly JsonValue[] {
      const value = read(name) ?? [];
      return isJsonArray(value) ? value : wrong(name, 'a list');
    },
    texts(name: string): readonly string[] {
      const value = read(name) ?? [];
      if (!isJsonArray(value)) return wrong(name, 'a list of texts');
      return value.map((item, index) =>
        typeof item === 'string' ? item : wrong(`${name}[${index}]`, 'a text'),
      );
    },
    objects(name: string): readonly JsonObject[] {
      const value = read(name) ?? [];
      if (!isJsonArray(value)) return wrong(name, 'a list of objects');
      return value.map((item, index) =>
        isJsonObject(item) ? item : wrong(`${name}[${index}]`, 'an object'),
      );
    },
  };
}
