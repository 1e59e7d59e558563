import type { CelFrame, CelPlan } from './cel-frame';
import type { CelMacro } from './cel-syntax';
import { CelError, CelMap, isList, isMap, mapEntries, ordered } from './cel-value';
import { noSuchOverload, showKey } from './evaluation-errors';

/** Gives the variables of a macro their values: key and value, or the one that stands for both. */
export type Bind = (frame: CelFrame, key: unknown, value: unknown, single: unknown) => void;

/** Runs a macro over the members of a list or a map. */
export function runMacro(
  name: CelMacro['name'],
  frame: CelFrame,
  target: unknown,
  bind: Bind,
  filter: CelPlan | undefined,
  body: CelPlan,
  slot: number,
): unknown {
  switch (name) {
    case 'all':
    case 'exists':
      return quantify(frame, target, bind, body, name === 'exists');
    case 'exists_one': {
      let count = 0;
      forEach(target, (key, value, single) => {
        bind(frame, key, value, single);
        if (wantBool(body(frame))) count += 1;
      });
      return count === 1;
    }
    case 'filter': {
      const kept: unknown[] = [];
      forEach(target, (key, value, single) => {
        bind(frame, key, value, single);
        if (wantBool(body(frame))) kept.push(single);
      });
      return kept;
    }
    case 'sortBy': {
      if (!isList(target)) throw noSuchOverload('sortBy', [target]);
      const keyed = target.map((value) => {
        frame.tick(1);
        frame.locals[slot] = value;
        return { value, key: body(frame) };
      });
      return keyed.sort((a, b) => ordered(a.key, b.key)).map(({ value }) => value);
    }
    default:
      return transform(name, frame, target, bind, filter, body);
  }
}

function transform(
  name: CelMacro['name'],
  frame: CelFrame,
  target: unknown,
  bind: Bind,
  filter: CelPlan | undefined,
  body: CelPlan,
): unknown {
  const list: unknown[] = [];
  const map = new CelMap();
  forEach(target, (key, value, single) => {
    bind(frame, key, value, single);
    if (filter !== undefined && !wantBool(filter(frame))) return;
    const made = body(frame);
    if (name === 'transformMap') map.set(key, made);
    else if (name === 'transformMapEntry') insertEntries(map, made);
    else list.push(made);
  });
  return name === 'transformMap' || name === 'transformMapEntry' ? map : list;
}

function insertEntries(map: CelMap, made: unknown): void {
  if (!isMap(made)) throw noSuchOverload('cel.@mapInsert', [made]);
  for (const [key, value] of mapEntries(made)) {
    if (map.find(key) !== undefined) throw new CelError(`insert failed: key ${showKey(key)} already exists`);
    map.set(key, value);
  }
}

function forEach(target: unknown, visit: (key: unknown, value: unknown, single: unknown) => void): void {
  if (isList(target)) for (const [index, value] of target.entries()) visit(BigInt(index), value, value);
  else if (isMap(target)) for (const [key, value] of mapEntries(target)) visit(key, value, key);
  else throw new CelError(`no such overload`);
}

class Found extends Error {}

/** `all` and `exists`: an error counts only when no member decides. */
function quantify(frame: CelFrame, target: unknown, bind: Bind, body: CelPlan, wanted: boolean): boolean {
  let failure: CelError | undefined;
  try {
    forEach(target, (key, value, single) => {
      bind(frame, key, value, single);
      try {
        if (wantBool(body(frame)) === wanted) throw new Found();
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        failure ??= error;
      }
    });
  } catch (error) {
    if (error instanceof Found) return wanted;
    throw error;
  }
  if (failure !== undefined) throw failure;
  return !wanted;
}

function wantBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw noSuchOverload('_&&_', [value]);
}
