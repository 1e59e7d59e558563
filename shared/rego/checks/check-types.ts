import type { Literal, Rule, Term } from '../syntax/ast';
import { typeName } from '../values/value';
import { BUILTIN_TYPES } from './builtin-types';
import type { Problems } from './problems';
import { termsOf } from './variables';

const ANY = '*';
const LETTERS = {
  null: 'n',
  boolean: 'b',
  number: 'd',
  string: 's',
  array: 'a',
  object: 'o',
  set: 't',
} as const;

/**
 * Refuses calls of builtins, and comparisons, that can never hold whatever the documents are: what is written out, what
 * a builtin gives and what `:=` names has a type. OPA's own check knows more (the types of rules and of members).
 */
export function checkTypes(rules: readonly Rule[], problems: Problems): void {
  for (const rule of rules) {
    const types = new Map<string, string>();
    const check = typeChecker(types, problems);
    check.body(rule.body);
    for (const term of [...rule.path, rule.value, ...(rule.key === undefined ? [] : [rule.key])])
      check.term(term);
    for (const branch of rule.elses) {
      check.body(branch.body);
      check.term(branch.value);
    }
  }
}

function typeChecker(types: Map<string, string>, problems: Problems) {
  const call = (t: Term & { kind: 'call' }, statement: boolean): string => {
    const given = t.args.map(term);
    const name = t.op.join('.');
    if (name === 'eq' || name === 'equal') {
      const [left = ANY, right = ANY] = given;
      // As an operand, a comparison is a call that takes anything.
      if (statement && disjoint(left, right)) problems.add('rego_type_error', t.pos, 'match error');
      return 'b';
    }
    const signature = BUILTIN_TYPES.get(name);
    if (signature === undefined) return ANY;
    if (signature.parameters.some((wanted, i) => disjoint(wanted, given[i] ?? ANY)))
      problems.add('rego_type_error', t.pos, `${name}: invalid argument(s)`);
    return statement ? ANY : signature.result;
  };
  /** Checks the term and says what types it may have. */
  const term = (t: Term): string => {
    switch (t.kind) {
      case 'scalar':
        return LETTERS[typeName(t.value)];
      case 'var':
        return types.get(t.name) ?? ANY;
      case 'ref':
        term(t.head);
        t.path.forEach(term);
        return ANY;
      case 'array':
      case 'set':
        t.items.forEach(term);
        return t.kind === 'set' ? 't' : 'a';
      case 'object':
        for (const [key, value] of t.entries) {
          term(key);
          term(value);
        }
        return 'o';
      case 'call':
        return call(t, false);
      case 'arraycompr':
      case 'setcompr':
        body(t.body);
        term(t.head);
        return t.kind === 'setcompr' ? 't' : 'a';
      case 'objectcompr':
        body(t.body);
        term(t.key);
        term(t.value);
        return 'o';
    }
  };
  const literal = (l: Literal): void => {
    // Whatever a function is replaced by may have another type.
    const replaced = l.withs.length > 0;
    if (l.kind === 'expr' && l.term.kind === 'call') {
      const { op, args } = l.term;
      const [target, value] = args;
      const declares =
        op[0] === 'eq' && op.length === 1 && target?.kind === 'var' && target.name.includes('#');
      if (replaced) return;
      if (declares && value !== undefined && !l.negated && !types.has(target.name))
        types.set(target.name, term(value));
      else call(l.term, true);
    } else if (!replaced) termsOf(l).forEach(term);
    if (l.kind === 'every' || l.kind === 'notbody') body(l.body);
  };
  const body = (literals: readonly Literal[]): void => literals.forEach(literal);
  return { term, body };
}

function disjoint(a: string, b: string): boolean {
  return a !== ANY && b !== ANY && ![...a].some((letter) => b.includes(letter));
}
