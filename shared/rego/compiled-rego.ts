import type { BuiltinTable } from './builtins/builtin';
import { callChecker } from './checks/check-calls';
import { createProblems } from './checks/problems';
import { type ArityOf, reorderBody } from './checks/reorder';
import { type ModuleNames, resolveQuery } from './checks/resolve-names';
import { directVariables, isWildcard, writtenName } from './checks/variables';
import { generate, type QueryToGenerate } from './codegen/generate';
import { type Instance, instantiate } from './codegen/instantiate';
import { collectReplaced } from './codegen/replaced';
import { RegoBudgetError, RegoEvaluationError } from './errors';
import type { EvaluateOptions, Evaluation, ExactEvaluation, QueryRow } from './evaluation';
import { createTracer, type Explanation, type Tracer } from './explain';
import { guardDepth } from './guard-depth';
import type { Program } from './plan/program';
import { isPrepared } from './prepared-data';
import { DEFAULT_DEPTH, enterSession, newSession, type Session, takeSteps } from './runtime/session';
import type { Module } from './syntax/ast';
import { parseQueryText } from './syntax/parse-module';
import { integer, type RegoNumber } from './values/number';
import { toJson } from './values/to-json';
import type { JsonValue, RegoValue } from './values/value';

/** Queries kept compiled per policy. */
const MAX_QUERIES = 64;
const UNLIMITED = 2 ** 50;

/** Compiled modules, ready to be evaluated any number of times. Holds no state between evaluations. */
export interface CompiledRego {
  /**
   * Evaluates a document, as `data.example.violation`, or any other term. Sets become arrays in Rego's order. Throws
   * `RegoEvaluationError` on conflicts and `RegoBudgetError` when a limit is reached.
   */
  evaluate(target: string, options?: EvaluateOptions): Evaluation;
  /** As `evaluate`, with Rego's own values: sets stay sets and big numbers exact. */
  evaluateExact(target: string, options?: EvaluateOptions): ExactEvaluation;
  /** Solves a query (a rule body): one row for each solution, none if it is undefined. */
  query(text: string, options?: EvaluateOptions): QueryRow[];
  /**
   * Evaluates a document and tells how far each body of the rules got, with positions and bound values. Runs code of its
   * own that is made when first asked for; other evaluations pay nothing.
   */
  explain(target: string, options?: EvaluateOptions): Explanation;
  /** Names of all documents and functions, as `data.example.violation`. */
  readonly rules: readonly string[];
}

export interface CompiledParts {
  readonly program: Program;
  readonly builtins: BuiltinTable;
  readonly arityOf: ArityOf;
  readonly modules: readonly Module[];
  readonly data: JsonValue;
  readonly version: 'v0' | 'v1';
}

export function createCompiledRego(parts: CompiledParts): CompiledRego {
  const { program, builtins } = parts;
  const groups = new Map(program.groups.map((group) => [group.name, group]));
  const instances = new Map<number, Instance>();
  let traced: Instance | undefined;
  let tracer: Tracer | undefined;
  const queries = new Map<string, PreparedQuery>();

  const mainInstance = (demands: number): Instance => {
    let instance = instances.get(demands);
    if (instance === undefined) {
      instance = build(parts, undefined, demands);
      instances.set(demands, instance);
    }
    return instance;
  };
  const prepared = (text: string, demands: number): PreparedQuery => {
    const key = `${demands} ${text}`;
    let query = queries.get(key);
    if (query === undefined) {
      query = prepareQuery(parts, text, demands);
      if (queries.size >= MAX_QUERIES) queries.delete(queries.keys().next().value as string);
      queries.set(key, query);
    }
    return query;
  };
  const ruleName = (index: number): string => {
    const group = program.groups[index];
    if (group === undefined) return 'query';
    return group.kind === 'function' ? `function ${group.name}` : group.name;
  };
  const evaluateExact = (target: string, options: EvaluateOptions = {}): ExactEvaluation => {
    const group = groups.get(target);
    let value: RegoValue | undefined;
    if (group !== undefined && group.kind !== 'function') {
      const instance = mainInstance(demandsOf(options, program));
      value = run(
        instance,
        parts.data,
        options,
        ruleName,
        instance.entries[group.index] as () => RegoValue | undefined,
      );
    } else {
      const { instance } = prepared(`__value__ = ${target}`, demandsOf(options, program));
      const rows = run(instance, parts.data, options, ruleName, () =>
        (instance.query as () => RegoValue[][])(),
      );
      value = rows[0]?.[0];
    }
    return value === undefined ? { defined: false } : { defined: true, value };
  };
  return {
    rules: program.groups.map((group) => group.name),
    evaluateExact,
    explain(target, options = {}) {
      const group = groups.get(target);
      if (group === undefined || group.kind === 'function') {
        throw new RegoEvaluationError(
          'eval_unknown_target',
          `${target} is no rule; see rules for those there are`,
        );
      }
      tracer ??= createTracer(program);
      traced ??= build(parts, undefined, EXACT_VALUES | LIMITED_DEPTH, tracer);
      tracer.reset();
      const entry = traced.entries[group.index] as () => RegoValue | undefined;
      const value = run(traced, parts.data, options, ruleName, entry);
      const evaluation: Evaluation =
        value === undefined ? { defined: false } : { defined: true, value: toJson(value) };
      return { evaluation, bodies: tracer.bodies() };
    },
    evaluate(target, options) {
      const result = evaluateExact(target, options);
      return result.defined ? { defined: true, value: toJson(result.value) } : result;
    },
    query(text, options = {}) {
      const { instance, outputs, names, expressions } = prepared(text, demandsOf(options, program));
      const rows = run(instance, parts.data, options, ruleName, () =>
        (instance.query as () => RegoValue[][])(),
      );
      // Asked alone, an expression may answer false; among others it makes the row no solution.
      const holds = (row: RegoValue[]): boolean =>
        expressions.length < 2 || expressions.every((at) => at < 0 || row[at] !== false);
      return rows.filter(holds).map((row) => {
        const bindings: Record<string, RegoValue> = Object.create(null);
        outputs.forEach((_, i) => {
          const name = names[i];
          if (name !== undefined) bindings[name] = row[i] as RegoValue;
        });
        return { bindings, expressions: expressions.map((at) => (at < 0 ? true : (row[at] as RegoValue))) };
      });
    },
  };

  function prepareQuery(p: CompiledParts, text: string, demands: number): PreparedQuery {
    const body = parseQueryText(text, 'query', p.version);
    const problems = createProblems();
    const names: ModuleNames = {
      module: emptyModule(),
      imports: new Map(),
      rules: new Set(),
      isBuiltin: (name) => builtins[name] !== undefined,
    };
    const { body: resolved, uniqueNames } = resolveQuery(body, names, problems);
    callChecker(p.version, builtins, p.arityOf, problems).body(resolved);
    problems.throwIfAny();
    let counter = 0;
    const expressions: number[] = [];
    const outputs: string[] = [];
    const captured = resolved.map((literal) => {
      // Plain terms tell their value; other statements only hold.
      if (
        literal.kind !== 'expr' ||
        literal.negated ||
        (literal.term.kind === 'call' && literal.term.op[0] === 'eq' && literal.term.op.length === 1)
      ) {
        expressions.push(-1);
        return literal;
      }
      const name = `#e${++counter}`;
      expressions.push(outputs.length);
      outputs.push(name);
      const value = { kind: 'var' as const, name, pos: literal.pos };
      const term = {
        kind: 'call' as const,
        op: ['eq'],
        args: [value, literal.term],
        pos: literal.pos,
        infix: true,
      };
      return { ...literal, term };
    });
    const bound = new Set<string>();
    const ordered = reorderBody(captured, bound, p.arityOf, problems, () => `#${++counter}`);
    problems.throwIfAny();
    const written: (string | undefined)[] = outputs.map(() => undefined);
    for (const literal of ordered) {
      for (const name of directVariables(literal)) {
        if (isWildcard(name) || name.startsWith('#') || outputs.includes(name) || !bound.has(name)) continue;
        outputs.push(name);
        written.push(uniqueNames.get(name) ?? writtenName(name));
      }
    }
    return { instance: build(p, { body: ordered, outputs }, demands), outputs, names: written, expressions };
  }
}

interface PreparedQuery {
  readonly instance: Instance;
  readonly outputs: readonly string[];
  readonly names: readonly (string | undefined)[];
  readonly expressions: readonly number[];
}

// What an evaluation demands of the code; there is code of its own for each combination that is asked for.
const STRICT = 1;
const EXACT_VALUES = 2;
const LIMITED_DEPTH = 4;

function demandsOf(options: EvaluateOptions, program: Program): number {
  // Rules do not depend on themselves, so that calls are never nested deeper than there are rules.
  const depth = options.budget?.depth ?? DEFAULT_DEPTH;
  return (
    (options.strictBuiltinErrors === true ? STRICT : 0) |
    (options.regoValues === true ? EXACT_VALUES : 0) |
    (depth <= program.groups.length ? LIMITED_DEPTH : 0)
  );
}

function build(
  { program, builtins }: CompiledParts,
  query: QueryToGenerate | undefined,
  demands: number,
  tracer?: Tracer,
): Instance {
  return guardDepth(() => {
    const sites: string[] | undefined = (demands & STRICT) === 0 ? undefined : [];
    const replaced = collectReplaced(program, query?.body ?? []);
    const code = generate(program, builtins, replaced, query, tracer?.hooks, sites, {
      exactValues: (demands & EXACT_VALUES) !== 0,
      countsDepth: (demands & LIMITED_DEPTH) !== 0,
    });
    const functions = code.builtins.map((name) => builtinFunction(builtins, name));
    return instantiate(code, functions, tracer?.trace, sites);
  });
}

function builtinFunction(builtins: BuiltinTable, name: string) {
  const builtin = builtins[name];
  if (builtin === undefined) throw new Error(`no builtin ${name}`);
  return builtin.call;
}

function run<T>(
  instance: Instance,
  ownData: JsonValue,
  options: EvaluateOptions,
  ruleName: Session['ruleName'],
  work: () => T,
): T {
  const session = newSession();
  const { budget } = options;
  session.ruleName = ruleName;
  session.strict = options.strictBuiltinErrors === true;
  if (options.nowNanoseconds !== undefined) session.now = asNumber(options.nowNanoseconds);
  const elements = budget?.elements ?? UNLIMITED;
  if (budget !== undefined) {
    session.elementsLeft = elements;
    session.stepsLeft = budget.steps ?? UNLIMITED;
    session.maxDepth = budget.depth ?? DEFAULT_DEPTH;
    if (budget.milliseconds !== undefined) {
      session.clock = options.clock ?? steadyClock;
      session.deadline = session.clock() + budget.milliseconds;
    }
  }
  const outer = enterSession(session);
  // Evaluations nest when a supplied builtin evaluates the same policy again.
  const saved = instance.busy() ? instance.save() : undefined;
  const data = (options.data ?? ownData) as RegoValue;
  const isStable = data === ownData || isPrepared(data);
  const isJson = options.regoValues !== true;
  const fuel = takeSteps(session);
  const input = options.input as RegoValue | undefined;
  instance.start(input, data, isJson, elements, session.maxDepth, isStable, fuel);
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message))
      throw new RegoBudgetError('depth', 'query');
    if (error instanceof RangeError) throw new RegoEvaluationError('eval_internal_error', error.message);
    throw error;
  } finally {
    if (saved === undefined) instance.stop();
    else instance.restore(saved);
    enterSession(outer);
  }
}

const steadyClock = (): number => performance.now();

function asNumber(value: bigint | number): RegoNumber {
  return typeof value === 'bigint' ? integer(value) : value;
}

function emptyModule(): Module {
  return {
    file: 'query',
    version: 'v1',
    package: [],
    packagePos: { file: 'query', row: 1, col: 1 },
    imports: [],
    rules: [],
    annotations: [],
    packageAnnotation: undefined,
    notKeepsAll: false,
  };
}
