import type { Literal } from '../syntax/ast';
import { block, type Emitter, fresh, line, openLoop } from './emitter';
import type { JoinPlan } from './plan-join';
import { assign, emitTerm } from './terms';

type EmitBody = (e: Emitter, body: readonly Literal[], done: () => void) => void;

/** Emits a function that fills the table, and in place of the loop a lookup in it. */
export function emitJoin(e: Emitter, plan: JoinPlan, emitPlainBody: EmitBody): void {
  const name = fresh(e, 'j');
  e.shared.extra.push(...tableFunction(e, name, plan, emitPlainBody));
  e.shared.joins.push(name);
  const table = emitTable(e, name, plan.given);
  // What is looked up is worked out only where something was found to compare it with, as the loop would have done.
  line(e, `if (${table}.size === 0) ${e.fail}`);
  const probe = emitTerm(e, plan.probe);
  const rows = assign(e, `rowsOf(${table}, ${probe})`);
  const index = fresh(e, 'i');
  openLoop(e, index, `${rows}.length`);
  const row = assign(e, `${rows}[${index}]`);
  plan.outputs.forEach((variable, i) => {
    e.bound.set(variable, assign(e, `${row}[${i}]`));
  });
}

/** The table, filled where it is not yet. It is good as long as its data: for ever if the caller promised so, else for this evaluation. */
function emitTable(e: Emitter, name: string, given: readonly string[]): string {
  const outdated = `${name}d !== data || (!stable && ${name}e !== evaluations)`;
  const renewed = (value: string): string =>
    `if (${outdated}) { ${name} = ${value}; ${name}d = data; ${name}e = evaluations; }`;
  if (given.length === 0) {
    line(e, renewed(`${name}fill()`));
    return name;
  }
  const values = given.map((variable) => e.bound.get(variable) ?? 'undefined');
  line(e, renewed('new Map()'));
  return assign(e, `tableOf(${name}, [${values.join(', ')}], ${name}fill)`);
}

function tableFunction(e: Emitter, name: string, plan: JoinPlan, emitPlainBody: EmitBody): string[] {
  const inner: Emitter = {
    ...e,
    lines: [],
    bound: new Map(plan.given.map((variable, i) => [variable, `given[${i}]`])),
    known: new Map(),
    json: new Set(['input', 'data']),
    fail: 'return table;',
    closers: [],
    ordered: true,
  };
  line(inner, `function ${name}fill(given) {`);
  line(inner, 'const table = new Map();');
  block(inner, () => {
    emitPlainBody(inner, plan.build, () => {
      const key = emitTerm(inner, plan.key);
      const values = plan.outputs.map((variable) => inner.bound.get(variable) ?? 'undefined');
      line(inner, `addRow(table, ${key}, [${values.join(', ')}]);`);
    });
  });
  line(inner, 'return table;');
  line(inner, '}');
  return inner.lines;
}
