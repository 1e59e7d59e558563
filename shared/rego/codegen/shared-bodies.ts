import type { Definition, Group } from '../plan/program';
import type { Literal } from '../syntax/ast';
import { RegoSet } from '../values/value';
import { emitMember } from './definitions';
import { block, type Emitter, groupFunction, line } from './emitter';
import { emitBody } from './literals';
import { startFunction } from './new-emitter';

/** Definitions that start with the same statements share them: most templates repeat their loop in every rule. */
export function emitTogether(e: Emitter, group: Group): void {
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
    if (typeof value === 'bigint') return { bigint: String(value) };
    return value instanceof RegoSet ? { set: value.sorted() } : value;
  });
}
