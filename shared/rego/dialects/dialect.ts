import type { BuiltinTable } from '../builtins/builtin';
import type { Module } from '../syntax/ast';
import type { JsonValue } from '../values/value';

/** Whose reading of Rego is followed where implementations differ. */
export type DialectName = 'opa' | 'regorus';

/** What a dialect changes, all of it before code is generated. */
export interface Dialect {
  /** Whether what can never hold by its types is refused. */
  readonly checksTypes: boolean;
  /** Words that are keywords without an import. */
  readonly keywords: readonly string[];
  /** Builtins besides the usual ones, or in their place. */
  readonly builtins: BuiltinTable;
  /** The module as this dialect reads it. Throws `RegoCompileError` for what only this dialect refuses. */
  readonly module: (module: Module, data: JsonValue) => Module;
  /** How `print` shows a set without elements. */
  readonly emptySet: string;
}
