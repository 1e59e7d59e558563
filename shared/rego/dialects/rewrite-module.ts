import type { Literal, Module, Rule, Term } from '../syntax/ast';

/** What becomes of the literals and terms of a module. Both get theirs with the insides rewritten already. */
export interface Rewriting {
  readonly literal?: (literal: Literal) => Literal;
  readonly term?: (term: Term) => Term;
}

/** A copy of a module, as parsed, with every literal and term rewritten from the inside out. */
export function rewriteModule(module: Module, rewriting: Rewriting): Module {
  return { ...module, rules: module.rules.map((rule) => rewriteRule(rule, rewriting)) };
}

/** The same for one rule. */
export function rewriteRule(rule: Rule, r: Rewriting): Rule {
  return {
    ...rule,
    path: rule.path.map((part) => rewriteTerm(part, r)),
    key: rule.key === undefined ? undefined : rewriteTerm(rule.key, r),
    value: rewriteTerm(rule.value, r),
    body: rewriteBody(rule.body, r),
    elses: rule.elses.map((branch) => ({
      ...branch,
      value: rewriteTerm(branch.value, r),
      body: rewriteBody(branch.body, r),
    })),
  };
}

function rewriteBody(body: readonly Literal[], r: Rewriting): Literal[] {
  return body.map((literal) => {
    const inner = rewriteInside(literal, r);
    return r.literal?.(inner) ?? inner;
  });
}

function rewriteInside(literal: Literal, r: Rewriting): Literal {
  const withs = literal.withs.map((w) => ({ ...w, value: rewriteTerm(w.value, r) }));
  switch (literal.kind) {
    case 'expr':
      return { ...literal, withs, term: rewriteTerm(literal.term, r) };
    case 'notbody':
      return { ...literal, withs, body: rewriteBody(literal.body, r) };
    case 'some':
      return { ...literal, withs };
    case 'somein':
      return { ...literal, withs, domain: rewriteTerm(literal.domain, r) };
    case 'every':
      return {
        ...literal,
        withs,
        domain: rewriteTerm(literal.domain, r),
        body: rewriteBody(literal.body, r),
      };
  }
}

function rewriteTerm(term: Term, r: Rewriting): Term {
  const inner = insideOf(term, r);
  return r.term?.(inner) ?? inner;
}

function insideOf(term: Term, r: Rewriting): Term {
  const each = (terms: readonly Term[]): Term[] => terms.map((t) => rewriteTerm(t, r));
  switch (term.kind) {
    case 'ref':
      return { ...term, head: rewriteTerm(term.head, r), path: each(term.path) };
    case 'array':
    case 'set':
      return { ...term, items: each(term.items) };
    case 'object':
      return { ...term, entries: term.entries.map(([k, v]) => [rewriteTerm(k, r), rewriteTerm(v, r)]) };
    case 'call':
      return { ...term, args: each(term.args) };
    case 'arraycompr':
    case 'setcompr':
      return { ...term, head: rewriteTerm(term.head, r), body: rewriteBody(term.body, r) };
    case 'objectcompr':
      return {
        ...term,
        key: rewriteTerm(term.key, r),
        value: rewriteTerm(term.value, r),
        body: rewriteBody(term.body, r),
      };
    default:
      return term;
  }
}
