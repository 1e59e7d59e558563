import { listOperand } from '../builtins/operands';
import type { ExprLiteral, Literal, Rule, Term } from '../syntax/ast';
import { valueToRegoText } from '../values/rego-text';
import { RegoSet, type RegoValue } from '../values/value';
import { rewriteRule } from './rewrite-module';

/** Gets what a policy prints: the module's file, the line of the statement, and the text. */
export type PrintListener = (file: string, line: number, text: string) => void;

/** The builtin that print statements become where somebody listens. */
export const PRINT = 'internal.print';

/** Lines that one statement may give: its parameters are combined when they have several values. */
const MAX_LINES = 1000;

/**
 * Takes the print statements out of a rule whose names are resolved, or makes them calls of `internal.print` when somebody listens. Each
 * parameter goes into a set comprehension, so that an undefined one is told instead of ending the body.
 */
export function handlePrint(rule: Rule, listening: boolean): Rule {
  return rewriteRule(rule, {
    literal(literal) {
      if (!isPrint(literal)) return literal;
      const { pos, term } = literal;
      if (!listening) return { ...literal, term: { kind: 'scalar', value: true, pos } };
      let counter = 0;
      const items = term.args.map((arg): Term => {
        const head: Term = { kind: 'var', name: `print ${pos.row}:${pos.col}:${++counter}`, pos };
        const bind: Term = { kind: 'call', op: ['eq'], args: [head, arg], pos, infix: true };
        return {
          kind: 'setcompr',
          head,
          body: [{ kind: 'expr', negated: false, term: bind, withs: [], pos }],
          pos,
        };
      });
      const place = [pos.file, pos.row].map((value): Term => ({ kind: 'scalar', value, pos }));
      const args: Term[] = [{ kind: 'array', items, pos }, ...place];
      return { ...literal, term: { kind: 'call', op: PRINT.split('.'), args, pos } };
    },
  });
}

function isPrint(literal: Literal): literal is ExprLiteral & { readonly term: Term & { kind: 'call' } } {
  return (
    literal.kind === 'expr' &&
    !literal.negated &&
    literal.term.kind === 'call' &&
    literal.term.op.length === 1 &&
    literal.term.op[0] === 'print'
  );
}

/** The function behind `internal.print`. `emptySet` is how a set without elements is shown. */
export function printer(listener: PrintListener, emptySet: string) {
  const shown = (value: RegoValue): string => {
    if (typeof value === 'string') return value;
    return value instanceof RegoSet && value.sorted().length === 0 ? emptySet : valueToRegoText(value);
  };
  return (parameters: RegoValue, file: RegoValue, line: RegoValue): RegoValue => {
    let lines = [''];
    for (const [i, values] of (listOperand(parameters) ?? []).entries()) {
      const found = (listOperand(values) ?? []).map(shown);
      const texts = found.length === 0 ? ['<undefined>'] : found;
      lines = lines
        .flatMap((start) => texts.map((text) => (i === 0 ? text : `${start} ${text}`)))
        .slice(0, MAX_LINES);
    }
    for (const text of lines) listener(String(file), Number(line), text);
    return true;
  };
}
