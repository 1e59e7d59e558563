import { Environment } from '@marcbachmann/cel-js';
import { registerFormat } from './register-format';
import { registerLists } from './register-lists';
import { registerNetwork } from './register-network';
import { registerQuantity } from './register-quantity';
import { registerSemver } from './register-semver';
import { registerStrings, safeMatches } from './register-strings';
import { registerUrl } from './register-url';

/** What an expression may see. */
export type CelScope = Readonly<Record<string, unknown>>;

/** Counts down the steps that evaluations share; each call may throw. */
export type CelTicker = () => void;

/** One compiled expression. Throws whatever the evaluation throws. */
export type CelExpression = (scope: CelScope, tick: CelTicker) => unknown;

/** An expression that does not parse or type-check. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
}

/** Name of the function that `has` becomes where the library cannot take it. */
const memberTest = 'hasMember';

// The library's check for homogeneous literals would refuse {"a": dyn, "b": true}, which Kubernetes takes.
const base = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  .registerVariable('object', 'dyn')
  .registerVariable('oldObject', 'dyn')
  .registerVariable('request', 'dyn')
  .registerVariable('namespaceObject', 'dyn')
  .registerVariable('variables', 'map')
  .registerFunction(`${memberTest}(dyn, string): bool`, hasMember);
registerStrings(base);
registerFormat(base);
registerLists(base);
registerQuantity(base);
registerUrl(base);
registerNetwork(base);
registerSemver(base);
const withParams = base.clone().registerVariable('params', 'dyn');

/**
 * Parses and checks one CEL expression in Kubernetes' dialect.
 *
 * @param options `params`: the expression sees `params`, as those of variables do. `wanted`: the result's type
 * @throws CelCompileError with the library's message
 */
export function compileCelExpression(
  text: string,
  options: { readonly params?: boolean; readonly wanted?: 'bool' | 'string' } = {},
): CelExpression {
  const environment = options.params === true ? withParams : base;
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    throw new CelCompileError(firstLine(error));
  }
  visitNodes(parsed.ast, (node) => {
    useSafeMatches(node);
    widenHas(node, environment);
  });
  const checked = parsed.check();
  if (!checked.valid) throw new CelCompileError(firstLine(checked.error));
  if (options.wanted !== undefined && checked.type !== options.wanted && checked.type !== 'dyn') {
    throw new CelCompileError(`must evaluate to ${options.wanted}, but is ${checked.type}`);
  }
  let current: CelTicker | undefined;
  visitNodes(parsed.ast, (node) => countSteps(node, () => current?.()));
  return (scope, tick) => {
    const outer = current;
    current = tick;
    try {
      tick();
      return parsed(scope);
    } finally {
      current = outer;
    }
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** The parts of the library's syntax tree that are touched here; they are not in its types. */
interface Node {
  readonly op: string;
  args: unknown;
  readonly meta: {
    readonly alternate?: Node;
    readonly macro?: { evaluate(evaluator: unknown, macro: unknown, context: unknown): unknown };
    readonly evaluate: (evaluator: unknown, node: Node, context: unknown) => unknown;
  };
  evaluate: (evaluator: unknown, node: Node, context: unknown) => unknown;
  setMeta(key: string, value: unknown): unknown;
}

function visitNodes(root: unknown, visit: (node: Node) => void): void {
  const seen = new Set<unknown>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current !== 'object' || current === null || seen.has(current)) continue;
    seen.add(current);
    if (Array.isArray(current)) pending.push(...current);
    else if (isNode(current)) {
      visit(current);
      pending.push(current.args, current.meta.alternate, current.meta.macro);
    } else if (isPlainHolder(current)) pending.push(...Object.values(current));
  }
}

function isNode(value: object): value is Node {
  return 'op' in value && 'args' in value && 'meta' in value && typeof value.op === 'string';
}

/** Arguments of comprehensions and macros are plain objects; evaluation contexts and types are not looked into. */
function isPlainHolder(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function useSafeMatches(node: Node): void {
  if ((node.op === 'rcall' || node.op === 'call') && Array.isArray(node.args) && node.args[0] === 'matches') {
    node.args[0] = safeMatches;
  }
}

/**
 * The library takes `has(a.b.c)` with a variable at its root only; in CEL any expression may stand there, as in
 * `has(list[0].field)`.
 */
function widenHas(node: Node, environment: Environment): void {
  const select = node.op === 'call' && isHasCall(node.args) ? node.args[1][0] : undefined;
  if (select?.op !== '.') return;
  const [operand, field] = select.args as [Node, string];
  let root = operand;
  while (root.op === '.' || root.op === '.?') root = (root.args as [Node])[0];
  if (root.op === 'id') return;
  node.args = [memberTest, [operand, environment.parse(JSON.stringify(field)).ast]];
  node.setMeta('macro', undefined);
}

function isHasCall(args: unknown): args is [string, [Node]] {
  return Array.isArray(args) && args[0] === 'has' && Array.isArray(args[1]) && args[1].length === 1;
}

function hasMember(holder: unknown, field: string): boolean {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) {
    throw new Error(`no such overload: has(${field}) of what is no object`);
  }
  return Object.hasOwn(holder, field);
}

/** Loops are the only way to spend much: each pass of a comprehension counts. The library has no hook for it. */
function countSteps(node: Node, tick: CelTicker): void {
  const step = node.op === 'comprehension' ? (node.args as { step: Node }).step : undefined;
  if (step === undefined) return;
  step.evaluate = (evaluator, ast, context) => {
    tick();
    const { alternate, macro, evaluate } = step.meta;
    if (alternate !== undefined) return alternate.evaluate(evaluator, alternate, context);
    return macro === undefined
      ? evaluate(evaluator, ast, context)
      : macro.evaluate(evaluator, macro, context);
  };
}
