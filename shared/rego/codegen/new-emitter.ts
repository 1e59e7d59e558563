import type { Group } from '../plan/program';
import type { Emitter, ProgramEmitter } from './emitter';
import { emitBody } from './literals';

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

export function startFunction(e: Emitter): void {
  e.bound = new Map();
  e.known = new Map();
  e.json = new Set(['input', 'data']);
  e.closers = [];
  e.fail = 'return undefined;';
}
