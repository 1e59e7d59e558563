import type { SourcePosition } from '../errors';
import type { Literal, Module, Rule, Term, VarTerm, WithModifier } from '../syntax/ast';
import type { RegoValue } from '../values/value';
import type { Problems } from './problems';
import { metadataChain, metadataRule } from './rule-metadata';
import { isRoot, isWildcard, termsOf, visitCalls, visitTerm } from './variables';

/** Names a module can see besides its local variables. */
export interface ModuleNames {
  readonly module: Module;
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** First names of the package's rules, over all modules of the package. */
  readonly rules: ReadonlySet<string>;
  readonly isBuiltin: (name: string) => boolean;
}

const HOW_TEXT = {
  declared: 'declared',
  assigned: 'assigned',
  argument: 'referenced',
  iterated: 'declared',
} as const;

type How = 'declared' | 'assigned' | 'argument' | 'iterated';

interface Scope {
  readonly parent: Scope | undefined;
  /** Written name → unique name. */
  readonly declared: Map<
    string,
    {
      unique: string;
      how: 'declared' | 'assigned' | 'argument' | 'iterated';
      pos: SourcePosition;
      used: boolean;
    }
  >;
  readonly seen: Set<string>;
}

interface Context {
  readonly names: ModuleNames;
  readonly problems: Problems;
  counter: number;
  /** The rule being resolved, as written. */
  readonly rule: Rule | undefined;
}

/**
 * Replaces names by what they mean: imports and rules become references into `data`, declared variables get unique
 * names, `:=` becomes `=` on fresh variables.
 */
export function resolveRule(rule: Rule, names: ModuleNames, problems: Problems): Rule {
  const c: Context = { names, problems, counter: 0, rule };
  const top = newScope(undefined);
  for (const arg of rule.args) {
    visitCalls(arg, ({ op, pos }) => {
      if (op[1] === 'template_string') return;
      problems.add('rego_compile_error', pos, 'rule arguments cannot contain calls');
    });
  }
  const args = rule.args.map((arg) => declareArgument(c, arg, top));
  const scope = newScope(top);
  const body = resolveLiterals(c, rule.body, scope);
  const path = rule.path.map((part, i) => (i === 0 ? part : resolveTerm(c, part, scope)));
  const key = rule.key === undefined ? undefined : resolveTerm(c, rule.key, scope);
  const value = resolveTerm(c, rule.value, scope);
  checkUnused(c, scope);
  const elses = rule.elses.map((branch) => {
    const inner = newScope(top);
    const elseBody = resolveLiterals(c, branch.body, inner);
    const resolved = { ...branch, body: elseBody, value: resolveTerm(c, branch.value, inner) };
    checkUnused(c, inner);
    return resolved;
  });
  return { ...rule, args, body, path, key, value, elses };
}

/** Resolves a query that stands outside any module: only `input`, `data` and local variables. */
export function resolveQuery(
  body: readonly Literal[],
  names: ModuleNames,
  problems: Problems,
): ResolvedQuery {
  const c: Context = { names, problems, counter: 0, rule: undefined };
  const scope = newScope(undefined);
  const resolved = resolveLiterals(c, body, scope);
  const uniqueNames = new Map([...scope.declared].map(([written, { unique }]) => [unique, written]));
  return { body: resolved, uniqueNames };
}

export interface ResolvedQuery {
  readonly body: readonly Literal[];
  /** Unique name → written name, for variables declared at the top of the query. */
  readonly uniqueNames: ReadonlyMap<string, string>;
}

function newScope(parent: Scope | undefined): Scope {
  return { parent, declared: new Map(), seen: new Set() };
}

function resolveLiterals(c: Context, body: readonly Literal[], scope: Scope): Literal[] {
  const result: Literal[] = [];
  for (const literal of body) {
    const resolved = resolveLiteral(c, literal, scope);
    if (resolved !== undefined) result.push(resolved);
  }
  return result;
}

/** A body with a scope of its own; complains about declared variables that nothing uses. */
function resolveClosure<T>(c: Context, outer: Scope, resolve: (scope: Scope) => T): T {
  const scope = newScope(outer);
  const result = resolve(scope);
  checkUnused(c, scope);
  return result;
}

function checkUnused(c: Context, scope: Scope): void {
  for (const [name, { how, pos, used }] of scope.declared) {
    if (how === 'declared' && !used && !isWildcard(name)) {
      c.problems.add('rego_compile_error', pos, `declared var ${name} unused`);
    }
  }
}

function resolveLiteral(c: Context, literal: Literal, scope: Scope): Literal | undefined {
  const withs = literal.withs.map((w) => resolveWith(c, w, scope));
  switch (literal.kind) {
    case 'some':
      for (const name of literal.names) declare(c, name, scope, 'declared');
      return undefined;
    case 'somein': {
      const domain = resolveTerm(c, literal.domain, scope);
      const pattern = (term: Term): Term => declarePattern(c, term, scope, 'iterated', false);
      const key = literal.key === undefined ? undefined : pattern(literal.key);
      const value = pattern(literal.value);
      return { ...literal, key, value, domain, withs };
    }
    case 'every': {
      const domain = resolveTerm(c, literal.domain, scope);
      return resolveClosure(c, scope, (inner) => {
        const key = literal.key === undefined ? undefined : declare(c, literal.key, inner, 'declared');
        const value = declare(c, literal.value, inner, 'declared');
        const body = resolveClosure(c, inner, (own) => resolveLiterals(c, literal.body, own));
        return { ...literal, key, value, domain, body, withs };
      });
    }
    case 'notbody':
      return resolveClosure(c, scope, (inner) => ({
        ...literal,
        body: resolveLiterals(c, literal.body, inner),
        withs,
      }));
    case 'expr': {
      const { term } = literal;
      if (term.kind === 'call' && term.infix === true && term.op[0] === 'assign') {
        const [left, right] = term.args as [Term, Term];
        const value = resolveTerm(c, right, scope);
        const target = declarePattern(c, left, scope, 'assigned', true);
        return { ...literal, withs, term: { ...term, op: ['eq'], args: [target, value] } };
      }
      return { ...literal, withs, term: resolveTerm(c, term, scope) };
    }
  }
}

function declare(c: Context, term: VarTerm, scope: Scope, how: How): VarTerm {
  const { name, pos } = term;
  if (isWildcard(name)) return term;
  const known = scope.declared.get(name);
  if (known !== undefined) {
    if (how === 'argument') return { ...term, name: known.unique };
    c.problems.add('rego_compile_error', pos, `var ${name} ${HOW_TEXT[known.how]} above`);
  } else if (scope.seen.has(name)) {
    c.problems.add('rego_compile_error', pos, `var ${name} referenced above`);
  } else if (
    how !== 'argument' &&
    scope.parent?.parent === undefined &&
    scope.parent?.declared.get(name)?.how === 'argument'
  ) {
    c.problems.add('rego_compile_error', pos, `arg ${name} redeclared`);
  }
  if ((name === 'input' || name === 'data') && (how === 'argument' || c.names.module.version === 'v1')) {
    c.problems.add(
      'rego_compile_error',
      pos,
      `variables must not shadow ${name} (use a different variable name)`,
    );
  }
  c.counter++;
  const unique = `${name}#${c.counter}`;
  scope.declared.set(name, { unique, how, pos, used: false });
  return { ...term, name: unique };
}

/** Declares the variables of a pattern. Only constant keys and values may stand beside them. */
function declarePattern(
  c: Context,
  term: Term,
  scope: Scope,
  how: 'iterated' | 'assigned',
  top: boolean,
): Term {
  switch (term.kind) {
    case 'var':
      return declare(c, term, scope, how);
    case 'array':
      return { ...term, items: term.items.map((item) => declarePattern(c, item, scope, how, false)) };
    case 'object':
      return {
        ...term,
        entries: term.entries.map(
          ([key, value]) =>
            [resolveTerm(c, key, scope), declarePattern(c, value, scope, how, false)] as const,
        ),
      };
    case 'scalar':
      if (!top && how === 'iterated') return term;
      break;
    default:
  }
  if (how === 'assigned') {
    c.problems.add('rego_compile_error', term.pos, `cannot assign to ${assignName(term)}`);
    return term;
  }
  return resolveTerm(c, term, scope);
}

function assignName(term: Term): string {
  if (term.kind !== 'scalar') return term.kind.replace('compr', ' comprehension');
  if (term.value === null) return 'null';
  return typeof term.value === 'object' || typeof term.value === 'bigint' ? 'number' : typeof term.value;
}

function declareArgument(c: Context, term: Term, scope: Scope): Term {
  switch (term.kind) {
    case 'var':
      return declare(c, term, scope, 'argument');
    case 'array':
    case 'set':
      return { ...term, items: term.items.map((item) => declareArgument(c, item, scope)) };
    case 'object':
      return {
        ...term,
        entries: term.entries.map(
          ([key, value]) => [declareArgument(c, key, scope), declareArgument(c, value, scope)] as const,
        ),
      };
    default:
      return resolveTerm(c, term, scope);
  }
}

function resolveWith(c: Context, modifier: WithModifier, scope: Scope): WithModifier {
  const { target } = modifier;
  const value = resolveWithValue(c, modifier.value, scope);
  const dotted = dottedName(target);
  const name = dotted?.join('.') ?? '';
  if (dotted !== undefined && !isVisible(c, dotted[0] as string, scope) && c.names.isBuiltin(name)) {
    const replaced = 'with keyword replacing built-in function';
    if (name === 'walk')
      c.problems.add('rego_compile_error', target.pos, `${replaced}: target must not be a relation`);
    if (IRREPLACEABLE.has(name))
      c.problems.add('rego_compile_error', target.pos, `${replaced}: replacement of "${name}" invalid`);
    return { ...modifier, value, target: { kind: 'call', op: dotted, args: [], pos: target.pos } };
  }
  const resolved = resolveTerm(c, target, scope);
  const root = resolved.kind === 'ref' ? resolved.head : resolved;
  const ground = resolved.kind === 'var' || dottedPath(resolved) !== undefined;
  if (root.kind !== 'var' || !isRoot(root.name) || !ground) {
    const what = 'with keyword target must reference existing input, data, or a function';
    c.problems.add('rego_type_error', target.pos, what);
  }
  return { ...modifier, value, target: resolved };
}

/** Builtins that the compiler itself reads. */
const IRREPLACEABLE: ReadonlySet<string> = new Set(['eq', 'rego.metadata.chain', 'rego.metadata.rule']);

/** The reference's keys if all are constants. */
function dottedPath(term: Term): readonly unknown[] | undefined {
  if (term.kind !== 'ref') return undefined;
  return term.path.every((part) => part.kind === 'scalar') ? term.path : undefined;
}

/** A `with` value may be a function's name. */
function resolveWithValue(c: Context, value: Term, scope: Scope): Term {
  const dotted = dottedName(value);
  if (
    dotted !== undefined &&
    !isVisible(c, dotted[0] as string, scope) &&
    c.names.isBuiltin(dotted.join('.'))
  ) {
    return { kind: 'call', op: dotted, args: [], pos: value.pos };
  }
  return resolveTerm(c, value, scope);
}

function isVisible(c: Context, name: string, scope: Scope): boolean {
  if (name === 'input' || name === 'data' || c.names.imports.has(name) || c.names.rules.has(name))
    return true;
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent) if (s.declared.has(name)) return true;
  return false;
}

export function dottedName(term: Term): string[] | undefined {
  if (term.kind === 'var') return [term.name];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  const parts = [term.head.name];
  for (const part of term.path) {
    if (part.kind !== 'scalar' || typeof part.value !== 'string') return undefined;
    parts.push(part.value);
  }
  return parts;
}

function resolveTerm(c: Context, term: Term, scope: Scope): Term {
  switch (term.kind) {
    case 'scalar':
      return term;
    case 'var':
      return resolveVariable(c, term, scope);
    case 'ref': {
      const path = term.path.map((part) => resolveTerm(c, part, scope));
      const head = resolveTerm(c, term.head, scope);
      if (head.kind === 'ref') return { ...head, path: [...head.path, ...path], pos: term.pos };
      return { ...term, head, path };
    }
    case 'array':
    case 'set':
      return { ...term, items: term.items.map((item) => resolveTerm(c, item, scope)) };
    case 'object':
      return {
        ...term,
        entries: term.entries.map(([k, v]) => [resolveTerm(c, k, scope), resolveTerm(c, v, scope)] as const),
      };
    case 'call': {
      const reflected = reflection(c, term.op);
      if (reflected !== undefined) return { kind: 'scalar', value: reflected, pos: term.pos };
      if (term.op[1] === 'template_string') checkTemplate(c, term);
      return {
        ...term,
        args: term.args.map((arg) => resolveTerm(c, arg, scope)),
        op: resolveCallee(c, term.op, scope),
      };
    }
    case 'arraycompr':
    case 'setcompr':
      return resolveClosure(c, scope, (inner) => {
        const body = resolveLiterals(c, term.body, inner);
        return { ...term, body, head: resolveTerm(c, term.head, inner) };
      });
    case 'objectcompr':
      return resolveClosure(c, scope, (inner) => {
        const body = resolveLiterals(c, term.body, inner);
        return {
          ...term,
          body,
          key: resolveTerm(c, term.key, inner),
          value: resolveTerm(c, term.value, inner),
        };
      });
  }
}

/** What stands in a template string shows one value, so it must not go through several. */
function checkTemplate(c: Context, template: Term & { kind: 'call' }): void {
  const [parts] = template.args;
  for (const part of parts?.kind === 'array' ? parts.items : []) {
    for (const literal of part.kind === 'setcompr' ? part.body : []) {
      for (const term of termsOf(literal)) {
        visitTerm(term, {
          variable(name, { pos }) {
            if (isWildcard(name)) c.problems.add('rego_compile_error', pos, 'var _ is undeclared');
          },
        });
      }
    }
  }
}

/** `rego.metadata.*` are known when the rule is compiled. */
function reflection(c: Context, op: readonly string[]): RegoValue | undefined {
  if (op[0] !== 'rego' || op[1] !== 'metadata' || c.rule === undefined) return undefined;
  if (op[2] === 'chain') return metadataChain(c.rule, c.names.module);
  return op[2] === 'rule' ? metadataRule(c.rule) : undefined;
}

function resolveVariable(c: Context, term: VarTerm, scope: Scope): Term {
  const { name, pos } = term;
  if (isWildcard(name)) return term;
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent) {
    const known = s.declared.get(name);
    if (known !== undefined) {
      known.used = true;
      if (s !== scope) scope.seen.add(name);
      return { ...term, name: known.unique };
    }
  }
  scope.seen.add(name);
  const imported = c.names.imports.get(name);
  if (imported !== undefined) return rootRef(imported, pos);
  if (c.names.rules.has(name)) return rootRef(['data', ...c.names.module.package, name], pos);
  return term;
}

function resolveCallee(c: Context, op: readonly string[], scope: Scope): readonly string[] {
  const [first, ...rest] = op as [string, ...string[]];
  if (first === 'data' && !scope.declared.has('data')) return op;
  const imported = c.names.imports.get(first);
  if (imported !== undefined) return [...imported, ...rest];
  if (c.names.rules.has(first)) return ['data', ...c.names.module.package, first, ...rest];
  return op;
}

function rootRef(path: readonly string[], pos: SourcePosition): Term {
  const [root, ...rest] = path as [string, ...string[]];
  const head: Term = { kind: 'var', name: root, pos };
  if (rest.length === 0) return head;
  return { kind: 'ref', head, path: rest.map((value) => ({ kind: 'scalar', value, pos })), pos };
}
