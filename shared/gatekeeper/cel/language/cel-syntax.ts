/** A place in the text of an expression, counting from 0. */
export type Position = number;

/** An expression, parsed; macros stand in it as what they are. */
export type CelNode =
  | { readonly kind: 'constant'; readonly value: unknown; readonly at: Position }
  | { readonly kind: 'name'; readonly name: string; readonly at: Position }
  | {
      readonly kind: 'select';
      readonly of: CelNode;
      readonly field: string;
      readonly optional: boolean;
      readonly at: Position;
    }
  | { readonly kind: 'has'; readonly of: CelNode; readonly field: string; readonly at: Position }
  | {
      readonly kind: 'index';
      readonly of: CelNode;
      readonly index: CelNode;
      readonly optional: boolean;
      readonly at: Position;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly target: CelNode | undefined;
      readonly args: readonly CelNode[];
      readonly at: Position;
    }
  | { readonly kind: 'list'; readonly items: readonly CelItem[]; readonly at: Position }
  | { readonly kind: 'map'; readonly entries: readonly CelEntry[]; readonly at: Position }
  | CelMacro;

/** A member of a list literal; an optional one is left out when it is none. */
export interface CelItem {
  readonly value: CelNode;
  readonly optional: boolean;
}

export interface CelEntry extends CelItem {
  readonly key: CelNode;
}

/** A macro that runs over the members of a list or map, or over an optional value. */
export interface CelMacro {
  readonly kind: 'macro';
  readonly name: MacroName;
  readonly target: CelNode;
  /** One or two names. */
  readonly variables: readonly string[];
  /** Leaves members out, where the macro has a condition beside its body. */
  readonly filter: CelNode | undefined;
  readonly body: CelNode;
  readonly at: Position;
}

export type MacroName =
  | 'all'
  | 'exists'
  | 'exists_one'
  | 'filter'
  | 'map'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
  | 'optMap'
  | 'optFlatMap'
  | 'sortBy';

/** An expression that does not parse or does not type-check; `at` counts from 0. */
export class CelSyntaxError extends Error {
  override readonly name = 'CelSyntaxError';
  constructor(
    problem: string,
    readonly at: Position,
  ) {
    super(problem);
  }
}
