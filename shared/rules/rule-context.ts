import type { ExpressionBudget, JsonObject, JsonValue } from '../expressions';

/** What one evaluation is given. Nothing in it is copied or changed. */
export interface RuleContext {
  /** The resource as Resource Manager gives it. */
  readonly resource: JsonObject;
  /** Effective parameter values by name (the values themselves). */
  readonly parameters: JsonObject;
  /** The resource's api-version: chooses alias paths and is what `requestContext().apiVersion` tells by default. */
  readonly apiVersion?: string;
  readonly requestContext?: JsonObject;
  /** What `subscription()` tells; by default the id and subscriptionId found in the resource's id. */
  readonly subscription?: JsonObject;
  /** What `resourceGroup()` tells; by default the id and name found in the resource's id. */
  readonly resourceGroup?: JsonObject;
  readonly managementGroup?: JsonObject;
  readonly claims?: JsonObject;
  readonly policy?: {
    readonly assignmentId?: string;
    readonly definitionId?: string;
    readonly setDefinitionId?: string;
    readonly definitionReferenceId?: string;
  };
  /** The moment of the evaluation as ISO 8601 text. */
  readonly utcNow: string;
  readonly budget?: ExpressionBudget;
}

/** One condition that decided, as Azure's evaluation details have it. */
export interface EvaluatedExpression {
  readonly result: 'True' | 'False';
  /** As written in the rule. */
  readonly expression: string;
  readonly expressionKind: 'Field' | 'Value' | 'Count';
  /** Where the value was found in the resource; for a value condition the text as written. */
  readonly path: string;
  /** The value found; absent where there is none. */
  readonly expressionValue?: JsonValue;
  readonly targetValue: JsonValue;
  /** The operator's name, first letter upper-case. */
  readonly operator: string;
}

export interface RuleOutcome {
  /** Whether the condition holds; for `existence`: whether no related resource satisfies. False beside an error. */
  readonly hit: boolean;
  /** The conditions that made it hold; empty when it does not. */
  readonly evaluatedExpressions: readonly EvaluatedExpression[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Fields that no alias table confirms; they were read by the general rule. */
  readonly unknownAliases?: readonly string[];
  readonly ifNotExistsDetails?: { readonly resourceId?: string; readonly totalResources: number };
}
