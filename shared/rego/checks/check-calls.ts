import type { BuiltinTable } from '../builtins/builtin';
import { REFUSED_BUILTINS } from '../builtins/table';
import type { Literal, Rule, Term, WithModifier } from '../syntax/ast';
import type { Problems } from './problems';
import type { ArityOf } from './reorder';
import { dottedName } from './resolve-names';
import { termsOf } from './variables';

/** Every call names a function that there is, with as many arguments as it takes (or one more, for its output). */
export function checkCalls(
  rules: readonly Rule[],
  version: 'v0' | 'v1',
  builtins: BuiltinTable,
  arityOf: ArityOf,
  problems: Problems,
  isRule: (path: readonly string[]) => boolean,
): void {
  const check = callChecker(version, builtins, arityOf, problems, isRule);
  for (const rule of rules) {
    for (const term of [
      ...rule.path,
      ...rule.args,
      rule.value,
      ...(rule.key === undefined ? [] : [rule.key]),
    ]) {
      check.term(term, false);
    }
    check.body(rule.body);
    for (const branch of rule.elses) {
      check.term(branch.value, false);
      check.body(branch.body);
    }
  }
}

/** The builtin that stands for itself in a `with`. */
function calledBy(term: Term): readonly string[] | undefined {
  return term.kind === 'call' && term.args.length === 0 && term.infix !== true ? term.op : undefined;
}

export function callChecker(
  version: 'v0' | 'v1',
  builtins: BuiltinTable,
  arityOf: ArityOf,
  problems: Problems,
  isRule: (path: readonly string[]) => boolean = () => false,
) {
  const call = (term: Term & { kind: 'call' }, statement: boolean): void => {
    const name = term.op.join('.');
    if (name === 'internal.print') return;
    if (name === 'print') {
      if (!statement) problems.add('rego_type_error', term.pos, 'print(…) used as value');
      return;
    }
    if (builtins[name] === undefined && Object.hasOwn(REFUSED_BUILTINS, name)) {
      problems.add('rego_type_error', term.pos, `undefined function ${name} (${REFUSED_BUILTINS[name]})`);
      return;
    }
    const arity = arityOf(term.op);
    if (arity === undefined) {
      problems.add('rego_type_error', term.pos, `undefined function ${name}`);
    } else if (version === 'v1' && term.op[0] !== 'data' && builtins[name]?.deprecated === true) {
      const what = `deprecated built-in function calls in expression: ${name}`;
      problems.add('rego_type_error', term.pos, what);
    } else if (term.args.length !== arity && !(statement && term.args.length === arity + 1)) {
      const what = `${name}: function has arity ${arity}, got ${term.args.length} argument${term.args.length === 1 ? '' : 's'}`;
      problems.add('rego_type_error', term.pos, what);
    }
  };
  /** The user's function that a reference names. */
  const functionAt = (t: Term): string[] | undefined => {
    const dotted = dottedName(t);
    return dotted?.[0] === 'data' && (arityOf(dotted) ?? 0) > 0 ? dotted : undefined;
  };
  /** Functions only take the place of functions with as many arguments. */
  const replacement = ({ target, value }: WithModifier): void => {
    const path = dottedName(target)?.slice(1) ?? [];
    if (path.some((_, i) => i > 0 && isRule(path.slice(0, i)))) {
      const what = 'with keyword cannot partially replace virtual document(s)';
      problems.add('rego_compile_error', target.pos, what);
    }
    const from = calledBy(target) ?? functionAt(target);
    const to = calledBy(value) ?? functionAt(value);
    if (from === undefined || to === undefined) return;
    const wanted = arityOf(from);
    if (wanted === undefined || wanted === arityOf(to)) return;
    problems.add('rego_type_error', value.pos, `${from.join('.')}: arity mismatch`);
  };
  const term = (t: Term, statement: boolean): void => {
    switch (t.kind) {
      case 'ref':
        if (functionAt(t) !== undefined) {
          const what = `function ${functionAt(t)?.join('.')} used as reference, not called`;
          problems.add('rego_type_error', t.pos, what);
        }
        term(t.head, false);
        for (const part of t.path) term(part, false);
        return;
      case 'array':
      case 'set':
        for (const item of t.items) term(item, false);
        return;
      case 'object':
        for (const [key, value] of t.entries) {
          term(key, false);
          term(value, false);
        }
        return;
      case 'call':
        call(t, statement);
        for (const arg of t.args) term(arg, false);
        return;
      case 'arraycompr':
      case 'setcompr':
        term(t.head, false);
        return body(t.body);
      case 'objectcompr':
        term(t.key, false);
        term(t.value, false);
        return body(t.body);
      default:
    }
  };
  const body = (literals: readonly Literal[]): void => {
    for (const literal of literals) {
      literal.withs.forEach(replacement);
      const isStatement = literal.kind === 'expr';
      for (const t of termsOf(literal)) {
        const functionName = t.kind === 'call' && t.args.length === 0 && t.infix !== true;
        if (!isStatement && functionName) term(t, false);
        else if (literal.withs.some((w) => w.value === t) && (functionName || functionAt(t) !== undefined))
          continue;
        else term(t, isStatement && t === literal.term);
      }
      if (literal.kind === 'every' || literal.kind === 'notbody') body(literal.body);
    }
  };
  return { term, body };
}
