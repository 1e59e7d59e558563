import { closureVariables, isWildcard, visitTerm } from '../checks/variables';
import type { DocumentNode } from '../plan/program';
import { INHERITED_NAMES } from '../runtime/access';
import type { CallTerm, RefTerm, Term } from '../syntax/ast';
import { compareStrings } from '../values/compare-strings';
import { Decimal } from '../values/decimal';
import type { RegoValue } from '../values/value';
import { callExpression, isMocked } from './callee';
import { constantRule } from './constant-rule';
import {
  block,
  builtinName,
  constant,
  constantSlot,
  type Emitter,
  fresh,
  groupFunction,
  line,
  openLoop,
} from './emitter';
import { evaluable } from './evaluable';
import { groundValue } from './ground-value';
import { bindPattern } from './patterns';
import { stringLiteral } from './string-literal';

/** Emits what computes a term and gives a cheap JavaScript expression for it; where it is undefined, the body fails. */
export function emitTerm(e: Emitter, term: Term): string {
  const ground = groundValue(term);
  if (ground !== undefined) return constant(e.shared, ground);
  switch (term.kind) {
    case 'scalar':
      return constant(e.shared, term.value);
    case 'var':
      return emitVariable(e, term.name);
    case 'ref':
      return emitRef(e, term);
    case 'array': {
      const items = emitAll(e, term.items);
      return assign(e, `[${items.join(', ')}]`);
    }
    case 'object':
      return emitObject(e, term.entries);
    case 'set': {
      const items = emitAll(e, term.items);
      const set = assign(e, 'new RegoSet()');
      for (const item of items) line(e, `${set}.add(${item});`);
      return set;
    }
    case 'call':
      return emitCall(e, term);
    default:
      return emitComprehension(e, term);
  }
}

/** Several terms: those that bind variables the others need go first. */
export function emitAll(e: Emitter, terms: readonly Term[]): string[] {
  const results = new Array<string>(terms.length);
  let open = terms.map((_, i) => i);
  while (open.length > 0) {
    const ready = open.filter((i) => evaluable(e, terms[i] as Term));
    // Nothing is ready only if the safety check let something through; emitting says what.
    for (const i of ready.length > 0 ? ready : open) results[i] = emitTerm(e, terms[i] as Term);
    open = ready.length > 0 ? open.filter((i) => !ready.includes(i)) : [];
  }
  return results;
}

export function assign(e: Emitter, expression: string): string {
  const name = fresh(e, 'v');
  line(e, `const ${name} = ${expression};`);
  return name;
}

/** Assigns and fails where the value is undefined. */
export function assignDefined(e: Emitter, expression: string): string {
  const name = assign(e, expression);
  line(e, `if (${name} === undefined) ${e.fail}`);
  return name;
}

function emitVariable(e: Emitter, name: string): string {
  if (name === 'input') {
    const known = e.known.get('input');
    if (known !== undefined) return known;
    const value = assignDefined(e, 'input');
    e.known.set('input', value);
    e.json.add(value);
    return value;
  }
  if (name === 'data') return assignDefined(e, 'docs.value(0)');
  const bound = e.bound.get(name);
  if (bound === undefined)
    throw new Error(`variable ${name} is not bound; the safety check should have refused this`);
  return bound;
}

function emitObject(e: Emitter, entries: readonly (readonly [Term, Term])[]): string {
  const parts = emitAll(e, entries.flat());
  const pairs = entries.map(([key], i) => [key, parts[2 * i] as string, parts[2 * i + 1] as string] as const);
  const names = new Map<string, string>();
  let plain = true;
  for (const [key, , value] of pairs) {
    if (key.kind === 'scalar' && typeof key.value === 'string') names.set(key.value, value);
    else plain = false;
  }
  if (plain) {
    // In the order in which keys are gone through, so that nobody has to sort them at run time.
    const sorted = [...names].sort(([a], [b]) => compareStrings(a, b));
    const members = sorted.map(([name, value]) =>
      name === '__proto__' ? `["__proto__"]: ${value}` : `${stringLiteral(name)}: ${value}`,
    );
    return assign(e, `{ ${members.join(', ')} }`);
  }
  const object = fresh(e, 'o');
  line(e, `let ${object} = {};`);
  for (const [, key, value] of pairs) line(e, `${object} = put(${object}, ${key}, ${value});`);
  return object;
}

/** A comprehension that depends on no variable outside is the same all through an evaluation. */
function emitComprehension(e: Emitter, term: Term): string {
  if (e.closers.length === 0 || dependsOnBound(e, term)) return emitComprehensionHere(e, term);
  const name = fresh(e, 'h');
  e.shared.hoisted.push(name);
  line(e, `if (g${name} !== generation) {`);
  const { known, json } = e;
  e.known = new Map();
  const value = emitComprehensionHere(e, term);
  e.known = known;
  e.json = json;
  line(e, `${name} = ${value}; g${name} = generation;`);
  line(e, '}');
  return name;
}

function dependsOnBound(e: Emitter, term: Term): boolean {
  const names = closureVariables({ kind: 'expr', negated: false, term, withs: [], pos: term.pos });
  for (const name of names) if (e.bound.has(name)) return true;
  return false;
}

function emitComprehensionHere(e: Emitter, term: Term): string {
  if (term.kind !== 'arraycompr' && term.kind !== 'setcompr' && term.kind !== 'objectcompr') {
    throw new Error(`no comprehension: ${term.kind}`);
  }
  const result = fresh(e, 'c');
  const start = { arraycompr: '[]', setcompr: 'new RegoSet()', objectcompr: '{}' }[term.kind];
  line(e, `${term.kind === 'objectcompr' ? 'let' : 'const'} ${result} = ${start};`);
  block(e, () => {
    e.ordered = term.kind === 'arraycompr';
    e.body(e, term.body, () => {
      if (term.kind === 'objectcompr') {
        const key = emitTerm(e, term.key);
        line(e, `${result} = putOnce(${result}, ${key}, ${emitTerm(e, term.value)}, keyConflict);`);
      } else if (term.kind === 'setcompr') {
        line(e, `${result}.push(${emitTerm(e, term.head)});`);
      } else {
        line(e, `${result}.push(${emitTerm(e, term.head)});`);
      }
      line(e, `if (--left < 0) throw overBudget('elements', ${e.rule});`);
    });
  });
  return result;
}

const RELATIONS: Readonly<Record<string, string>> = { lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte' };
/** A JavaScript condition for a call that always answers true or false, else undefined. */
export function emitCondition(e: Emitter, term: CallTerm): string | undefined {
  const [name] = term.op;
  if (term.infix !== true || name === undefined || isMocked(e, term.op)) return undefined;
  const [a, b] = term.args as [Term, Term];
  if (term.op.length === 1) {
    if (name === 'equal' || name === 'neq') {
      const same = equality(e, a, b);
      return name === 'equal' ? same : `!${same}`;
    }
    const relation = RELATIONS[name];
    if (relation !== undefined) return `${relation}(${emitAll(e, term.args).join(', ')})`;
    return undefined;
  }
  if (name === 'internal' && term.op[1] === 'member_2')
    return `isMember(${emitAll(e, term.args).join(', ')})`;
  if (name === 'internal' && term.op[1] === 'member_3') {
    return `isEntry(${emitAll(e, term.args).join(', ')})`;
  }
  return undefined;
}

function equality(e: Emitter, a: Term, b: Term): string {
  const [left, right] = emitAll(e, [a, b]) as [string, string];
  return equalityOf(left, right, a, b);
}

export function equalityOf(left: string, right: string, a?: Term, b?: Term): string {
  const exact = (t: Term | undefined): boolean =>
    t?.kind === 'scalar' && (typeof t.value === 'string' || typeof t.value === 'boolean' || t.value === null);
  if (exact(a) || exact(b)) return `(${left} === ${right})`;
  return `(${left} === ${right} || equal(${left}, ${right}))`;
}

function emitCall(e: Emitter, term: CallTerm): string {
  const { builtins } = e.shared;
  const condition = emitCondition(e, term);
  if (condition !== undefined) return assign(e, condition);
  const [name] = term.op;
  if (name === 'eq' && term.op.length === 1)
    return assign(e, equality(e, term.args[0] as Term, term.args[1] as Term));
  const builtin = builtins[term.op.join('.')];
  if (builtin?.relation === true && !isMocked(e, term.op)) {
    const args = emitAll(e, term.args);
    const rows = assignDefined(e, `${builtinName(e.shared, term.op.join('.'))}(${args.join(', ')})`);
    const index = fresh(e, 'i');
    openLoop(e, index, `${rows}.length`);
    return assign(e, `${rows}[${index}]`);
  }
  const text = emitFormat(e, term);
  if (text !== undefined) return text;
  return assignDefined(e, callExpression(e, term, emitAll(e, term.args)));
}

const VERBS: Readonly<Record<string, string>> = { v: 'formatV', s: 'formatS', d: 'formatD' };

/** `sprintf` with a constant format of plain verbs and a list written out: put together without reading the format. */
function emitFormat(e: Emitter, term: CallTerm): string | undefined {
  const [format, list] = term.args;
  if (
    term.op.length !== 1 ||
    term.op[0] !== 'sprintf' ||
    isMocked(e, term.op) ||
    e.shared.sites !== undefined
  )
    return undefined;
  if (format?.kind !== 'scalar' || typeof format.value !== 'string' || list?.kind !== 'array')
    return undefined;
  const parts = format.value.split(/%([vsd])/);
  const verbs = parts.filter((_, i) => i % 2 === 1);
  if (verbs.length !== list.items.length || parts.some((p, i) => i % 2 === 0 && p.includes('%')))
    return undefined;
  const values = emitAll(e, list.items);
  const pieces = parts.map((part, i) =>
    i % 2 === 0 ? stringLiteral(part) : `${VERBS[part]}(${values[(i - 1) / 2]})`,
  );
  return assign(e, pieces.filter((piece) => piece !== '""').join(' + ') || '""');
}

function emitRef(e: Emitter, ref: RefTerm): string {
  const { head, path } = ref;
  if (head.kind === 'var' && head.name === 'data') return emitDocument(e, path);
  if (head.kind === 'var' && head.name === 'input') return emitPath(e, 'input', path, true);
  return emitPath(e, emitTerm(e, head), path, false);
}

/** Follows `path` from a JavaScript expression. `root`: the expression is `input` or `data` itself, maybe undefined. */
function emitPath(e: Emitter, start: string, path: readonly Term[], root: boolean): string {
  let current = start;
  let fromJson = root || e.json.has(start);
  for (let i = 0; i < path.length; ) {
    let end = i;
    while (end < path.length && isConstantKey(path[end] as Term)) end++;
    if (end > i) {
      const keys = path.slice(i, end).map((t) => lookedUp((t as { value: RegoValue }).value));
      current = emitChain(e, current, keys, fromJson);
      i = end;
    } else {
      current = emitStep(e, current, path[i] as Term, fromJson);
      i++;
    }
    if (fromJson) e.json.add(current);
    else fromJson = e.json.has(current);
  }
  return path.length === 0 && root ? assignDefined(e, current) : current;
}

/** Texts under which JavaScript's arrays, unlike Rego's, have elements. */
const PLACE = /^(?:0|[1-9]\d*)$/;

/** `1.0` finds what `1` finds, in arrays too. */
function lookedUp(key: RegoValue): RegoValue {
  return key instanceof Decimal && /^\d{1,15}\.0+$/.test(key.text) ? Number.parseInt(key.text, 10) : key;
}

function isConstantKey(term: Term): boolean {
  return (
    term.kind === 'scalar' &&
    (typeof term.value === 'string' || typeof term.value === 'number' || term.value instanceof Decimal)
  );
}

function emitChain(e: Emitter, base: string, keys: readonly RegoValue[], fromJson: boolean): string {
  const memo = `${base}\u0000${JSON.stringify(keys)}`;
  const known = e.known.get(memo);
  if (known !== undefined) return known;
  const plain = keys.every((key) => typeof key === 'string' && !INHERITED_NAMES.has(key) && !PLACE.test(key));
  const name = fresh(e, 'v');
  const all = (): string => constantSlot(e.shared, keys as RegoValue);
  if (plain) {
    const chain = keys.map((key) => `?.[${stringLiteral(key as string)}]`).join('');
    line(
      e,
      `let ${name} = ${base === 'input' ? e.shared.inputPaths.mark(keys as string[]) : `${base}${chain}`};`,
    );
    if (fromJson && !e.shared.exactValues) line(e, `if (${name} === undefined) ${e.fail}`);
    else {
      const again = `${fromJson ? 'plain || ' : ''}(${name} = follow(${base}, ${all()})) === undefined`;
      line(e, `if (${name} === undefined && (${again})) ${e.fail}`);
    }
  } else {
    const follow = base === 'data' ? 'followStored' : 'follow';
    line(e, `const ${name} = ${follow}(${base}, ${all()});`);
    line(e, `if (${name} === undefined) ${e.fail}`);
  }
  e.known.set(memo, name);
  return name;
}

/** One step with a key that is no constant: a lookup, or a loop that binds the key's variables. */
function emitStep(e: Emitter, base: string, key: Term, fromJson: boolean): string {
  if (isBound(e, key)) return assignDefined(e, `get(${base}, ${emitTerm(e, key)})`);
  const suffix = e.ordered ? 'Of' : 'Unordered';
  const index = fresh(e, 'i');
  if (key.kind === 'var' && isWildcard(key.name)) {
    const members = assign(e, `members${suffix}(${base})`);
    openLoop(e, index, `${members}.length`);
    return assign(e, `${members}[${index}]`);
  }
  const keys = assign(e, `keys${suffix}(${base})`);
  const members = assign(e, `membersFor(${base}, ${keys})`);
  openLoop(e, index, `${members}.length`);
  const member = assign(e, `${members}[${index}]`);
  if (fromJson) e.json.add(member);
  const at = assign(e, `${keys} === undefined ? ${index} : ${keys}[${index}]`);
  bindPattern(e, key, at, emitTerm);
  return member;
}

/** No variable of the term is still free (closures aside). */
export function isBound(e: Emitter, term: Term): boolean {
  let all = true;
  visitTerm(term, {
    variable(name) {
      if (!e.bound.has(name)) all = false;
    },
  });
  return all;
}

function emitDocument(e: Emitter, path: readonly Term[]): string {
  const { root } = e.shared.program;
  let node: DocumentNode = root;
  let i = 0;
  while (i < path.length && node.group === undefined) {
    const key = path[i] as Term;
    if (key.kind !== 'scalar') return emitOpenDocument(e, node, path.slice(i));
    const child = typeof key.value === 'string' ? node.children.get(key.value) : undefined;
    if (child === undefined) return emitPath(e, 'data', path, true);
    node = child;
    i++;
  }
  const { group } = node;
  if (group === undefined) return assignDefined(e, `docs.value(${node.index})`);
  const fixed = constantRule(e.shared, group);
  if (fixed !== undefined) return emitPath(e, constant(e.shared, fixed), path.slice(i), false);
  if (group.kind === 'function') return assignDefined(e, 'undefined');
  return emitPath(e, assignDefined(e, `${groupFunction(group)}()`), path.slice(i), false);
}

/** A reference that goes through packages by keys known only at run time. */
function emitOpenDocument(e: Emitter, node: DocumentNode, path: readonly Term[]): string {
  let current = assign(e, `docs.open(${node.index})`);
  for (const key of path) {
    if (isBound(e, key)) {
      current = assignDefined(e, `docs.step(${current}, ${emitTerm(e, key)})`);
      continue;
    }
    const keys = assign(e, `docs.keys(${current})`);
    const index = fresh(e, 'i');
    openLoop(e, index, `${keys}.length`);
    const at = assign(e, `${keys}[${index}]`);
    bindPattern(e, key, at, emitTerm);
    current = assignDefined(e, `docs.step(${current}, ${at})`);
  }
  return assignDefined(e, `docs.close(${current})`);
}
