import type { BuiltinTable } from '../builtins/builtin';
import type { Group, Program } from '../plan/program';
import type { Literal } from '../syntax/ast';
import type { RegoValue } from '../values/value';
import type { InputPaths } from './input-paths';
import { stringLiteral } from './string-literal';

/** Functions whose calls must look whether a `with` replaced them, and `data` paths that a `with` replaces. */
export interface Replaced {
  readonly functions: ReadonlySet<string>;
  readonly paths: readonly (readonly string[])[];
  /** `input` or `data` themselves, or parts of them, are replaced. */
  readonly documents: boolean;
}

/** What all generated functions of a program share. */
export interface ProgramEmitter {
  readonly program: Program;
  readonly builtins: BuiltinTable;
  readonly replaced: Replaced;
  /** Values that do not fit into JavaScript source, handed in as `K`. */
  readonly constants: RegoValue[];
  /** Builtins in use, handed in as `B`: name → index. */
  readonly builtinSlots: Map<string, number>;
  /** Functions that a `with` may replace: name → index of its slot. */
  readonly mockSlots: Map<string, number>;
  readonly groupsByName: ReadonlyMap<string, Group>;
  /** Emits hooks for `explain`. */
  readonly trace: TraceHooks | undefined;
  /** Places of builtin calls, if errors must tell them. */
  readonly sites: string[] | undefined;
  /** `input` and `data` may hold what JSON has not, so that members are not always properties. */
  readonly exactValues: boolean;
  /** Calls are counted, so that a budget for their depth can end the evaluation. */
  readonly countsDepth: boolean;
  readonly inputPaths: InputPaths;
  names: number;
  /** Values computed once in an evaluation, by JavaScript name. */
  readonly hoisted: string[];
  /** Lines of functions beside those of rules. */
  readonly extra: string[];
  /** Tables for loops over data, by JavaScript name. */
  readonly joins: string[];
}

export interface TraceHooks {
  /** Id for a literal; the generated code reports with it. */
  literal(literal: Literal, group: Group | undefined, definition: number): number | undefined;
  /** Id for the start of a definition. */
  entry(group: Group, definition: number): number;
}

/** Emission state of one function: lines so far, what is bound, and what to do when something fails. */
export interface Emitter {
  readonly shared: ProgramEmitter;
  readonly lines: string[];
  /** Index of the rule whose code this is, for budget errors. */
  readonly rule: number;
  readonly group: Group | undefined;
  readonly definition: number;
  /** Variable → JavaScript expression that is cheap and has no effects. */
  bound: Map<string, string>;
  /** Path read already → JavaScript variable that holds it. */
  known: Map<string, string>;
  /** JavaScript names whose values came out of `input` or `data`. */
  json: Set<string>;
  /** Statement that leaves the innermost attempt. */
  fail: string;
  /** Closing brackets of loops opened in the current body. */
  closers: string[];
  /** The order of solutions can be seen (array comprehensions). */
  ordered: boolean;
  liftCounter: { value: number };
  /** JavaScript functions that the current group's definitions were put into. */
  readonly parts: { value: number };
  readonly body: (e: Emitter, body: readonly Literal[], done: () => void) => void;
}

export function line(e: Emitter, code: string): void {
  e.lines.push(code);
}

export function fresh(e: Emitter, prefix: string): string {
  e.shared.names++;
  return `${prefix}${e.shared.names}`;
}

/** JavaScript for a constant. Policy text only ever appears as a JSON string literal or not at all. */
export function constant(shared: ProgramEmitter, value: RegoValue): string {
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'number':
      return value < 0 ? `(${value})` : String(value);
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : constantSlot(shared, value);
  }
}

export function constantSlot(shared: ProgramEmitter, value: RegoValue): string {
  shared.constants.push(value);
  return `K[${shared.constants.length - 1}]`;
}

/** The JavaScript name of a builtin. */
export function builtinName(shared: ProgramEmitter, name: string): string {
  let slot = shared.builtinSlots.get(name);
  if (slot === undefined) {
    slot = shared.builtinSlots.size;
    shared.builtinSlots.set(name, slot);
  }
  return `b${slot}`;
}

/** The JavaScript name of the variable that holds a function's replacement. */
export function mockName(shared: ProgramEmitter, name: string): string {
  let slot = shared.mockSlots.get(name);
  if (slot === undefined) {
    slot = shared.mockSlots.size;
    shared.mockSlots.set(name, slot);
  }
  return `mock${slot}`;
}

export function groupFunction(group: Group): string {
  return `r${group.index}`;
}

/** Emits in a scope: what is bound and read inside is forgotten after it, loops opened inside are closed. */
export function scoped(e: Emitter, fail: string, emit: () => void): void {
  const { bound, known, json, fail: outerFail, closers, ordered } = e;
  e.bound = new Map(bound);
  e.known = new Map(known);
  e.json = new Set(json);
  e.fail = fail;
  e.closers = [];
  emit();
  for (let i = e.closers.length - 1; i >= 0; i--) line(e, e.closers[i] as string);
  e.bound = bound;
  e.known = known;
  e.json = json;
  e.fail = outerFail;
  e.closers = closers;
  e.ordered = ordered;
}

/** Emits a labelled block; `emit` gets the statement that leaves it. */
export function block(e: Emitter, emit: () => void): void {
  const label = fresh(e, 'L');
  line(e, `${label}: {`);
  scoped(e, `break ${label};`, emit);
  line(e, '}');
}

/** Opens a loop over `count` rounds that stays open until the current body ends. */
export function openLoop(e: Emitter, index: string, count: string): void {
  const label = fresh(e, 'L');
  line(e, `${label}: for (let ${index} = 0; ${index} < ${count}; ${index}++) {`);
  line(e, `if (--fuel < 0) fuel = refuel(${e.rule});`);
  e.closers.push('}');
  e.fail = `continue ${label};`;
}
