import type { Definition, Group } from '../plan/program';
import type { Literal } from '../syntax/ast';
import { emitDefinition } from './definitions';
import { block, constantSlot, type Emitter, groupFunction, line, type ProgramEmitter } from './emitter';
import { isHeavy } from './heavy-functions';
import { emitBody } from './literals';
import { emitIndexedMerge, emitMerge } from './merge-definitions';
import { newEmitter } from './new-emitter';
import { emitRuleIndex, findRuleIndex, type RuleIndex } from './rule-index';
import { shadowed } from './shadowed';
import { emitTogether } from './shared-bodies';

/** JavaScript functions for one group: one per definition and one that puts their results together. */
export function emitGroup(shared: ProgramEmitter, group: Group): string[] {
  const e = newEmitter(shared, group);
  if (isBare(shared, group)) {
    const [only] = group.definitions as [Definition];
    emitDefinition(e, group, only, groupFunction(group), `if (--fuel < 0) fuel = refuel(${group.index});`);
    return e.lines;
  }
  const index = shared.trace === undefined ? findRuleIndex(group) : undefined;
  if (index === undefined && isCollection(group) && shared.trace === undefined) emitTogether(e, group);
  else {
    group.definitions.forEach((definition, i) => {
      emitDefinition({ ...e, definition: i }, group, definition, `${groupFunction(group)}_${i}`);
    });
  }
  if (group.default !== undefined) {
    const kind = group.kind === 'function' ? 'function' : 'complete';
    emitDefinition(e, { ...group, kind }, group.default, `${groupFunction(group)}_d`);
  }
  emitEntry(e, group, index);
  return e.lines;
}

/** A function whose answers are not kept and that has one definition: nothing has to be put around that. */
function isBare(shared: ProgramEmitter, group: Group): boolean {
  return (
    group.kind === 'function' &&
    group.definitions.length === 1 &&
    group.default === undefined &&
    !isHeavy(group) &&
    !shared.countsDepth &&
    shared.trace === undefined
  );
}

function isCollection(group: Group): boolean {
  return group.kind === 'set' || group.kind === 'object';
}

function emitEntry(e: Emitter, group: Group, index: RuleIndex | undefined): void {
  const { shared } = e;
  const name = groupFunction(group);
  const args = group.kind === 'function' ? Array.from({ length: group.arity }, (_, i) => `a${i}`) : [];
  const memo = group.kind !== 'function';
  const shadow = shadowed(e.shared, group);
  const keyed = group.kind === 'function' && isHeavy(group);
  const indexed = index === undefined ? undefined : emitRuleIndex(e, group, index);
  if (indexed !== undefined) line(e, indexed.declare);
  if (memo) line(e, `let m${group.index}, g${group.index} = 0;`);
  if (keyed) line(e, `const m${group.index} = newAnswers();`);
  line(e, `function ${name}(${args.join(', ')}) {`);
  if (memo) line(e, `if (g${group.index} === generation) return m${group.index};`);
  if (keyed) {
    line(e, `const known = recall(m${group.index}, generation, a0);`);
    line(e, 'if (known !== undefined) return known === MISSING ? undefined : known;');
  }
  if (shared.countsDepth) line(e, `if (++depth > maxDepth) throw overBudget('depth', ${group.index});`);
  line(e, `if (--fuel < 0) fuel = refuel(${group.index});`);
  const path = shadow ? constantSlot(e.shared, [...group.path]) : '';
  if (shadow && memo) {
    line(e, `const shade = replaced.length > 0 ? shadowOf(replaced, ${path}) : 0;`);
    line(e, 'if (shade !== 1) {');
  }
  if (indexed === undefined) emitMerge(e, group, args);
  else emitIndexedMerge(e, group, indexed.candidates);
  if (shadow && memo) {
    line(e, `if (shade === 2) result = overlay(result, data, replaced, ${path});`);
    line(e, `} else { result = follow(data, ${path}); }`);
  }
  if (shared.countsDepth) line(e, 'depth--;');
  if (memo) line(e, `g${group.index} = generation; return m${group.index} = result;`);
  else line(e, keyed ? `return remember(m${group.index}, generation, a0, result);` : 'return result;');
  line(e, '}');
  if (shadow && memo) {
    // `result` must be visible on both sides.
    const at = e.lines.lastIndexOf('if (shade !== 1) {');
    e.lines.splice(at, 0, 'let result;');
  }
}

export function emitQueryFunction(
  shared: ProgramEmitter,
  body: readonly Literal[],
  outputs: readonly string[],
): string[] {
  const e = newEmitter(shared, undefined);
  e.ordered = true;
  line(e, 'function query() {');
  line(e, 'const rows = [];');
  block(e, () => {
    emitBody(e, body, () => {
      line(e, `rows.push([${outputs.map((name) => e.bound.get(name) ?? 'undefined').join(', ')}]);`);
      line(e, `if (--left < 0) throw overBudget('elements', -1);`);
    });
  });
  line(e, 'return rows;');
  line(e, '}');
  return e.lines;
}
