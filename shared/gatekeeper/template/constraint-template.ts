import type { ParameterSchema } from '../schema/parameter-schema';
import type { TemplateEngine, TemplateProgram } from './template-program';

/** Kinds that a template wants to find in the inventory: all of these groups, versions and kinds. */
export interface SyncRequirement {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly kinds: readonly string[];
}

/** A constraint template, compiled. */
export interface ConstraintTemplate {
  /** metadata.name: the kind in lower case. */
  readonly name: string;
  /** Kind of the constraints that use it. */
  readonly kind: string;
  readonly engine: TemplateEngine;
  readonly schema: ParameterSchema;
  readonly program: TemplateProgram;
  /** Operations that the template is for, at admission only; empty: all. */
  readonly operations: readonly string[];
  /** `requires-sync-data`: a list (AND) of alternatives (OR). */
  readonly requiresSync: readonly (readonly SyncRequirement[])[];
}
