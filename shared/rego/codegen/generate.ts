import type { BuiltinTable } from '../builtins/builtin';
import type { Group, Program } from '../plan/program';
import type { Literal } from '../syntax/ast';
import type { RegoValue } from '../values/value';
import { groupFunction, type ProgramEmitter, type Replaced, type TraceHooks } from './emitter';
import { emitGroup, emitQueryFunction } from './groups';
import { createInputPaths } from './input-paths';

export interface GeneratedCode {
  readonly source: string;
  readonly constants: readonly RegoValue[];
  /** Builtins by slot. */
  readonly builtins: readonly string[];
}

export interface QueryToGenerate {
  readonly body: readonly Literal[];
  readonly outputs: readonly string[];
}

/** What evaluations may ask for that costs time, so that code for it is made apart. */
export interface CodeVariant {
  /** `input` or `data` hold values that JSON has not. */
  readonly exactValues: boolean;
  /** A budget for the depth of calls is lower than the number of rules, so that it may be reached. */
  readonly countsDepth: boolean;
}

/** Names of runtime functions the generated code uses; instantiate.ts supplies them. */
export const RUNTIME_NAMES = [
  'RegoSet',
  'equal',
  'get',
  'follow',
  'followStored',
  'membersOf',
  'membersUnordered',
  'keysOf',
  'keysUnordered',
  'membersFor',
  'objectSize',
  'isMember',
  'isEntry',
  'isCollection',
  'put',
  'putOnce',
  'patched',
  'lt',
  'lte',
  'gt',
  'gte',
  'plus',
  'minus',
  'mul',
  'div',
  'rem',
  'refuel',
  'overBudget',
  'createDocuments',
  'shadowOf',
  'overlay',
  'candidates',
  'rowsOf',
  'addRow',
  'tableOf',
  'formatV',
  'formatS',
  'formatD',
  'MISSING',
  'newAnswers',
  'recall',
  'remember',
  'trace',
  'site',
] as const;

/** Generates the JavaScript of a program and, if given, of a query on it. */
export function generate(
  program: Program,
  builtins: BuiltinTable,
  replaced: Replaced,
  query: QueryToGenerate | undefined,
  trace: TraceHooks | undefined,
  sites: string[] | undefined,
  { exactValues, countsDepth }: CodeVariant,
): GeneratedCode {
  const shared: ProgramEmitter = {
    program,
    builtins,
    replaced,
    constants: [],
    builtinSlots: new Map(),
    mockSlots: new Map(),
    groupsByName: new Map(program.groups.map((group) => [group.name, group])),
    trace,
    sites,
    exactValues: exactValues || replaced.documents,
    countsDepth: countsDepth || replaced.functions.size > 0,
    inputPaths: createInputPaths(),
    names: 0,
    hoisted: [],
    extra: [],
    joins: [],
  };
  const bodies = program.groups.flatMap((group) => emitGroup(shared, group));
  const queryLines = query === undefined ? [] : emitQueryFunction(shared, query.body, query.outputs);
  const mocks = [...shared.mockSlots.values()].map((slot) => `mock${slot}`);
  const paths = shared.inputPaths.resolve([...shared.extra, ...bodies, ...queryLines].join('\n'));
  const source = [
    '"use strict";',
    `const { ${RUNTIME_NAMES.join(', ')} } = R;`,
    ...[...shared.builtinSlots.values()].map((slot) => `const b${slot} = B[${slot}];`),
    'let input, data, plain = true, generation = 0, generations = 0, fuel = 0, left = 0, depth = 0, maxDepth = 0, running = false, stable = false, evaluations = 0;',
    'let replaced = [];',
    ...mocks.map((mock) => `let ${mock};`),
    'const conflict = (rule) => R.conflict(rule);',
    'const keyConflict = () => R.keyConflict();',
    'const putAt = (object, path, value, element) => R.putAt(object, path, value, element, keyConflict);',
    // A function that stands in for another sees no replacements itself.
    `const unmocked = (f) => (...args) => { const s = save(); generation = ++generations; ${mocks.map((m) => `${m} = undefined;`).join(' ')} const result = f(...args); const used = [fuel, left]; restore(s); [fuel, left] = used; return result; };`,
    ...shared.hoisted.map((name) => `let ${name}, g${name} = 0;`),
    ...shared.joins.map((name) => `let ${name}, ${name}d, ${name}e = 0;`),
    ...paths.names.map((name) => `let ${name};`),
    `const look = () => { ${paths.reads} };`,
    paths.source,
    `const docs = createDocuments(${documents(program)}, () => data, () => replaced);`,
    `const entries = [${program.groups.map(groupFunction).join(', ')}];`,
    `const start = (i, d, p, elements, deep, keep, steps) => { running = true; stable = keep; evaluations++; input = i; data = d; plain = p; replaced = []; left = elements; maxDepth = deep; depth = 0; fuel = steps; generation = ++generations; ${mocks.map((m) => `${m} = undefined;`).join(' ')} look(); };`,
    `const save = () => [input, data, plain, stable, replaced, left, maxDepth, depth, fuel, generation${mocks.map((m) => `, ${m}`).join('')}];`,
    `const restore = (s) => { [input, data, plain, stable, replaced, left, maxDepth, depth, fuel, generation${mocks.map((m) => `, ${m}`).join('')}] = s; look(); };`,
    // Documents are let go of, so that a cached policy keeps no input alive (memoised values stay until the next start).
    'const stop = () => { running = false; input = undefined; data = undefined; look(); ' +
      shared.joins.map((name) => `if (!stable) ${name} = ${name}d = undefined;`).join(' ') +
      ' };',
    'const busy = () => running;',
    `return { entries, start, stop, busy, save, restore, docs${query === undefined ? '' : ', query'} };`,
  ].join('\n');
  return { source, constants: shared.constants, builtins: [...shared.builtinSlots.keys()] };
}

function documents(program: Program): string {
  const nodes = program.nodes.map((node) => {
    const children = [...node.children].map(([name, child]) => `[${safeString(name)}, ${child.index}]`);
    const rule = ruleOf(node.group);
    const path = node.path.map(safeString).join(', ');
    return `{ path: [${path}], children: new Map([${children.join(', ')}]), rule: ${rule} }`;
  });
  return `[${nodes.join(', ')}]`;
}

function ruleOf(group: Group | undefined): string {
  if (group === undefined) return 'undefined';
  return group.kind === 'function' ? 'null' : groupFunction(group);
}

function safeString(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'));
}
