import type { RegoValue } from '../values/value';

/** A builtin: gets defined values, gives a value or undefined. Its arity is the function's number of parameters. */
export type BuiltinFunction = (...args: RegoValue[]) => RegoValue | undefined;

export interface Builtin {
  readonly call: BuiltinFunction;
  readonly arity: number;
  /** Gives a list of outcomes that the caller goes through one by one, as `walk` does. */
  readonly relation: boolean;
  /** Refused in v1. */
  readonly deprecated: boolean;
  /** Answers only `true` or `false`. */
  readonly boolean: boolean;
}

export type BuiltinTable = Readonly<Record<string, Builtin>>;

// biome-ignore lint/suspicious/noExplicitAny: builtins narrow their own operands, and their parameters say how many there are
type AnyFunction = (...args: any[]) => RegoValue | undefined;

/** A table of builtins from plain functions. */
export function builtinTable(functions: Readonly<Record<string, AnyFunction>>): BuiltinTable {
  const table: Record<string, Builtin> = Object.create(null);
  for (const [name, call] of Object.entries(functions)) {
    table[name] = { call, arity: call.length, relation: false, deprecated: false, boolean: false };
  }
  return table;
}
