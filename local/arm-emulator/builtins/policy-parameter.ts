import type { JsonObject, JsonValue } from '../../../shared/policy/index';

/** What a policy parameter is, apart from its texts. */
export interface PolicyParameter {
  readonly type: 'String' | 'Array' | 'Object' | 'Boolean' | 'Integer';
  /** Without it, an assignment has to give a value. */
  readonly defaultValue?: JsonValue;
  readonly allowedValues?: readonly JsonValue[];
  readonly schema?: JsonObject;
  readonly hints?: ParameterHints;
}

/** What a parameter's metadata says beside its texts. */
export interface ParameterHints {
  /** The type of the resource whose id is meant, from which a person may choose. */
  readonly strongType?: string;
  /** Whether the identity of an assignment is given the roles of the definition on that resource, too. */
  readonly assignPermissions?: boolean;
  readonly deprecated?: boolean;
}

export const text = (defaultValue?: string, allowedValues?: readonly string[]): PolicyParameter =>
  parameter('String', defaultValue, allowedValues);

/** The id of a resource on which the assignment's identity needs the definition's roles. */
export const resourceId = (strongType: string, defaultValue?: string): PolicyParameter => ({
  ...text(defaultValue),
  hints: { strongType, assignPermissions: true },
});

export const list = (
  defaultValue?: readonly JsonValue[],
  allowedValues?: readonly JsonValue[],
): PolicyParameter => parameter('Array', defaultValue, allowedValues);

export const flag = (defaultValue?: boolean, allowedValues?: readonly boolean[]): PolicyParameter =>
  parameter('Boolean', defaultValue, allowedValues);

export const integer = (defaultValue?: number): PolicyParameter => parameter('Integer', defaultValue);

export const object = (defaultValue?: JsonObject, schema?: JsonObject): PolicyParameter => ({
  ...parameter('Object', defaultValue),
  ...(schema === undefined ? {} : { schema }),
});

function parameter(
  type: PolicyParameter['type'],
  defaultValue: JsonValue | undefined,
  allowedValues?: readonly JsonValue[],
): PolicyParameter {
  return {
    type,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(allowedValues === undefined ? {} : { allowedValues }),
  };
}
