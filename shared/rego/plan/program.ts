import type { ElseBranch, Literal, Rule, Term } from '../syntax/ast';

/** A definition ready for code: names resolved, bodies in a safe order, arguments plain variables or patterns. */
export interface Definition {
  readonly rule: Rule;
  readonly args: readonly Term[];
  /** Keys below the group's path, for groups that build an object. */
  readonly keys: readonly Term[];
  readonly leaf: 'value' | 'element';
  readonly value: Term;
  readonly body: readonly Literal[];
  readonly elses: readonly ElseBranch[];
}

export type GroupKind = 'complete' | 'set' | 'object' | 'function';

/** All definitions of one document (or function). */
export interface Group {
  readonly index: number;
  readonly path: readonly string[];
  /** `data.a.b` */
  readonly name: string;
  readonly kind: GroupKind;
  readonly arity: number;
  readonly definitions: readonly Definition[];
  readonly default: Definition | undefined;
}

/** A node of the document tree below `data`: packages and the rules in them. */
export interface DocumentNode {
  readonly index: number;
  readonly path: readonly string[];
  readonly children: Map<string, DocumentNode>;
  group: Group | undefined;
}

export interface Program {
  readonly groups: readonly Group[];
  readonly nodes: readonly DocumentNode[];
  readonly root: DocumentNode;
}

/** The name OPA gives a path: `data.a["b c"]`. */
export function pathName(path: readonly string[]): string {
  return `data${path.map((p) => (/^[A-Za-z_]\w*$/.test(p) ? `.${p}` : `[${JSON.stringify(p)}]`)).join('')}`;
}

/** The node at `path`, or undefined. */
export function nodeAt(root: DocumentNode, path: readonly string[]): DocumentNode | undefined {
  let node: DocumentNode | undefined = root;
  for (const part of path) node = node?.children.get(part);
  return node;
}
