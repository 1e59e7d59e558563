import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownProperty } from './json';
import { type PolicyProblem, problemOf } from './problem';

/** The types of parameters, in Azure's spelling. */
export type ParameterType = 'String' | 'Array' | 'Object' | 'Boolean' | 'Integer' | 'Float' | 'DateTime';

/** One parameter as a definition or initiative declares it. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  /** Absent: the parameter must be given a value. */
  readonly defaultValue?: JsonValue;
  readonly allowedValues?: readonly JsonValue[];
  /** JSON Schema for values of type Object. */
  readonly schema?: JsonObject;
}

/** Declarations by lower-cased name: ARM compares parameter names without regard to case. */
export type ParameterDeclarations = ReadonlyMap<string, ParameterDeclaration>;

const typeNames: readonly ParameterType[] = [
  'String',
  'Array',
  'Object',
  'Boolean',
  'Integer',
  'Float',
  'DateTime',
];

/**
 * Reads the `parameters` of a definition or initiative. What is wrong is reported beside what could be read; strong
 * types and display texts are the portal's and are passed over.
 */
export function readDeclarations(parameters: JsonObject): {
  readonly declarations: ParameterDeclarations;
  readonly problems: readonly PolicyProblem[];
} {
  const declarations = new Map<string, ParameterDeclaration>();
  const problems: PolicyProblem[] = [];
  for (const [name, declared] of Object.entries(parameters)) {
    const declaration = readDeclaration(name, declared);
    if (typeof declaration === 'string') {
      problems.push(problemOf('ParameterDeclaration', name, name, declaration));
    } else if (declarations.has(name.toLowerCase())) {
      problems.push(problemOf('DuplicateParameter', name, name));
    } else {
      declarations.set(name.toLowerCase(), declaration);
    }
  }
  return { declarations, problems };
}

function readDeclaration(name: string, declared: JsonValue): ParameterDeclaration | string {
  if (!isJsonObject(declared)) return 'it must be an object with a type';
  const written = ownProperty(declared, 'type');
  const type =
    typeof written === 'string'
      ? typeNames.find((known) => known.toLowerCase() === written.toLowerCase())
      : undefined;
  if (type === undefined) return `its type must be one of ${typeNames.join(', ')}`;
  const allowedValues = ownProperty(declared, 'allowedValues') ?? undefined;
  if (allowedValues !== undefined && !isJsonArray(allowedValues)) return 'allowedValues must be a list';
  const schema = ownProperty(declared, 'schema') ?? undefined;
  if (schema !== undefined && !isJsonObject(schema)) return 'schema must be an object';
  const defaultValue = ownProperty(declared, 'defaultValue') ?? undefined;
  return {
    name,
    type,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(allowedValues === undefined ? {} : { allowedValues }),
    ...(schema === undefined ? {} : { schema }),
  };
}
