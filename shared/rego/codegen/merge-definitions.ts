import type { Group } from '../plan/program';
import type { RegoValue } from '../values/value';
import { constant, type Emitter, fresh, groupFunction, line } from './emitter';
import { shadowed } from './shadowed';

export function emitMerge(e: Emitter, group: Group, args: readonly string[]): void {
  const name = groupFunction(group);
  const list = args.join(', ');
  const declared = shadowed(e.shared, group) && group.kind !== 'function' ? '' : 'let ';
  if (group.kind === 'set') {
    line(e, `${declared}result = new RegoSet();`);
    for (let i = 0; i < e.parts.value; i++) line(e, `${name}_${i}(result);`);
    return;
  }
  if (group.kind === 'object') {
    line(e, `${declared}result = {};`);
    for (let i = 0; i < e.parts.value; i++) line(e, `result = ${name}_${i}(result);`);
    return;
  }
  const same = sameConstant(group);
  const choice = group.kind === 'function' ? constantArgument(group) : undefined;
  if (choice !== undefined) {
    emitChoice(e, group, choice, list);
    return;
  }
  line(e, `${declared}result = ${group.definitions.length > 0 ? `${name}_0(${list})` : 'undefined'};`);
  for (let i = 1; i < group.definitions.length; i++) {
    if (same) {
      line(e, `if (result === undefined) result = ${name}_${i}(${list});`);
    } else {
      const next = fresh(e, 'v');
      line(e, `const ${next} = ${name}_${i}(${list});`);
      line(
        e,
        `if (result === undefined) result = ${next}; else if (${next} !== undefined && ${next} !== result && !equal(${next}, result)) conflict(${group.index});`,
      );
    }
  }
  if (group.default !== undefined) line(e, `if (result === undefined) result = ${name}_d(${list});`);
}

/** Only definitions whose constants fit what `input` holds are tried. */
export function emitIndexedMerge(e: Emitter, group: Group, candidates: string): void {
  const declared = shadowed(e.shared, group) ? '' : 'let ';
  const start = { set: 'new RegoSet()', object: '{}', complete: 'undefined', function: 'undefined' }[
    group.kind
  ];
  line(e, `${declared}result = ${start};`);
  line(e, `const tries = ${candidates};`);
  line(e, 'for (let i = 0; i < tries.length; i++) {');
  line(e, `if (--fuel < 0) fuel = refuel(${group.index});`);
  if (group.kind === 'set') line(e, 'tries[i](result);');
  else if (group.kind === 'object') line(e, 'result = tries[i](result);');
  else {
    line(e, 'const one = tries[i]();');
    line(e, 'if (one === undefined) continue;');
    if (sameConstant(group)) line(e, 'result = one; break;');
    else {
      line(e, 'if (result === undefined) result = one;');
      line(e, `else if (one !== result && !equal(one, result)) conflict(${group.index});`);
    }
  }
  line(e, '}');
  if (group.default !== undefined) line(e, `if (result === undefined) result = ${groupFunction(group)}_d();`);
}

/** Position of an argument for which every definition demands a string of its own. */
export function constantArgument(group: Group): number | undefined {
  if (group.definitions.length < 3) return undefined;
  for (let i = 0; i < group.arity; i++) {
    const values = group.definitions
      .map(({ args }) => args[i])
      .map((a) => (a?.kind === 'scalar' ? a.value : undefined));
    if (values.every((v) => typeof v === 'string') && new Set(values).size === values.length) return i;
  }
  return undefined;
}

function emitChoice(e: Emitter, group: Group, argument: number, list: string): void {
  line(e, 'let result;');
  line(e, `switch (a${argument}) {`);
  group.definitions.forEach(({ args }, i) => {
    const value = (args[argument] as { value: string }).value;
    line(e, `case ${constant(e.shared, value)}: result = ${groupFunction(group)}_${i}(${list}); break;`);
  });
  line(e, '}');
  if (group.default !== undefined)
    line(e, `if (result === undefined) result = ${groupFunction(group)}_d(${list});`);
}

/** Every definition gives the same constant: the first solution decides. */
export function sameConstant(group: Group): boolean {
  let first: RegoValue | undefined;
  for (const definition of group.definitions) {
    for (const value of [definition.value, ...definition.elses.map((b) => b.value)]) {
      if (value.kind !== 'scalar' || (typeof value.value === 'object' && value.value !== null)) return false;
      if (first === undefined) first = value.value;
      else if (first !== value.value) return false;
    }
  }
  return true;
}
