import type { SourcePosition } from '../errors';
import type { RegoValue } from '../values/value';

/** A Rego term. `call.op` is a builtin's name (`plus`) or, after resolution, a rule's path (`data.p.f`). */
export type Term =
  | ScalarTerm
  | VarTerm
  | RefTerm
  | ArrayTerm
  | ObjectTerm
  | SetTerm
  | ArrayComprehension
  | SetComprehension
  | ObjectComprehension
  | CallTerm;

export interface ScalarTerm {
  readonly kind: 'scalar';
  readonly value: RegoValue;
  readonly pos: SourcePosition;
}
export interface VarTerm {
  readonly kind: 'var';
  readonly name: string;
  readonly pos: SourcePosition;
}
export interface RefTerm {
  readonly kind: 'ref';
  readonly head: Term;
  readonly path: readonly Term[];
  readonly pos: SourcePosition;
}
export interface ArrayTerm {
  readonly kind: 'array';
  readonly items: readonly Term[];
  readonly pos: SourcePosition;
}
export interface ObjectTerm {
  readonly kind: 'object';
  readonly entries: readonly (readonly [Term, Term])[];
  readonly pos: SourcePosition;
}
export interface SetTerm {
  readonly kind: 'set';
  readonly items: readonly Term[];
  readonly pos: SourcePosition;
}
export interface ArrayComprehension {
  readonly kind: 'arraycompr';
  readonly head: Term;
  readonly body: readonly Literal[];
  readonly pos: SourcePosition;
}
export interface SetComprehension {
  readonly kind: 'setcompr';
  readonly head: Term;
  readonly body: readonly Literal[];
  readonly pos: SourcePosition;
}
export interface ObjectComprehension {
  readonly kind: 'objectcompr';
  readonly key: Term;
  readonly value: Term;
  readonly body: readonly Literal[];
  readonly pos: SourcePosition;
}
export interface CallTerm {
  readonly kind: 'call';
  /** Source form: the callee's name parts. */
  readonly op: readonly string[];
  readonly args: readonly Term[];
  readonly pos: SourcePosition;
  /** Written with an operator (`a == b`), not with a name. */
  readonly infix?: boolean;
  /** A minus before anything but a number. */
  readonly unary?: boolean;
}

export interface WithModifier {
  readonly target: Term;
  readonly value: Term;
  readonly pos: SourcePosition;
}

/** One statement of a body. */
export type Literal = ExprLiteral | NotBodyLiteral | SomeDeclaration | SomeIn | EveryLiteral;

interface LiteralBase {
  readonly withs: readonly WithModifier[];
  readonly pos: SourcePosition;
}
export interface ExprLiteral extends LiteralBase {
  readonly kind: 'expr';
  readonly negated: boolean;
  readonly term: Term;
}
/** `not { body }`: nothing is lifted out of it. */
export interface NotBodyLiteral extends LiteralBase {
  readonly kind: 'notbody';
  readonly body: readonly Literal[];
}
export interface SomeDeclaration extends LiteralBase {
  readonly kind: 'some';
  readonly names: readonly VarTerm[];
}
export interface SomeIn extends LiteralBase {
  readonly kind: 'somein';
  readonly key: Term | undefined;
  readonly value: Term;
  readonly domain: Term;
}
export interface EveryLiteral extends LiteralBase {
  readonly kind: 'every';
  readonly key: VarTerm | undefined;
  readonly value: VarTerm;
  readonly domain: Term;
  readonly body: readonly Literal[];
}

export interface ElseBranch {
  readonly value: Term;
  readonly body: readonly Literal[];
  readonly pos: SourcePosition;
}

/** One definition of a rule. `path` starts with the name and lies below the package. */
export interface Rule {
  readonly kind: 'single' | 'set' | 'function';
  readonly path: readonly Term[];
  readonly args: readonly Term[];
  /** The element, for sets. */
  readonly key: Term | undefined;
  readonly value: Term;
  readonly body: readonly Literal[];
  readonly elses: readonly ElseBranch[];
  readonly isDefault: boolean;
  readonly pos: SourcePosition;
  readonly end: SourcePosition;
  /** Lines of the METADATA comment directly above, joined; undefined without one. */
  readonly annotation: string | undefined;
}

export interface Import {
  readonly path: readonly string[];
  readonly alias: string;
  readonly explicitAlias: boolean;
  readonly pos: SourcePosition;
}

export interface Module {
  readonly file: string;
  readonly version: 'v0' | 'v1';
  readonly package: readonly string[];
  readonly packagePos: SourcePosition;
  readonly imports: readonly Import[];
  readonly rules: readonly Rule[];
  readonly annotations: readonly { readonly row: number; readonly text: string }[];
  readonly packageAnnotation: string | undefined;
  /** `import future.keywords.not`: everything stays under `not`. */
  readonly notKeepsAll: boolean;
}
