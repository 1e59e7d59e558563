import type { Definition, DocumentNode, Group, Program } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import type { Problems } from './problems';
import { termsOf } from './variables';

/** Rules may not depend on themselves. A reference with a variable part depends on all rules below its ground prefix. */
export function checkRecursion(program: Program, problems: Problems): void {
  const edges = new Map<Group, Set<Group>>();
  for (const group of program.groups) edges.set(group, dependencies(group, program));
  const done = new Set<Group>();
  for (const start of program.groups) visit(start, edges, done, problems);
}

/** Depth-first search without recursion: policies have thousands of rules. */
function visit(
  start: Group,
  edges: ReadonlyMap<Group, Set<Group>>,
  done: Set<Group>,
  problems: Problems,
): void {
  if (done.has(start)) return;
  const path: Group[] = [start];
  const onPath = new Set<Group>([start]);
  const iterators = [(edges.get(start) as Set<Group>).values()];
  while (path.length > 0) {
    const { value: next, done: exhausted } = (iterators.at(-1) as IterableIterator<Group>).next();
    if (exhausted === true) {
      const finished = path.pop() as Group;
      onPath.delete(finished);
      done.add(finished);
      iterators.pop();
    } else if (onPath.has(next)) {
      const cycle = [...path.slice(path.indexOf(next)), next].map((g) => g.name).join(' -> ');
      const pos = next.definitions[0]?.rule.pos ?? { file: '', row: 1, col: 1 };
      problems.add('rego_recursion_error', pos, `rule ${next.name} is recursive: ${cycle}`);
    } else if (!done.has(next)) {
      path.push(next);
      onPath.add(next);
      iterators.push((edges.get(next) as Set<Group>).values());
    }
  }
}

function dependencies(group: Group, program: Program): Set<Group> {
  const found = new Set<Group>();
  const definitions = group.default === undefined ? group.definitions : [...group.definitions, group.default];
  for (const definition of definitions)
    visitDefinition(definition, (term) => addDependency(term, program, found));
  return found;
}

function addDependency(term: Term, program: Program, found: Set<Group>): void {
  if (term.kind === 'call') {
    if (term.op[0] === 'data') {
      const group = walk(program.root, term.op.slice(1));
      if (group?.group !== undefined) found.add(group.group);
    }
    return;
  }
  if (term.kind === 'var' && term.name === 'data') return addBelow(program.root, found);
  if (term.kind !== 'ref' || term.head.kind !== 'var' || term.head.name !== 'data') return;
  addMatching(program.root, term.path, found);
}

/** Rules that a reference can reach: variable parts match any name. */
function addMatching(node: DocumentNode, path: readonly Term[], found: Set<Group>): void {
  const [part, ...rest] = path;
  if (node.group !== undefined || part === undefined) return addBelow(node, found);
  if (part.kind !== 'scalar') {
    for (const child of node.children.values()) addMatching(child, rest, found);
    return;
  }
  const child = typeof part.value === 'string' ? node.children.get(part.value) : undefined;
  if (child !== undefined) addMatching(child, rest, found);
}

function walk(root: DocumentNode, path: readonly string[]): DocumentNode | undefined {
  let node: DocumentNode | undefined = root;
  for (const part of path) node = node?.children.get(part);
  return node;
}

function addBelow(node: DocumentNode, found: Set<Group>): void {
  if (node.group !== undefined) found.add(node.group);
  for (const child of node.children.values()) addBelow(child, found);
}

function visitDefinition(definition: Definition, visitTerm: (term: Term) => void): void {
  const term = (t: Term): void => {
    switch (t.kind) {
      case 'ref':
        visitTerm(t);
        if (t.head.kind !== 'var') term(t.head);
        for (const part of t.path) term(part);
        return;
      case 'var':
        visitTerm(t);
        return;
      case 'array':
      case 'set':
        for (const item of t.items) term(item);
        return;
      case 'object':
        for (const [key, value] of t.entries) {
          term(key);
          term(value);
        }
        return;
      case 'call':
        visitTerm(t);
        for (const arg of t.args) term(arg);
        return;
      case 'arraycompr':
      case 'setcompr':
        term(t.head);
        return body(t.body);
      case 'objectcompr':
        term(t.key);
        term(t.value);
        return body(t.body);
      default:
    }
  };
  const body = (literals: readonly Literal[]): void => {
    for (const literal of literals) {
      for (const t of termsOf(literal)) term(t);
      if (literal.kind === 'every' || literal.kind === 'notbody') body(literal.body);
    }
  };
  for (const t of [...definition.args, ...definition.keys, definition.value]) term(t);
  body(definition.body);
  for (const branch of definition.elses) {
    term(branch.value);
    body(branch.body);
  }
}
