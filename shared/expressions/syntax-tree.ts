/** The tree of one expression. `offset` is where the node starts in the text, for messages. */
export type ExpressionNode = LiteralNode | CallNode | PropertyNode | IndexNode;

export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: string | number;
  readonly offset: number;
}

export interface CallNode {
  readonly kind: 'call';
  /** As written; functions are found without regard to case. A dotted name calls a user-defined function. */
  readonly name: string;
  readonly arguments: readonly ExpressionNode[];
  readonly offset: number;
}

export interface PropertyNode {
  readonly kind: 'property';
  readonly target: ExpressionNode;
  readonly name: string;
  /** `?.`: null instead of a failure where the property is missing. */
  readonly safe: boolean;
  readonly offset: number;
}

export interface IndexNode {
  readonly kind: 'index';
  readonly target: ExpressionNode;
  readonly index: ExpressionNode;
  readonly safe: boolean;
  readonly offset: number;
}
