import type { JsonObject } from '../expressions';
import type { AliasCatalogue } from './aliases/alias-catalogue';
import type { CompiledConstraint } from './compiled-constraint';
import type { CountFrame } from './count-frames';
import type { RuleSemantics } from './semantics';
import type { ConstraintNode } from './syntax-tree';

/** What compilation knows at one place of a rule. */
export interface CompileScope {
  readonly aliases: AliasCatalogue;
  readonly semantics: RuleSemantics;
  /** The definition's parameter declarations; undefined: not known, so names are not checked. */
  readonly parameters: JsonObject | undefined;
  /** The counts around, outermost first. */
  readonly frames: readonly CountFrame[];
  /** Conditions have fewer functions than details. */
  readonly place: 'condition' | 'details';
  /** Shared by the whole rule. */
  readonly tally: CompileTally;
}

/** Compiles a constraint; handed to what compiles its parts, so that the files need not import each other. */
export type CompileConstraint = (node: ConstraintNode, scope: CompileScope) => CompiledConstraint;

export interface CompileTally {
  /** Fields that no alias table confirms. */
  readonly unknownAliases: Set<string>;
  functionCalls: number;
  valueCounts: number;
  readonly fieldCounts: Map<string, number>;
}

export function createTally(): CompileTally {
  return { unknownAliases: new Set(), functionCalls: 0, valueCounts: 0, fieldCounts: new Map() };
}
