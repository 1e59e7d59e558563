import type { JsonValue } from './json-value';
import type { ExpressionSemantics } from './semantics';

/** What a function may use besides its arguments. */
export interface FunctionContext {
  readonly semantics: ExpressionSemantics;
  /** The moment that `utcNow` tells, as ISO 8601 text; undefined: the host gave none. */
  readonly utcNow: string | undefined;
  /** Accounts for work; throws ExpressionFailure when the budget is spent. */
  readonly spend: (steps: number) => void;
}

export type FunctionGroup =
  | 'logical'
  | 'comparison'
  | 'text'
  | 'array'
  | 'object'
  | 'number'
  | 'date'
  | 'encoding'
  | 'network'
  | 'identifier';

/**
 * Where policy rules may call a function: `everywhere`; only in `details` (then.details); or `nowhere`, which leaves
 * it to deployment templates.
 */
export type PolicyUse = 'everywhere' | 'details' | 'nowhere';

export interface FunctionDefinition {
  readonly name: string;
  readonly group: FunctionGroup;
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly policyUse: PolicyUse;
  readonly evaluate: (args: readonly JsonValue[], context: FunctionContext) => JsonValue;
  /** The value where an argument fails, in the semantics that tolerate that; absent: the call fails as well. */
  readonly ifArgumentFails?: JsonValue;
}

/** Makes one row of the function table. */
export function defineFunction(
  group: FunctionGroup,
  name: string,
  arity: readonly [number, number],
  evaluate: FunctionDefinition['evaluate'],
  policyUse: PolicyUse = 'everywhere',
  ifArgumentFails?: JsonValue,
): FunctionDefinition {
  return {
    name,
    group,
    arity,
    policyUse,
    evaluate,
    ...(ifArgumentFails === undefined ? {} : { ifArgumentFails }),
  };
}
