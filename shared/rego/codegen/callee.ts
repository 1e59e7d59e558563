import { pathName } from '../plan/program';
import type { CallTerm } from '../syntax/ast';
import { builtinName, type Emitter, groupFunction, line, mockName } from './emitter';

const ARITHMETIC: Readonly<Record<string, string>> = {
  plus: 'plus',
  minus: 'minus',
  mul: 'mul',
  div: 'div',
  rem: 'rem',
};

/** A `with` somewhere replaces this function. */
export function isMocked(e: Emitter, op: readonly string[]): boolean {
  return e.shared.replaced.functions.has(op.join('.'));
}

/** The JavaScript call; undefined where the function is. */
export function callExpression(e: Emitter, term: CallTerm, args: readonly string[]): string {
  const { sites } = e.shared;
  if (sites !== undefined && term.op[0] !== 'data') {
    line(e, `site(${sites.push(`${term.pos.file}:${term.pos.row}`) - 1});`);
  }
  const name = term.op.join('.');
  const list = args.join(', ');
  const callee = calleeName(e, term.op);
  if (!isMocked(e, term.op)) return `${callee}(${list})`;
  const mock = mockName(e.shared, name);
  return `(${mock} === undefined ? ${callee}(${list}) : ${mock}(${list}))`;
}

export function calleeName(e: Emitter, op: readonly string[]): string {
  const [first, ...rest] = op;
  if (first === 'data') {
    const group = e.shared.groupsByName.get(pathName(rest));
    if (group !== undefined) return groupFunction(group);
  }
  const arithmetic = op.length === 1 ? ARITHMETIC[first as string] : undefined;
  return arithmetic ?? builtinName(e.shared, op.join('.'));
}
