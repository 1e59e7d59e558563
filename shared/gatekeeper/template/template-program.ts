import type { JsonObject, JsonValue } from '../json';

/** Limits of one evaluation; what is left out is unlimited. */
export interface EvaluationBudget {
  readonly steps?: number;
  readonly milliseconds?: number;
  readonly depth?: number;
  readonly elements?: number;
}

/** The engines that a template can be written for. */
export type TemplateEngine = 'Rego' | 'K8sNativeValidation';

/** What a program judges. Nothing of it is copied or changed. */
export interface ProgramInput {
  readonly review: JsonObject;
  readonly parameters: JsonObject | undefined;
  readonly constraint: JsonObject;
  /** `data.inventory`; absent: empty. */
  readonly inventory: JsonObject | undefined;
  readonly budget: EvaluationBudget | undefined;
}

/** One thing that a program found. */
export interface ProgramResult {
  readonly message: string;
  readonly details: JsonValue;
}

/** Results, or why there are none to trust. */
export type ProgramOutcome =
  | { readonly results: readonly ProgramResult[] }
  | { readonly error: { readonly code: string; readonly message: string } };

/** The compiled code of one template. Evaluation never throws. */
export interface TemplateProgram {
  readonly engine: TemplateEngine;
  /** Whether the code reads `data.inventory`. */
  readonly usesInventory: boolean;
  readonly evaluate: (input: ProgramInput) => ProgramOutcome;
}
