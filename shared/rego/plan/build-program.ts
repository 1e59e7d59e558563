import type { Problems } from '../checks/problems';
import { type ArityOf, reorderBody, reorderTerm, requireSafe } from '../checks/reorder';
import { directVariables, isWildcard, visitTerm } from '../checks/variables';
import type { Literal, Module, Rule, Term } from '../syntax/ast';
import {
  type Definition,
  type DocumentNode,
  type Group,
  type GroupKind,
  type Program,
  pathName,
} from './program';

export interface ResolvedModule {
  readonly module: Module;
  readonly rules: readonly Rule[];
}

interface Draft {
  readonly path: readonly string[];
  readonly rule: Rule;
  readonly keys: readonly Term[];
  readonly kind: GroupKind;
}

/** Groups resolved rules into documents and complains about those that do not go together. */
export function groupRules(modules: readonly ResolvedModule[], problems: Problems): Map<string, GroupDraft> {
  const drafts = modules.flatMap(({ module, rules }) => rules.map((rule) => draftOf(module, rule)));
  const groups = new Map<string, GroupDraft>();
  for (const draft of drafts) {
    const name = pathName(draft.path);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { path: draft.path, kind: draft.kind, drafts: [draft] });
    else group.drafts.push(draft);
  }
  for (const [name, group] of groups) {
    const plain = group.drafts.filter((d) => !(d.rule.isDefault && d.kind === 'complete'));
    group.kind = plain[0]?.kind ?? group.kind;
    checkGroup(name, group, problems);
  }
  absorb(groups);
  checkOverlaps(modules, groups, problems);
  return groups;
}

export interface GroupDraft {
  readonly path: readonly string[];
  kind: GroupKind;
  drafts: Draft[];
}

/** Orders all bodies and lays out the document tree. */
export function buildProgram(
  modules: readonly ResolvedModule[],
  drafts: ReadonlyMap<string, GroupDraft>,
  arityOf: ArityOf,
  problems: Problems,
): Program {
  const groups: Group[] = [];
  for (const [name, draft] of drafts) {
    const definitions = draft.drafts
      .filter((d) => !d.rule.isDefault)
      .map((d) => define(d, draft.path.length, arityOf, problems));
    const fallback = draft.drafts.find((d) => d.rule.isDefault);
    groups.push({
      index: groups.length,
      path: draft.path,
      name,
      kind: draft.kind,
      arity: draft.drafts[0]?.rule.args.length ?? 0,
      definitions,
      default: fallback === undefined ? undefined : define(fallback, draft.path.length, arityOf, problems),
    });
  }
  return { groups, ...layOut(modules, groups) };
}

function draftOf(module: Module, rule: Rule): Draft {
  let ground = 0;
  while (ground < rule.path.length && isConstantString(rule.path[ground] as Term)) ground++;
  const names = rule.path.slice(0, ground).map((t) => (t as { value: string }).value);
  const keys = rule.path.slice(ground);
  const kind: GroupKind =
    rule.kind === 'function'
      ? 'function'
      : keys.length > 0
        ? 'object'
        : rule.kind === 'set'
          ? 'set'
          : 'complete';
  return { path: [...module.package, ...names], rule, keys, kind };
}

function isConstantString(term: Term): boolean {
  return term.kind === 'scalar' && typeof term.value === 'string';
}

function checkGroup(name: string, group: GroupDraft, problems: Problems): void {
  const [first] = group.drafts;
  if (first === undefined) return;
  const defaults = group.drafts.filter((d) => d.rule.isDefault);
  if (defaults.length > 1) {
    problems.add(
      'rego_type_error',
      defaults[1]?.rule.pos ?? first.rule.pos,
      `multiple default rules ${name} found`,
    );
  }
  for (const draft of group.drafts) {
    const mixed = draft.kind !== group.kind;
    const arity = draft.kind === 'function' && draft.rule.args.length !== group.drafts[0]?.rule.args.length;
    if (mixed || arity) problems.add('rego_type_error', draft.rule.pos, `conflicting rules ${name} found`);
  }
}

/** An object with variable keys takes in the documents that are written below it. */
function absorb(groups: Map<string, GroupDraft>): void {
  for (const [name, outer] of groups) {
    if (outer.kind !== 'object') continue;
    for (const [innerName, inner] of groups) {
      if (innerName === name || inner.kind === 'function' || !isPrefix(outer.path, inner.path)) continue;
      for (const draft of inner.drafts) {
        const between: Term[] = inner.path
          .slice(outer.path.length)
          .map((value) => ({ kind: 'scalar', value, pos: draft.rule.pos }));
        outer.drafts.push({ ...draft, path: outer.path, keys: [...between, ...draft.keys], kind: 'object' });
      }
      groups.delete(innerName);
    }
  }
}

function checkOverlaps(
  modules: readonly ResolvedModule[],
  groups: ReadonlyMap<string, GroupDraft>,
  problems: Problems,
): void {
  for (const { module } of modules) {
    for (const [name, group] of groups) {
      if (group.kind === 'object' || group.path.length > module.package.length) continue;
      if (isPrefix(group.path, module.package)) {
        const what = `package ${module.package.join('.')} conflicts with rule ${name}`;
        problems.add('rego_type_error', module.packagePos, what);
      }
    }
  }
  for (const [name, group] of groups) {
    for (let length = 1; length < group.path.length; length++) {
      const outer = groups.get(pathName(group.path.slice(0, length)));
      const pos = outer?.drafts[0]?.rule.pos;
      if (outer === undefined || outer.kind === 'object' || pos === undefined) continue;
      problems.add('rego_type_error', pos, `rule ${pathName(outer.path)} conflicts with [${name}]`);
    }
  }
}

function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((part, i) => part === path[i]);
}

function define(draft: Draft, _depth: number, arityOf: ArityOf, problems: Problems): Definition {
  const { rule } = draft;
  let counter = 0;
  const fresh = (): string => `#${++counter}`;
  const args = new Set<string>();
  // Arguments that must be computed are compared in the body, where the safety order finds their place.
  const compared: Literal[] = [];
  const parameters = rule.args.map((arg, i): Term => {
    if (isPattern(arg)) return arg;
    const name: Term = { kind: 'var', name: `#a${i}`, pos: arg.pos };
    const term: Term = { kind: 'call', op: ['eq'], args: [name, arg], pos: arg.pos, infix: true };
    compared.push({ kind: 'expr', negated: false, term, withs: [], pos: arg.pos });
    return name;
  });
  for (const arg of parameters) visitTerm(arg, { variable: (name) => args.add(name) });
  const finish = (body: readonly Literal[], heads: readonly Term[]) => {
    const bound = new Set(args);
    const ordered = reorderBody([...compared, ...body], bound, arityOf, problems, fresh);
    for (const head of heads) requireSafe(head, bound, problems, arityOf);
    return { body: ordered, heads: heads.map((head) => reorderTerm(head, bound, arityOf, problems, fresh)) };
  };
  const leaf = rule.kind === 'set' ? 'element' : 'value';
  const result = leaf === 'element' ? (rule.key as Term) : rule.value;
  const lifted = liftedHeads([...draft.keys, result], args, rule.body);
  const main = finish([...rule.body, ...lifted.literals], lifted.heads);
  return {
    rule,
    args: parameters,
    keys: main.heads.slice(0, -1),
    leaf,
    value: main.heads.at(-1) as Term,
    body: main.body,
    elses: rule.elses.map((branch) => {
      const { body, heads } = finish(branch.body, [branch.value]);
      return { ...branch, body, value: heads[0] as Term };
    }),
  };
}

/** A reference in a head may bind variables for the rest of the head; then it goes into the body. */
function liftedHeads(heads: readonly Term[], args: ReadonlySet<string>, body: readonly Literal[]) {
  const literals: Literal[] = [];
  if (heads.length === 1) return { heads, literals };
  const known = new Set(args);
  for (const literal of body) for (const name of directVariables(literal)) known.add(name);
  const lifted = heads.map((head, i): Term => {
    let binds = false;
    visitTerm(head, {
      variable(name) {
        if (!known.has(name) && !isWildcard(name)) binds = true;
      },
    });
    if (head.kind !== 'ref' || !binds) return head;
    const { pos } = head;
    const name: Term = { kind: 'var', name: `#k${i}`, pos };
    const term: Term = { kind: 'call', op: ['eq'], args: [name, head], pos, infix: true };
    literals.push({ kind: 'expr', negated: false, term, withs: [], pos });
    return name;
  });
  return { heads: lifted, literals };
}

function isPattern(term: Term): boolean {
  switch (term.kind) {
    case 'scalar':
    case 'var':
      return true;
    case 'array':
    case 'set':
      return term.items.every(isPattern);
    case 'object':
      return term.entries.every(([key, value]) => isPattern(key) && isPattern(value));
    default:
      return false;
  }
}

function layOut(modules: readonly ResolvedModule[], groups: readonly Group[]) {
  const nodes: DocumentNode[] = [];
  const add = (path: readonly string[]): DocumentNode => {
    const node: DocumentNode = { index: nodes.length, path, children: new Map(), group: undefined };
    nodes.push(node);
    return node;
  };
  const root = add([]);
  const reach = (path: readonly string[]): DocumentNode => {
    let node = root;
    path.forEach((part, i) => {
      let child = node.children.get(part);
      if (child === undefined) {
        child = add(path.slice(0, i + 1));
        node.children.set(part, child);
      }
      node = child;
    });
    return node;
  };
  for (const { module } of modules) reach(module.package);
  for (const group of groups) reach(group.path).group = group;
  return { nodes, root };
}
