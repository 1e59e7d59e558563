import type { ExprLiteral, Literal, Term } from '../syntax/ast';

/**
 * What stands inside a negated literal but outside the negation: OPA lifts nested calls (before the safety check) and
 * references that are arguments, parts of composites or keys (after it) into literals of their own in front. So
 * `not startswith(input.x, "a")` fails where `input.x` is undefined.
 */
export function liftCalls(body: readonly Literal[], fresh: () => string): Literal[] {
  return body.flatMap((literal) => {
    if (literal.kind !== 'expr' || !literal.negated) return [literal];
    const lifted: Literal[] = [];
    const lift = (term: Term): Term => mapTerm(term, (t) => (t.kind === 'call' ? hoist(t) : t));
    const hoist = (term: Term): Term => {
      const name: Term = { kind: 'var', name: fresh(), pos: term.pos };
      lifted.push(binding(literal, name, term));
      return name;
    };
    const { term } = literal;
    const kept = term.kind === 'call' ? { ...term, args: term.args.map(lift) } : lift(term);
    return [...lifted, { ...literal, term: kept }];
  });
}

export function liftReferences(literal: ExprLiteral, fresh: () => string): Literal[] {
  const lifted: Literal[] = [];
  const hoist = (term: Term): Term => {
    const name: Term = { kind: 'var', name: fresh(), pos: term.pos };
    lifted.push(binding(literal, name, term));
    return name;
  };
  const inside = (term: Term): Term => mapTerm(term, (t) => (t.kind === 'ref' ? hoist(t) : t));
  // A reference that is the whole operand stays; what is in its keys does not.
  const operand = (term: Term): Term =>
    term.kind === 'ref' ? { ...term, path: term.path.map(inside) } : isRootVar(term) ? term : inside(term);
  const { term } = literal;
  const equality =
    term.kind === 'call' && (term.op[0] === 'eq' || term.op[0] === 'equal') && term.op.length === 1;
  const kept: Term =
    term.kind === 'call' ? { ...term, args: term.args.map(equality ? operand : inside) } : operand(term);
  return [...lifted, { ...literal, term: kept }];
}

function binding(from: ExprLiteral, name: Term, term: Term): Literal {
  const call: Term = { kind: 'call', op: ['eq'], args: [name, term], pos: term.pos, infix: true };
  return { kind: 'expr', negated: false, term: call, withs: from.withs, pos: term.pos };
}

function isRootVar(term: Term): boolean {
  return term.kind === 'var';
}

/** Rebuilds a term from the leaves up, leaving comprehensions as they are. */
function mapTerm(term: Term, map: (term: Term) => Term): Term {
  const go = (t: Term): Term => mapTerm(t, map);
  switch (term.kind) {
    case 'ref':
      return map({
        ...term,
        head: term.head.kind === 'var' ? term.head : go(term.head),
        path: term.path.map(go),
      });
    case 'array':
    case 'set':
      return map({ ...term, items: term.items.map(go) });
    case 'object':
      return map({ ...term, entries: term.entries.map(([k, v]) => [go(k), go(v)] as const) });
    case 'call':
      return map({ ...term, args: term.args.map(go) });
    default:
      return map(term);
  }
}
