import type { Literal, Term } from '../syntax/ast';

/** Declared variables get unique names, `x#3`; this is the name the author wrote. */
export function writtenName(name: string): string {
  if (isWildcard(name)) return '_';
  const at = name.indexOf('#');
  return at < 0 ? name : name.slice(0, at);
}

export function isWildcard(name: string): boolean {
  return name.charCodeAt(0) === 36;
}

export function isRoot(name: string): boolean {
  return name === 'input' || name === 'data';
}

export interface VariableVisitor {
  variable(name: string, term: Term): void;
  /** Called instead of descending into a comprehension. */
  closure?(term: Term): void;
  ref?(term: Term & { kind: 'ref' }): void;
}

/** Visits the variables of a term outside its comprehensions; `input` and `data` are not variables. */
export function visitTerm(term: Term, v: VariableVisitor): void {
  switch (term.kind) {
    case 'scalar':
      return;
    case 'var':
      if (!isRoot(term.name)) v.variable(term.name, term);
      return;
    case 'ref':
      v.ref?.(term);
      visitTerm(term.head, v);
      for (const part of term.path) visitTerm(part, v);
      return;
    case 'array':
    case 'set':
      for (const item of term.items) visitTerm(item, v);
      return;
    case 'object':
      for (const [key, value] of term.entries) {
        visitTerm(key, v);
        visitTerm(value, v);
      }
      return;
    case 'call':
      for (const arg of term.args) visitTerm(arg, v);
      return;
    default:
      v.closure?.(term);
  }
}

/** Visits the calls of a term outside its comprehensions. */
export function visitCalls(term: Term, visit: (term: Term & { kind: 'call' }) => void): void {
  const all = (terms: readonly Term[]): void => {
    for (const each of terms) visitCalls(each, visit);
  };
  if (term.kind === 'call') {
    visit(term);
    all(term.args);
  } else if (term.kind === 'ref') all([term.head, ...term.path]);
  else if (term.kind === 'array' || term.kind === 'set') all(term.items);
  else if (term.kind === 'object') all(term.entries.flat());
}

/** The terms of a literal that stand outside bodies of their own, `with` values included. */
export function termsOf(literal: Literal): Term[] {
  const withs = literal.withs.map((w) => w.value);
  switch (literal.kind) {
    case 'expr':
      return [literal.term, ...withs];
    case 'somein':
      return [...(literal.key === undefined ? [] : [literal.key]), literal.value, literal.domain, ...withs];
    case 'every':
      return [literal.domain, ...withs];
    default:
      return withs;
  }
}

/** Variables of a literal outside closures. */
export function directVariables(literal: Literal): Set<string> {
  const names = new Set<string>();
  for (const term of termsOf(literal)) visitTerm(term, { variable: (name) => names.add(name) });
  return names;
}

/** Variables inside the closures of a literal, at any depth. */
export function closureVariables(literal: Literal): Set<string> {
  const names = new Set<string>();
  const visitor: VariableVisitor = { variable: () => undefined, closure: (term) => addAll(term, names) };
  for (const term of termsOf(literal)) visitTerm(term, visitor);
  if (literal.kind === 'every') {
    for (const inner of literal.body) addLiteral(inner, names);
    names.delete(literal.value.name);
    if (literal.key !== undefined) names.delete(literal.key.name);
  }
  if (literal.kind === 'notbody') for (const inner of literal.body) addLiteral(inner, names);
  return names;
}

function addAll(term: Term, names: Set<string>): void {
  const visitor: VariableVisitor = {
    variable: (name) => names.add(name),
    closure: (inner) => addAll(inner, names),
  };
  if (term.kind === 'arraycompr' || term.kind === 'setcompr') visitTerm(term.head, visitor);
  else if (term.kind === 'objectcompr') {
    visitTerm(term.key, visitor);
    visitTerm(term.value, visitor);
  } else return visitTerm(term, visitor);
  for (const literal of term.body) addLiteral(literal, names);
}

function addLiteral(literal: Literal, names: Set<string>): void {
  for (const name of directVariables(literal)) names.add(name);
  for (const name of closureVariables(literal)) names.add(name);
}
