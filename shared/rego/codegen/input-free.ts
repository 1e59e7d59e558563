import { termsOf } from '../checks/variables';
import { type Group, nodeAt, pathName } from '../plan/program';
import type { Literal, Term } from '../syntax/ast';
import type { ProgramEmitter } from './emitter';

/** Builtins whose answer depends on more than their operands. */
const IMPURE = new Set([
  'time.now_ns',
  'rand.intn',
  'uuid.rfc4122',
  'http.send',
  'opa.runtime',
  'net.lookup_ip_addr',
  'trace',
  'print',
]);

const known = new WeakMap<Group, boolean>();

/** The literal's outcome depends on variables and base data only: not on `input`, the time, or a `with`. */
export function isInputFree(shared: ProgramEmitter, literal: Literal): boolean {
  if (literal.withs.length > 0) return false;
  const inner = literal.kind === 'every' || literal.kind === 'notbody' ? literal.body : [];
  return (
    termsOf(literal).every((term) => isInputFreeTerm(shared, term)) &&
    inner.every((l) => isInputFree(shared, l))
  );
}

export function isInputFreeTerm(shared: ProgramEmitter, term: Term): boolean {
  const go = (t: Term): boolean => isInputFreeTerm(shared, t);
  switch (term.kind) {
    case 'scalar':
      return true;
    case 'var':
      return term.name !== 'input' && term.name !== 'data';
    case 'ref':
      if (term.head.kind === 'var' && term.head.name === 'data') return false;
      return go(term.head) && term.path.every(go);
    case 'array':
    case 'set':
      return term.items.every(go);
    case 'object':
      return term.entries.every(([key, value]) => go(key) && go(value));
    case 'call':
      return isPureCallee(shared, term.op) && term.args.every(go);
    case 'objectcompr':
      return go(term.key) && go(term.value) && term.body.every((l) => isInputFree(shared, l));
    default:
      return go(term.head) && term.body.every((l) => isInputFree(shared, l));
  }
}

function isPureCallee(shared: ProgramEmitter, op: readonly string[]): boolean {
  const name = op.join('.');
  if (shared.replaced.functions.has(name) || IMPURE.has(name)) return false;
  if (op[0] !== 'data') return true;
  const group =
    nodeAt(shared.program.root, op.slice(1))?.group ?? shared.groupsByName.get(pathName(op.slice(1)));
  return group !== undefined && isPureGroup(shared, group);
}

function isPureGroup(shared: ProgramEmitter, group: Group): boolean {
  const answer = known.get(group);
  if (answer !== undefined) return answer;
  const definitions = group.default === undefined ? group.definitions : [...group.definitions, group.default];
  const pure = definitions.every(
    (d) =>
      [...d.args, ...d.keys, d.value, ...d.elses.map((b) => b.value)].every((t) =>
        isInputFreeTerm(shared, t),
      ) && [d.body, ...d.elses.map((b) => b.body)].every((body) => body.every((l) => isInputFree(shared, l))),
  );
  known.set(group, pure);
  return pure;
}
