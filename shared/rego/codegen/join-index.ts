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
  const probe = emitTerm(e, plan.probe);
  // A table is good as long as its data: for ever if the caller promised so, else for this evaluation.
  line(
    e,
    `if (${name}d !== data || (!stable && ${name}e !== evaluations)) { ${name} = ${name}fill(); ${name}d = data; ${name}e = evaluations; }`,
  );
  const rows = assign(e, `rowsOf(${name}, ${probe})`);
  const index = fresh(e, 'i');
  openLoop(e, index, `${rows}.length`);
  const row = assign(e, `${rows}[${index}]`);
  plan.outputs.forEach((variable, i) => {
    e.bound.set(variable, assign(e, `${row}[${i}]`));
  });
}

function tableFunction(e: Emitter, name: string, plan: JoinPlan, emitPlainBody: EmitBody): string[] {
  const inner: Emitter = {
    ...e,
    lines: [],
    bound: new Map(),
    known: new Map(),
    json: new Set(['input', 'data']),
    fail: 'return table;',
    closers: [],
    ordered: true,
  };
  line(inner, `function ${name}fill() {`);
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
