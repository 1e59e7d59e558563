import { type BuiltinTable, builtinTable } from './builtins/builtin';
import { CORE_BUILTINS, REFUSED_BUILTINS, SUPPLIED_CHECKS } from './builtins/table';
import { checkCalls } from './checks/check-calls';
import { checkImports } from './checks/check-imports';
import { checkRecursion } from './checks/check-recursion';
import { checkTypes } from './checks/check-types';
import { createProblems, type Problems } from './checks/problems';
import { type ModuleNames, resolveRule } from './checks/resolve-names';
import { type CompiledRego, createCompiledRego } from './compiled-rego';
import type { Dialect, DialectName } from './dialects/dialect';
import { DIALECTS } from './dialects/dialects';
import { handlePrint, PRINT, type PrintListener, printer } from './dialects/print-statements';
import { RegoCompileError } from './errors';
import { guardDepth } from './guard-depth';
import { buildProgram, groupRules, type ResolvedModule } from './plan/build-program';
import { pathName } from './plan/program';
import type { Module } from './syntax/ast';
import { parseModule } from './syntax/parse-module';
import type { JsonValue, RegoValue } from './values/value';

export interface RegoSource {
  /** Name for messages. */
  readonly file: string;
  readonly source: string;
}

/** A builtin that the caller supplies, as `http.send`: gets and gives Rego values; undefined is "no answer". */
export interface SuppliedBuiltin {
  readonly arity: number;
  readonly call: (...args: RegoValue[]) => RegoValue | undefined;
}

export interface CompileOptions {
  /** Language of the modules; `import rego.v1` switches a single module. Default `v1`. */
  readonly version?: 'v0' | 'v1';
  /** Documents that will be asked for, as `data.example.violation`: checked to exist. */
  readonly entrypoints?: readonly string[];
  /** Base documents for every evaluation that brings none of its own. */
  readonly data?: JsonValue;
  readonly builtins?: Readonly<Record<string, SuppliedBuiltin>>;
  /** Whose reading is followed where implementations of Rego differ; docs/rego-dialects.md. Default `opa`. */
  readonly dialect?: DialectName;
  /** Gets what policies print. Without it, print statements are left out when compiling. */
  readonly onPrint?: PrintListener;
}

/**
 * Compiles Rego modules to JavaScript. Semantics are OPA's. Throws `RegoCompileError` with OPA's codes and messages;
 * builtins that would leave the process are refused unless `builtins` supplies them.
 */
export function compile(modules: readonly RegoSource[], options: CompileOptions = {}): CompiledRego {
  const version = options.version ?? 'v1';
  const dialect = DIALECTS[options.dialect ?? 'opa'];
  const parsed = guardDepth(() => parseAll(modules, version, dialect, options));
  return guardDepth(() => {
    const builtins = builtinsFor(options, dialect);
    const problems = createProblems();
    const resolved = resolveModules(parsed, builtins, problems, options.onPrint !== undefined);
    problems.throwIfAny();
    const drafts = groupRules(resolved, problems);
    problems.throwIfAny();
    const arityOf = (op: readonly string[]): number | undefined => {
      if (op[0] !== 'data') return builtins[op.join('.')]?.arity;
      const group = drafts.get(pathName(op.slice(1)));
      // `f()` is how a rule without parameters may be written and asked for.
      if (group?.kind === 'complete') return 0;
      return group?.kind === 'function' ? (group.drafts[0]?.rule.args.length ?? 0) : undefined;
    };
    const isRule = (path: readonly string[]): boolean => {
      const kind = drafts.get(pathName(path))?.kind;
      return kind !== undefined && kind !== 'object';
    };
    for (const { module, rules } of resolved)
      checkCalls(rules, module.version, builtins, arityOf, problems, isRule);
    problems.throwIfAny();
    if (dialect.checksTypes) for (const { rules } of resolved) checkTypes(rules, problems);
    problems.throwIfAny();
    const program = buildProgram(resolved, drafts, arityOf, problems);
    problems.throwIfAny();
    checkRecursion(program, problems);
    for (const entrypoint of options.entrypoints ?? []) {
      if (program.groups.some((group) => group.name === entrypoint)) continue;
      const pos = { file: parsed[0]?.file ?? '', row: 1, col: 1 };
      problems.add('rego_compile_error', pos, `undefined entrypoint ${entrypoint}`);
    }
    problems.throwIfAny();
    return createCompiledRego({
      program,
      builtins,
      arityOf,
      modules: parsed,
      data: options.data ?? {},
      version,
    });
  });
}

function parseAll(
  modules: readonly RegoSource[],
  version: 'v0' | 'v1',
  dialect: Dialect,
  { data = {} }: CompileOptions,
): Module[] {
  const errors: RegoCompileError[] = [];
  const parsed: Module[] = [];
  for (const { file, source } of modules) {
    try {
      const module = parseModule(source, file, version, dialect.keywords);
      parsed.push(dialect.module(module, data));
    } catch (error) {
      if (!(error instanceof RegoCompileError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new RegoCompileError(errors.flatMap((e) => e.errors));
  return parsed;
}

function builtinsFor({ builtins: supplied = {}, onPrint }: CompileOptions, dialect: Dialect): BuiltinTable {
  const table: Record<string, BuiltinTable[string]> = Object.assign(
    Object.create(null),
    CORE_BUILTINS,
    dialect.builtins,
    onPrint === undefined ? {} : builtinTable({ [PRINT]: printer(onPrint, dialect.emptySet) }),
  );
  for (const [name, { arity, call }] of Object.entries(supplied)) {
    const check = SUPPLIED_CHECKS[name];
    const checked: typeof call = (...args) => (check?.(...args) === undefined ? undefined : call(...args));
    table[name] = {
      arity,
      call: check === undefined ? call : checked,
      relation: false,
      deprecated: false,
      boolean: false,
    };
  }
  return table;
}

function resolveModules(
  modules: readonly Module[],
  builtins: BuiltinTable,
  problems: Problems,
  printing: boolean,
): ResolvedModule[] {
  const rulesOf = new Map<string, Set<string>>();
  for (const module of modules) {
    const name = pathName(module.package);
    const rules = rulesOf.get(name) ?? new Set<string>();
    for (const rule of module.rules) {
      const [first] = rule.path;
      if (first?.kind === 'scalar' && typeof first.value === 'string') rules.add(first.value);
    }
    rulesOf.set(name, rules);
  }
  return modules.map((module) => {
    checkImports(module, problems);
    const names: ModuleNames = {
      module,
      imports: new Map(
        module.imports
          .filter(({ path }) => path[0] === 'data' || path[0] === 'input')
          .map((i) => [i.alias, i.path]),
      ),
      rules: rulesOf.get(pathName(module.package)) ?? new Set(),
      isBuiltin: (name) => builtins[name] !== undefined || REFUSED_BUILTINS[name] !== undefined,
    };
    const rules = module.rules.map((rule) => handlePrint(resolveRule(rule, names, problems), printing));
    return { module, rules };
  });
}
