import type { JsonValue } from '../../shared/rego';

type Random = () => number;

const WORDS = ['a', 'b', 'ab', 'key', '', 'Zoë', 'x.y', '10', 'a/b', '__proto__', 'constructor'];

/**
 * A random policy of package `fuzz` (Rego v1) and an input for it. Every rule has a name of its own: `p0`, `p1`, …
 * What static types would refuse is hidden from them: comparisons go through `object.get`, whose answer can be anything.
 */
export function randomPolicy(random: Random): { source: string; input: JsonValue } {
  const g: Generator = { random, vars: [], names: 0, rules: 0, functions: 0, depth: 0 };
  const rules: string[] = [];
  for (let i = 0; i < 4; i++) {
    rules.push(functionRule(g, i));
    g.functions = i + 1;
  }
  const count = 4 + Math.floor(random() * 10);
  for (let i = 0; i < count; i++) {
    g.rules = i;
    rules.push(rule(g, i));
  }
  return { source: `package fuzz\n\n${rules.join('\n\n')}\n`, input: randomInput(random) };
}

interface Generator {
  readonly random: Random;
  vars: string[];
  names: number;
  rules: number;
  functions: number;
  depth: number;
}

function pick<T>(g: { random: Random }, items: readonly T[]): T {
  return items[Math.floor(g.random() * items.length)] as T;
}

function chance(g: Generator, p: number): boolean {
  return g.random() < p;
}

function randomInput(random: Random): JsonValue {
  const g = { random };
  const scalar = (): JsonValue =>
    pick(g, [
      0,
      1,
      2,
      3,
      -1,
      10,
      2.5,
      true,
      false,
      null,
      'a',
      'b',
      'ab',
      'key',
      '',
      'x.y',
      '10',
    ] as JsonValue[]);
  const list = (): JsonValue[] => Array.from({ length: Math.floor(random() * 4) }, scalar);
  const object = (): JsonValue =>
    JSON.parse(
      `{${[...new Set(Array.from({ length: Math.floor(random() * 4) }, () => pick(g, WORDS)))].map((k) => `${JSON.stringify(k)}:${JSON.stringify(scalar())}`).join()}}`,
    ) as JsonValue;
  return {
    n: pick(g, [0, 1, 2, 7, -3, 1.5]),
    s: pick(g, WORDS),
    b: random() < 0.5,
    z: null,
    xs: list(),
    ys: [list(), list(), scalar()],
    o: object(),
    os: [object(), { a: scalar(), b: list() }, object()],
    deep: { a: { b: [object(), list()] } },
  };
}

function rule(g: Generator, i: number): string {
  g.vars = [];
  const body = statements(g, 1 + Math.floor(g.random() * 3));
  const lines = body.map((s) => `\t${s}`).join('\n');
  const kind = pick(g, [
    'complete',
    'complete',
    'set',
    'object',
    'nested',
    'branches',
    'else',
    'default',
  ] as const);
  if (kind === 'set') return `p${i} contains ${any(g)} if {\n${lines}\n}`;
  if (kind === 'object' || kind === 'nested') {
    const key = g.vars.length > 0 && chance(g, 0.6) ? pick(g, g.vars) : JSON.stringify(pick(g, WORDS));
    const value = chance(g, 0.5) ? key : scalar(g);
    if (kind === 'object') return `p${i}[k0] := v0 if {\n${lines}\n\tk0 := ${key}\n\tv0 := ${value}\n}`;
    const inner = g.vars.length > 0 ? pick(g, g.vars) : scalar(g);
    return `p${i}[k0].m[k1] contains ${value} if {\n${lines}\n\tk0 := ${key}\n\tk1 := ${inner}\n}`;
  }
  // Lists of all solutions cannot conflict.
  const value = `[v1 | ${body.join('; ')}; v1 := ${any(g)}]`;
  g.vars = [];
  if (kind === 'branches') {
    const rest = [
      `p${i}.b.c := ${any(g)} if ${condition(g)}`,
      `p${i}.b.d contains ${any(g)} if ${condition(g)}`,
    ];
    return [`p${i}.a := ${value}`, ...rest, `default p${i}.b.c := ${scalar(g)}`].join('\n\n');
  }
  if (kind === 'else') {
    return `p${i} := ${value} if {\n\t${condition(g)}\n} else := ${scalar(g)} if {\n\t${condition(g)}\n} else := 3`;
  }
  if (kind === 'default')
    return `default p${i} := ${scalar(g)}\n\np${i} := ${value} if {\n\t${condition(g)}\n\tnot ${condition(g)}\n}`;
  return `p${i} := ${value}`;
}

function functionRule(g: Generator, i: number): string {
  g.vars = ['a0', 'a1'];
  const list = (): string => {
    const saved = [...g.vars];
    const text = `[r | ${statements(g, 1 + Math.floor(g.random() * 2)).join('; ')}; r := ${any(g)}]`;
    g.vars = saved;
    return text;
  };
  const plain = `f${i}(a0, a1) := ${list()}`;
  const choice = g.random();
  if (choice < 0.4) return plain;
  if (choice < 0.6) {
    const first = `f${i}(a0, a1) := ${list()} if {\n\t${condition(g)}\n}`;
    return `${first} else := ${any(g)} if {\n\t${condition(g)}\n}`;
  }
  if (choice < 0.8) return `default f${i}(_, _) := ${scalar(g)}\n\n${plain} if ${condition(g)}`;
  // Definitions told apart by their first parameter, as only one of them can fit.
  return [
    `f${i}("a", a1) := a1`,
    `f${i}(1, a1) := [a1]`,
    `f${i}([a0, [a1]], _) := {"p": a0, "q": a1}`,
    `f${i}({"a": a0}, a1) := {a0, a1}`,
  ].join('\n\n');
}

function statements(g: Generator, count: number): string[] {
  return Array.from({ length: count }, () => statement(g));
}

function fresh(g: Generator): string {
  return `x${g.names++}`;
}

function statement(g: Generator): string {
  const choice = g.random();
  if (choice < 0.2) {
    const value = any(g);
    const name = fresh(g);
    g.vars.push(name);
    return `${name} := ${value}`;
  }
  if (choice < 0.35) {
    const domain = collection(g);
    const name = fresh(g);
    if (chance(g, 0.4)) {
      const key = fresh(g);
      g.vars.push(name, key);
      return `some ${key}, ${name} in ${domain}`;
    }
    g.vars.push(name);
    return `some ${name} in ${domain}`;
  }
  if (choice < 0.5) {
    const key = fresh(g);
    const name = fresh(g);
    const base = pick(g, [
      'input.xs',
      'input.o',
      'input.os',
      'input.ys',
      'input.deep.a.b',
      'input.missing',
      'input.s',
    ]);
    g.vars.push(key, name);
    return `${name} = ${base}[${key}]${chance(g, 0.3) ? '[_]' : ''}`;
  }
  if (choice < 0.58) {
    const a = fresh(g);
    const b = fresh(g);
    const value = pick(g, ['input.ys[0]', 'input.ys[_]', `[${any(g)}, ${any(g)}]`, 'input.xs']);
    const nested = `[${a}, [${b}]] = [${any(g)}, [${any(g)}]]`;
    g.vars.push(a, b);
    return chance(g, 0.5) ? `[${a}, ${b}] = ${value}` : nested;
  }
  if (choice < 0.64) {
    const a = fresh(g);
    g.vars.push(a);
    return `{"a": ${a}, "b": _} = input.os[_]`;
  }
  if (choice < 0.67) return destructuring(g);
  if (choice < 0.76) return `not ${condition(g)}`;
  if (choice < 0.81) {
    const name = fresh(g);
    const key = chance(g, 0.4) ? fresh(g) : undefined;
    const domain = collection(g);
    const saved = [...g.vars];
    g.vars.push(name, ...(key === undefined ? [] : [key]));
    const inner = condition(g);
    g.vars = saved;
    const declared = key === undefined ? name : `${key}, ${name}`;
    const used = key === undefined ? '' : `; ${key} == ${key}`;
    return `every ${declared} in ${domain} { ${name} == ${name}${used}; ${inner} }`;
  }
  if (choice < 0.9 && g.rules > 0) return modified(g);
  return condition(g);
}

/** `some … in` with a pattern, or a pattern on either side of a unification. */
function destructuring(g: Generator): string {
  const [a, b, c] = [fresh(g), fresh(g), fresh(g)];
  const known = g.vars.length > 0 && chance(g, 0.3) ? pick(g, g.vars) : undefined;
  const values = [any(g), any(g)] as const;
  g.vars.push(a, b);
  const choice = g.random();
  if (choice < 0.25)
    return `some [${a}, ${b}] in ${pick(g, ['input.ys', '[[1, 2], [3]]', 'input.deep.a.b'])}`;
  if (choice < 0.5) return `some ${b}, {"a": ${a}} in input.os`;
  if (choice < 0.7) return `[${a}, {"k": [${b}, _]}] = [${known ?? 'input.n'}, {"k": [input.o, 2]}]`;
  g.vars.push(c);
  if (choice < 0.85)
    return `walk(${pick(g, ['input.os', 'input.deep', 'input.xs'])}, [${a}, ${b}]); ${c} := count(${a})`;
  return `{"a": ${a}, "b": [${b}, ${c}]} = {"b": [${values[0]}, ${a}], "a": ${values[1]}}`;
}

/** A rule's value, or a body, while something else stands for a document or a function. */
function modified(g: Generator): string {
  const rule = `data.fuzz.p${Math.floor(g.random() * g.rules)}`;
  const name = fresh(g);
  const withs = Array.from({ length: 1 + Math.floor(g.random() * 2) }, () =>
    pick(g, [
      () => `with input.${pick(g, ['n', 'xs', 'o.a', 's', 'new.path'])} as ${scalar(g)}`,
      () => `with input as ${pick(g, ['{}', 'input.os[0]', '{"xs": [1, 2], "s": "ab"}'])}`,
      () => `with data.base as ${scalar(g)}`,
      () => `with ${pick(g, ['count', 'lower', 'trim_space'])} as ${pick(g, ['1', '"a"', 'type_name'])}`,
      () => (g.functions > 1 ? `with f0 as ${pick(g, ['f1', '7'])}` : 'with input.n as 3'),
    ])(),
  );
  g.vars.push(name);
  const value = pick(g, [rule, rule, `[m | m := ${rule}]`, 'input', 'lower(input.s)', 'f0(1, input.n)']);
  return `${name} := ${g.functions === 0 && value.startsWith('f0') ? rule : value} ${withs.join(' ')}`;
}

/** The value, of which static types know nothing. */
function untyped(g: Generator): string {
  return chance(g, 0.4)
    ? pick(g, ['input.n', 'input.xs[0]', 'input.o.a', 'input.s'])
    : `object.get({0: ${any(g)}}, 0, 0)`;
}

function condition(g: Generator): string {
  const choice = g.random();
  if (choice < 0.2) return `${untyped(g)} ${pick(g, ['==', '!='])} ${any(g)}`;
  if (choice < 0.35) return `${any(g)} ${pick(g, ['<', '<=', '>', '>='])} ${any(g)}`;
  if (choice < 0.45) return `${chance(g, 0.2) ? `${untyped(g)}, ` : ''}${untyped(g)} in ${collection(g)}`;
  if (choice < 0.55)
    return pick(g, ['input.b', 'input.o.a', 'input.z', 'input.os[0].b', 'input.missing', 'input.xs[1]']);
  if (choice < 0.65) return `${pick(g, ['startswith', 'endswith', 'contains'])}(${text(g)}, ${text(g)})`;
  if (choice < 0.75)
    return `${pick(g, ['is_string', 'is_number', 'is_array', 'is_object', 'is_boolean', 'is_null'])}(${any(g)})`;
  if (choice < 0.85)
    return `count(${collection(g)}) ${pick(g, ['>', '==', '<'])} ${Math.floor(g.random() * 3)}`;
  if (g.rules > 0 && choice < 0.92) return `data.fuzz.p${Math.floor(g.random() * g.rules)}`;
  if (g.rules > 0 && g.vars.length > 0 && choice < 0.95)
    return `object.get({0: data.fuzz.p${Math.floor(g.random() * g.rules)}}, 0, 0)[${pick(g, g.vars)}]`;
  return `regex.match(${pick(g, ['"^a"', '"[0-9]+$"', '"b?"', '"^(a|b)+$"'])}, ${text(g)})`;
}

function any(g: Generator): string {
  if (g.depth > 3) return scalar(g);
  g.depth++;
  const result = anyDeep(g);
  g.depth--;
  return result;
}

function anyDeep(g: Generator): string {
  const choice = g.random();
  if (g.vars.length > 0 && choice < 0.3) return pick(g, g.vars);
  if (choice < 0.42) return scalar(g);
  if (choice < 0.54)
    return pick(g, [
      'input.n',
      'input.s',
      'input.xs',
      'input.o',
      'input.o.a',
      'input.os[1].b',
      'input.ys[1]',
      'input.deep.a',
      'input.b',
      'input.z',
    ]);
  if (choice < 0.6) return number(g);
  if (choice < 0.66) return text(g);
  if (choice < 0.74) return collection(g);
  if (choice < 0.8) return `[${any(g)}, ${any(g)}]`;
  if (choice < 0.85) return `{${JSON.stringify(pick(g, WORDS))}: ${any(g)}}`;
  if (choice < 0.89) return `{${any(g)}, ${any(g)}}`;
  if (choice < 0.94 && g.functions > 0)
    return `f${Math.floor(g.random() * g.functions)}(${any(g)}, ${any(g)})`;
  if (g.rules > 0) return `data.fuzz.p${Math.floor(g.random() * g.rules)}`;
  return comprehension(g);
}

function scalar(g: Generator): string {
  return pick(g, [
    '0',
    '1',
    '2',
    '-1',
    '10',
    '2.5',
    '0.1',
    '"a"',
    '"b"',
    '"ab"',
    '""',
    '"x.y"',
    'true',
    'false',
    'null',
    '9007199254740993',
    '1.0',
  ]);
}

function number(g: Generator): string {
  const operand = (): string => pick(g, ['1', '2', '3', '0.5', 'input.n', 'count(input.xs)', '10']);
  return `${operand()} ${pick(g, ['+', '-', '*', '/', '%'])} ${operand()}`;
}

function text(g: Generator): string {
  const choice = g.random();
  if (choice < 0.3) return JSON.stringify(pick(g, WORDS));
  if (choice < 0.55) return 'input.s';
  if (choice < 0.6) return `sprintf("%v-%v", [${any(g)}, ${any(g)}])`;
  if (choice < 0.65) return `$"<{${any(g)}}|{input.missing}>"`;
  if (choice < 0.72) return `concat(${JSON.stringify(pick(g, WORDS))}, [input.s, "q"])`;
  if (choice < 0.79) return `${pick(g, ['lower', 'upper', 'trim_space'])}(input.s)`;
  if (choice < 0.86) return `replace(input.s, "a", "bb")`;
  if (choice < 0.93)
    return `substring("abcdef", ${Math.floor(g.random() * 7)}, ${Math.floor(g.random() * 4) - 1})`;
  return `json.marshal(${any(g)})`;
}

function collection(g: Generator): string {
  const choice = g.random();
  if (choice < 0.3)
    return pick(g, ['input.xs', 'input.o', 'input.os', 'input.ys', 'input.deep.a.b', 'input.os[1]']);
  if (choice < 0.45) return comprehension(g);
  if (choice < 0.55) return `[${any(g)}, ${any(g)}]`;
  if (choice < 0.65) return `{${any(g)}, ${any(g)}}`;
  if (choice < 0.72) return `{"a": ${any(g)}, "key": ${any(g)}}`;
  if (choice < 0.79) return `split(${text(g)}, ${JSON.stringify(pick(g, ['', 'a', '.', '/']))})`;
  if (choice < 0.84) return `numbers.range(${Math.floor(g.random() * 3)}, ${Math.floor(g.random() * 4)})`;
  if (choice < 0.88) return `array.concat(input.xs, [${any(g)}])`;
  if (choice < 0.92) return `object.union(input.o, {"a": ${any(g)}})`;
  if (choice < 0.96) return `({${any(g)}} ${pick(g, ['|', '&', '-'])} {${any(g)}, ${any(g)}})`;
  return `sort([${any(g)}, ${any(g)}, ${any(g)}])`;
}

function comprehension(g: Generator): string {
  if (g.depth > 2) return '[]';
  g.depth++;
  const saved = [...g.vars];
  const body = statements(g, 1 + Math.floor(g.random() * 2)).join('; ');
  const head = any(g);
  const key = fresh(g);
  g.vars = saved;
  g.depth--;
  const choice = g.random();
  const result =
    choice < 0.5
      ? `[${key} | ${body}; ${key} := ${head}]`
      : choice < 0.85
        ? `{${key} | ${body}; ${key} := ${head}}`
        : `{${key}: ${key} | ${body}; ${key} := ${head}}`;
  return result;
}
