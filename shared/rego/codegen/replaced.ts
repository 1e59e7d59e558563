import { dottedName } from '../checks/resolve-names';
import { termsOf } from '../checks/variables';
import { type Program, pathName } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import type { Replaced } from './emitter';

/** What the `with` modifiers of a program and a query can replace. Everything else needs no look at run time. */
export function collectReplaced(program: Program, query: readonly Literal[]): Replaced {
  const functions = new Set<string>();
  const paths: string[][] = [];
  let documents = false;
  const groups = new Map(program.groups.map((group) => [group.name, group]));
  const target = (t: Term): void => {
    if (t.kind === 'call') {
      functions.add(t.op.join('.'));
      return;
    }
    documents = true;
    const dotted = dottedName(t);
    if (dotted !== undefined && dotted[0] === 'data') {
      if (groups.get(pathName(dotted.slice(1)))?.kind === 'function') functions.add(dotted.join('.'));
      else paths.push(dotted.slice(1));
    } else if (t.kind === 'ref' && t.head.kind === 'var' && t.head.name === 'data') {
      paths.push([]);
    }
  };
  const term = (t: Term): void => {
    switch (t.kind) {
      case 'ref':
        term(t.head);
        for (const part of t.path) term(part);
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
      for (const modifier of literal.withs) target(modifier.target);
      for (const t of termsOf(literal)) term(t);
      if (literal.kind === 'every' || literal.kind === 'notbody') body(literal.body);
    }
  };
  for (const group of program.groups) {
    for (const definition of group.default === undefined
      ? group.definitions
      : [...group.definitions, group.default]) {
      for (const t of [...definition.args, ...definition.keys, definition.value]) term(t);
      body(definition.body);
      for (const branch of definition.elses) {
        term(branch.value);
        body(branch.body);
      }
    }
  }
  body(query);
  return { functions, paths, documents };
}
