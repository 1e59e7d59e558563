import { dottedName } from '../checks/resolve-names';
import { directVariables, isWildcard } from '../checks/variables';
import { liftReferences } from '../plan/lift-negated';
import { pathName } from '../plan/program';
import type { CallTerm, EveryLiteral, ExprLiteral, Literal, SomeIn, Term, WithModifier } from '../syntax/ast';
import { callExpression, calleeName } from './callee';
import { block, type Emitter, fresh, line, mockName, openLoop, scoped } from './emitter';
import { emitJoin } from './join-index';
import { bindPattern, emitUnification } from './patterns';
import { planJoin } from './plan-join';
import { assign, assignDefined, emitAll, emitCondition, emitTerm } from './terms';

/** Emits a body: literals one after another, loops nested, and `done` where all of them hold. */
export function emitBody(e: Emitter, body: readonly Literal[], done: () => void): void {
  const covered = new Set<Literal>();
  for (const [i, literal] of body.entries()) {
    if (covered.has(literal)) continue;
    const join = planJoin(e, body, i);
    if (join !== undefined) {
      emitJoin(e, join, emitPlainBody);
      for (const each of join.covered) covered.add(each);
      continue;
    }
    emitLiteral(e, literal);
    if (e.shared.trace !== undefined) {
      const id = e.shared.trace.literal(literal, e.group, e.definition);
      if (id === undefined) continue;
      const bound = [...directVariables(literal)].filter(
        (n) => !isWildcard(n) && !n.startsWith('#') && e.bound.has(n),
      );
      const values = bound.map((n) => `[${JSON.stringify(n)}, ${e.bound.get(n)}]`).join(', ');
      line(e, `trace(${id}, [${values}]);`);
    }
  }
  done();
}

/** A body without tables for its loops. */
function emitPlainBody(e: Emitter, body: readonly Literal[], done: () => void): void {
  for (const literal of body) emitLiteral(e, literal);
  done();
}

function emitLiteral(e: Emitter, literal: Literal): void {
  if (literal.withs.length > 0) {
    emitWith(e, literal);
    return;
  }
  switch (literal.kind) {
    case 'some':
      return;
    case 'somein':
      return emitSomeIn(e, literal);
    case 'every':
      return emitEvery(e, literal);
    case 'notbody': {
      const { fail } = e;
      block(e, () => {
        e.ordered = false;
        e.body(e, literal.body, () => line(e, fail));
      });
      return;
    }
    case 'expr':
      return literal.negated ? emitNegated(e, literal) : emitExpression(e, literal.term);
  }
}

function emitExpression(e: Emitter, term: Term): void {
  if (term.kind === 'scalar') {
    if (term.value === false) line(e, `if (true) ${e.fail}`);
    return;
  }
  if (term.kind === 'call') return emitCallStatement(e, term);
  const value = emitTerm(e, term);
  if (term.kind === 'var' || term.kind === 'ref') line(e, `if (${value} === false) ${e.fail}`);
}

function emitCallStatement(e: Emitter, term: CallTerm): void {
  const [name] = term.op;
  if ((name === 'eq' || name === 'equal') && term.op.length === 1) {
    return emitUnification(e, term.args[0] as Term, term.args[1] as Term, emitTerm);
  }
  const condition = emitCondition(e, term);
  if (condition !== undefined) {
    line(e, `if (!${condition}) ${e.fail}`);
    return;
  }
  const arity = arityOf(e, term.op);
  if (arity !== undefined && term.args.length === arity + 1) {
    const output = term.args[arity] as Term;
    bindPattern(e, output, emitTerm(e, { ...term, args: term.args.slice(0, arity) }), emitTerm);
    return;
  }
  if (e.shared.builtins[term.op.join('.')]?.relation === true) {
    emitTerm(e, term);
    return;
  }
  const args = emitAll(e, term.args);
  const value = assign(e, callExpression(e, term, args));
  line(e, `if (${value} === undefined || ${value} === false) ${e.fail}`);
}

function arityOf(e: Emitter, op: readonly string[]): number | undefined {
  if (op[0] === 'data') return e.shared.groupsByName.get(pathName(op.slice(1)))?.arity;
  return e.shared.builtins[op.join('.')]?.arity;
}

function emitNegated(e: Emitter, literal: ExprLiteral): void {
  const parts = liftReferences(literal, () => `#n${++e.liftCounter.value}`);
  const inner = parts.pop() as ExprLiteral;
  for (const lifted of parts) emitLiteral(e, lifted);
  const { fail } = e;
  block(e, () => {
    e.ordered = false;
    emitExpression(e, inner.term);
    line(e, fail);
  });
}

function emitSomeIn(e: Emitter, literal: SomeIn): void {
  const domain = emitTerm(e, literal.domain);
  const suffix = e.ordered ? 'Of' : 'Unordered';
  const index = fresh(e, 'i');
  const json = e.json.has(domain);
  if (literal.key === undefined) {
    const members = assign(e, `members${suffix}(${domain})`);
    openLoop(e, index, `${members}.length`);
    const member = assign(e, `${members}[${index}]`);
    if (json) e.json.add(member);
    bindPattern(e, literal.value, member, emitTerm);
    return;
  }
  const keys = assign(e, `keys${suffix}(${domain})`);
  const members = assign(e, `membersFor(${domain}, ${keys})`);
  openLoop(e, index, `${members}.length`);
  const member = assign(e, `${members}[${index}]`);
  if (json) e.json.add(member);
  const at = assign(e, `${keys} === undefined ? ${index} : ${keys}[${index}]`);
  bindPattern(e, literal.key, at, emitTerm);
  bindPattern(e, literal.value, member, emitTerm);
}

function emitEvery(e: Emitter, literal: EveryLiteral): void {
  const domain = emitTerm(e, literal.domain);
  line(e, `if (!isCollection(${domain})) ${e.fail}`);
  const { fail } = e;
  const keys = assign(e, `keysUnordered(${domain})`);
  const members = assign(e, `membersFor(${domain}, ${keys})`);
  const index = fresh(e, 'i');
  scoped(e, fail, () => {
    e.ordered = false;
    openLoop(e, index, `${members}.length`);
    const goOn = e.fail;
    e.bound.set(literal.value.name, assign(e, `${members}[${index}]`));
    if (literal.key !== undefined) {
      e.bound.set(literal.key.name, assign(e, `${keys} === undefined ? ${index} : ${keys}[${index}]`));
    }
    block(e, () => e.body(e, literal.body, () => line(e, goOn)));
    line(e, fail);
  });
}

/** Runs the literal under changed documents, collects its solutions, puts everything back and goes through them. */
function emitWith(e: Emitter, literal: Literal): void {
  const parts =
    literal.kind === 'expr' && literal.negated
      ? liftReferences(literal, () => `#n${++e.liftCounter.value}`)
      : [literal];
  const inner = parts.pop() as Literal;
  for (const lifted of parts) emitWith(e, lifted);
  const prepared = literal.withs.map((w) => prepareWith(e, w));
  const saved = fresh(e, 's');
  const slots = [...new Set(prepared.flatMap((p) => (p.mock === undefined ? [] : [p.mock])))];
  line(
    e,
    `const ${saved} = [input, data, replaced, generation, plain${slots.map((s) => `, ${s}`).join('')}];`,
  );
  line(e, 'generation = ++generations; plain = false;');
  for (const { apply } of prepared) line(e, apply);
  line(e, 'look();');
  const outputs = [...directVariables(inner)].filter((n) => !isWildcard(n) && !e.bound.has(n));
  const rows = fresh(e, 'w');
  const many = outputs.length > 0 && !(inner.kind === 'expr' && inner.negated);
  line(e, many ? `const ${rows} = [];` : `let ${rows} = false;`);
  const label = fresh(e, 'L');
  line(e, `${label}: {`);
  scoped(e, `break ${label};`, () => {
    e.known = new Map();
    e.json = new Set();
    emitLiteral(e, { ...inner, withs: [] });
    if (many) line(e, `${rows}.push([${outputs.map((n) => e.bound.get(n) ?? 'undefined').join(', ')}]);`);
    else line(e, `${rows} = true; break ${label};`);
  });
  line(e, '}');
  line(e, `[input, data, replaced, generation, plain${slots.map((s) => `, ${s}`).join('')}] = ${saved};`);
  line(e, 'look();');
  if (!many) {
    line(e, `if (!${rows}) ${e.fail}`);
    return;
  }
  const index = fresh(e, 'i');
  openLoop(e, index, `${rows}.length`);
  outputs.forEach((name, i) => {
    e.bound.set(name, assign(e, `${rows}[${index}][${i}]`));
  });
}

interface PreparedWith {
  readonly apply: string;
  readonly mock: string | undefined;
}

function prepareWith(e: Emitter, { target, value }: WithModifier): PreparedWith {
  const functionName = target.kind === 'call' ? target.op.join('.') : functionTarget(e, target);
  if (functionName !== undefined) {
    const mock = mockName(e.shared, functionName);
    return { mock, apply: `${mock} = ${replacement(e, value)};` };
  }
  const js = emitTerm(e, value);
  if (target.kind === 'var') {
    const apply = target.name === 'input' ? `input = ${js};` : `data = ${js}; replaced = [[], ...replaced];`;
    return { mock: undefined, apply };
  }
  if (target.kind !== 'ref' || target.head.kind !== 'var')
    throw new Error('with target must be input, data or a function');
  const keys = target.path.map((t) => emitTerm(e, t));
  const path = assign(e, `[${keys.join(', ')}]`);
  if (target.head.name === 'input')
    return { mock: undefined, apply: `input = patched(input, ${path}, ${js});` };
  return {
    mock: undefined,
    apply: `data = patched(data, ${path}, ${js}); replaced = [${path}, ...replaced];`,
  };
}

function functionTarget(e: Emitter, target: Term): string | undefined {
  const dotted = dottedName(target);
  if (dotted?.[0] !== 'data') return undefined;
  const group = e.shared.groupsByName.get(pathName(dotted.slice(1)));
  return group?.kind === 'function' ? dotted.join('.') : undefined;
}

/** JavaScript for what takes a function's place: another function, or one that always gives the value. */
function replacement(e: Emitter, value: Term): string {
  if (value.kind === 'call' && value.args.length === 0 && value.infix !== true)
    return `unmocked(${calleeName(e, value.op)})`;
  const dotted = dottedName(value);
  if (dotted?.[0] === 'data') {
    const group = e.shared.groupsByName.get(pathName(dotted.slice(1)));
    if (group?.kind === 'function') return `unmocked(${calleeName(e, dotted)})`;
  }
  const constantValue = assignDefined(e, emitTerm(e, value));
  return `() => ${constantValue}`;
}
