import type { Definition, Group } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import { RegoSet, type RegoValue } from '../values/value';
import {
  block,
  constant,
  constantSlot,
  type Emitter,
  fresh,
  groupFunction,
  line,
  type ProgramEmitter,
} from './emitter';
import { emitBody } from './literals';
import { bindPattern } from './patterns';
import { emitRuleIndex, findRuleIndex, type RuleIndex } from './rule-index';
import { assign, emitTerm, equalityOf, groundValue } from './terms';

/** JavaScript functions for one group: one per definition and one that puts their results together. */
export function emitGroup(shared: ProgramEmitter, group: Group): string[] {
  const e = newEmitter(shared, group);
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

function isCollection(group: Group): boolean {
  return group.kind === 'set' || group.kind === 'object';
}

/** Definitions that start with the same statements share them: most templates repeat their loop in every rule. */
function emitTogether(e: Emitter, group: Group): void {
  const roots = new Map<string, Definition[]>();
  for (const definition of group.definitions) {
    const [first] = definition.body;
    const key = first === undefined ? '' : literalKey(first);
    const same = roots.get(key);
    if (same === undefined) roots.set(key, [definition]);
    else same.push(definition);
  }
  [...roots.values()].forEach((definitions, i) => {
    startFunction(e);
    line(e, `function ${groupFunction(group)}_${i}(result) {`);
    block(e, () => emitShared(e, group, definitions, 0));
    line(e, 'return result;');
    line(e, '}');
  });
  e.parts.value = roots.size;
}

function emitShared(e: Emitter, group: Group, definitions: readonly Definition[], depth: number): void {
  const [only] = definitions;
  if (definitions.length === 1 && only !== undefined) {
    emitBody(e, only.body.slice(depth), () => emitMember(e, group, only));
    return;
  }
  const branches = new Map<string, Definition[]>();
  const done: Definition[] = [];
  for (const definition of definitions) {
    const literal = definition.body[depth];
    if (literal === undefined) {
      done.push(definition);
      continue;
    }
    const key = literalKey(literal);
    const same = branches.get(key);
    if (same === undefined) branches.set(key, [definition]);
    else same.push(definition);
  }
  for (const definition of done) block(e, () => emitMember(e, group, definition));
  for (const branch of branches.values()) {
    const emitBranch = (): void => {
      const literal = branch[0]?.body[depth] as Literal;
      emitBody(e, [literal], () => emitShared(e, group, branch, depth + 1));
    };
    if (depth > 0 && branches.size === 1 && done.length === 0) emitBranch();
    else block(e, emitBranch);
  }
}

/** The same for statements that say the same, wherever they stand. */
function literalKey(literal: Literal): string {
  return JSON.stringify(literal, (name, value: unknown) => {
    if (name === 'pos') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof RegoSet ? { set: value.sorted() } : value;
  });
}

function startFunction(e: Emitter): void {
  e.bound = new Map();
  e.known = new Map();
  e.json = new Set(['input', 'data']);
  e.closers = [];
  e.fail = 'return undefined;';
}

export function newEmitter(shared: ProgramEmitter, group: Group | undefined): Emitter {
  return {
    shared,
    lines: [],
    rule: group?.index ?? -1,
    group,
    definition: 0,
    bound: new Map(),
    known: new Map(),
    json: new Set(['input', 'data']),
    fail: 'return undefined;',
    closers: [],
    ordered: false,
    liftCounter: { value: 0 },
    parts: { value: group?.definitions.length ?? 0 },
    body: emitBody,
  };
}

function emitEntry(e: Emitter, group: Group, index: RuleIndex | undefined): void {
  const name = groupFunction(group);
  const args = group.kind === 'function' ? Array.from({ length: group.arity }, (_, i) => `a${i}`) : [];
  const memo = group.kind !== 'function';
  const shadow = shadowed(e.shared, group);
  const keyed = group.kind === 'function' && isHeavy(group);
  const indexed = index === undefined ? undefined : emitRuleIndex(e, group, index);
  if (indexed !== undefined) line(e, indexed.declare);
  if (memo) line(e, `let m${group.index}, g${group.index} = 0;`);
  if (keyed) line(e, `let m${group.index} = new Map(), g${group.index} = 0;`);
  line(e, `function ${name}(${args.join(', ')}) {`);
  if (memo) line(e, `if (g${group.index} === generation) return m${group.index};`);
  if (keyed) {
    // Values do not change during an evaluation, so the same object means the same argument.
    line(
      e,
      `if (g${group.index} !== generation) { m${group.index} = new Map(); g${group.index} = generation; }`,
    );
    line(
      e,
      `else { const known = m${group.index}.get(a0); if (known !== undefined) return known === MISSING ? undefined : known; }`,
    );
  }
  line(e, `if (++depth > maxDepth) throw overBudget('depth', ${group.index});`);
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
  line(e, 'depth--;');
  if (memo) line(e, `g${group.index} = generation; return m${group.index} = result;`);
  else {
    if (keyed)
      line(
        e,
        `if (g${group.index} === generation) m${group.index}.set(a0, result === undefined ? MISSING : result);`,
      );
    line(e, 'return result;');
  }
  line(e, '}');
  if (shadow && memo) {
    // `result` must be visible on both sides.
    const at = e.lines.lastIndexOf('if (shade !== 1) {');
    e.lines.splice(at, 0, 'let result;');
  }
}

/** A `with` somewhere replaces data at, above or below this document. */
function shadowed(shared: ProgramEmitter, group: Group): boolean {
  return shared.replaced.paths.some((path) => {
    const length = Math.min(path.length, group.path.length);
    for (let i = 0; i < length; i++) if (path[i] !== group.path[i]) return false;
    return true;
  });
}

function emitMerge(e: Emitter, group: Group, args: readonly string[]): void {
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
function emitIndexedMerge(e: Emitter, group: Group, candidates: string): void {
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
function constantArgument(group: Group): number | undefined {
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

/** Functions of one argument that call others or loop: looking up an earlier answer costs less than finding it again. */
function isHeavy(group: Group): boolean {
  if (group.arity !== 1 || constantArgument(group) !== undefined) return false;
  return group.definitions.some((d) =>
    [d.body, ...d.elses.map((b) => b.body)].some((body) => body.some(isCostly)),
  );
}

function isCostly(literal: Literal): boolean {
  if (literal.kind !== 'expr' || literal.withs.length > 0) return true;
  let costly = false;
  const visit = (term: Term): void => {
    if (term.kind === 'call') {
      if (term.op[0] === 'data' || term.op[0] === 'regex') costly = true;
      for (const arg of term.args) visit(arg);
    } else if (term.kind === 'ref') {
      if (term.head.kind === 'var' && term.head.name === 'data') costly = true;
      for (const part of term.path) if (part.kind !== 'scalar') costly = true;
    } else if (term.kind !== 'scalar' && term.kind !== 'var') {
      if (term.kind === 'array' || term.kind === 'set') for (const item of term.items) visit(item);
      else costly = true;
    }
  };
  visit(literal.term);
  return costly;
}

/** Every definition gives the same constant: the first solution decides. */
function sameConstant(group: Group): boolean {
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

function emitDefinition(e: Emitter, group: Group, definition: Definition, name: string): void {
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

function emitMember(e: Emitter, group: Group, definition: Definition): void {
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
