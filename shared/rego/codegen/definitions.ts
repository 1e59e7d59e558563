import type { Definition, Group } from '../plan/program';
import type { Term } from '../syntax/ast';
import { block, type Emitter, line } from './emitter';
import { groundValue } from './ground-value';
import { emitBody } from './literals';
import { startFunction } from './new-emitter';
import { bindPattern } from './patterns';
import { assign, emitTerm, equalityOf } from './terms';

/** `first`: a statement to begin with. */
export function emitDefinition(
  e: Emitter,
  group: Group,
  definition: Definition,
  name: string,
  first?: string,
): void {
  startFunction(e);
  const params = definition.args.map((_, i) => `a${i}`);
  if (group.kind === 'set' || group.kind === 'object') {
    line(e, `function ${name}(result) {`);
    traceEntry(e);
    block(e, () => {
      emitBody(e, definition.body, () => emitMember(e, group, definition));
    });
    line(e, 'return result;');
    line(e, '}');
    return;
  }
  line(e, `function ${name}(${params.join(', ')}) {`);
  if (first !== undefined) line(e, first);
  traceEntry(e);
  const links = [{ body: definition.body, value: definition.value }, ...definition.elses];
  const simple = links.every(({ value }) => groundValue(value) !== undefined);
  if (!simple) line(e, 'let result;');
  links.forEach(({ body, value }, i) => {
    if (i > 0 && !simple) line(e, 'if (result !== undefined) return result;');
    block(e, () => {
      bindArguments(e, definition.args, params);
      emitBody(e, body, () => emitValue(e, group, value));
    });
  });
  line(e, simple ? 'return undefined;' : 'return result;');
  line(e, '}');
}

function traceEntry(e: Emitter): void {
  const { trace } = e.shared;
  if (trace !== undefined && e.group !== undefined)
    line(e, `trace(${trace.entry(e.group, e.definition)}, []);`);
}

function bindArguments(e: Emitter, args: readonly Term[], params: readonly string[]): void {
  const patterns: [Term, string][] = [];
  args.forEach((arg, i) => {
    const param = params[i] as string;
    if (arg.kind === 'var' && !e.bound.has(arg.name)) bindPattern(e, arg, param, emitTerm);
    else patterns.push([arg, param]);
  });
  for (const [arg, param] of patterns) bindPattern(e, arg, param, emitTerm);
}

function emitValue(e: Emitter, group: Group, value: Term): void {
  const js = emitTerm(e, value);
  if (groundValue(value) !== undefined) {
    line(e, `return ${js};`);
    return;
  }
  if (e.closers.length === 0 && e.fail.startsWith('break')) {
    line(e, `result = ${js};`);
    return;
  }
  line(e, `if (result === undefined) result = ${js};`);
  line(e, `else if (!${equalityOf('result', js)}) conflict(${group.index});`);
}

export function emitMember(e: Emitter, group: Group, definition: Definition): void {
  const keys = definition.keys.map((key) => emitTerm(e, key));
  const value = emitTerm(e, definition.value);
  if (group.kind === 'set') {
    line(e, `result.push(${value});`);
    line(e, `if (--left < 0) throw overBudget('elements', ${group.index});`);
    return;
  }
  const isElement = definition.leaf === 'element';
  if (keys.length === 1 && !isElement) {
    line(e, `result = putOnce(result, ${keys[0]}, ${value}, keyConflict);`);
  } else {
    const path = assign(e, `[${keys.join(', ')}]`);
    line(e, `result = putAt(result, ${path}, ${value}, ${isElement});`);
  }
  line(e, `if (--left < 0) throw overBudget('elements', ${group.index});`);
}
