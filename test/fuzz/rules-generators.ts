import { FUNCTION_TABLE, type JsonObject, type JsonValue } from '../../shared/expressions';
import { OPERATOR_TABLE } from '../../shared/rules';

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

const KEYS = [
  'a',
  'A',
  'type',
  'name',
  'properties',
  'tags',
  'items',
  '__proto__',
  'constructor',
  'toString',
  '',
  'ß',
  'a.b',
  'x[*]',
  'length',
];
const TEXTS = [
  '',
  'a',
  'Straße',
  '[[x]',
  '[',
  "[field('type')]",
  "[parameters('a')]",
  "[current('a')]",
  '9007199254740993',
  'true',
  '2024-02-30T00:00:00Z',
  '10.0.0.0/8',
  '*'.repeat(60),
  'a'.repeat(300),
  '{0,9}',
  '\ud800',
  'Microsoft.X/y/items[*]',
];
const FIELDS = [
  'type',
  'location',
  'tags',
  "tags['a']",
  'a',
  'properties.items[*]',
  'items[*].a',
  'items[*].items[*]',
  'a[0]',
  '',
];

export function randomJson(random: Random, depth = 0): JsonValue {
  const kind = random();
  if (depth > 5 || kind < 0.35) {
    return pick<JsonValue>(random, [null, true, false, 0, -1, 1e308, 0.1, 2 ** 53, ...TEXTS]);
  }
  const size = Math.floor(random() * 4);
  if (kind < 0.6) return Array.from({ length: size }, () => randomJson(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: size }, () => [pick(random, KEYS), randomJson(random, depth + 1)]),
  );
}

/** An object that now and then nests very deeply. */
export function randomArm(random: Random): JsonObject {
  let deep: JsonValue = 1;
  if (random() < 0.01) for (let level = 0; level < 5_000; level += 1) deep = level % 2 ? [deep] : { a: deep };
  const entries = Array.from({ length: 6 }, () => [pick(random, KEYS), randomJson(random)] as const);
  return Object.fromEntries([...entries, ['a', random() < 0.5 ? deep : randomJson(random)]]);
}

const FUNCTIONS = [...FUNCTION_TABLE.values()].filter(({ policyUse }) => policyUse !== 'nowhere');

export function randomExpression(random: Random, depth = 0): string {
  const operand = (): string => {
    const kind = random();
    if (depth > 3 || kind < 0.25)
      return pick(random, [
        "'a'",
        "''",
        '0',
        '-1',
        '1.5',
        "parameters('a')",
        "'10.0.0.1'",
        "'P1D'",
        "'{0:N}'",
      ]);
    if (kind < 0.3) return `${randomExpression(random, depth + 1).slice(1, -1)}.a`;
    if (kind < 0.35) return `${randomExpression(random, depth + 1).slice(1, -1)}[0]`;
    return randomExpression(random, depth + 1).slice(1, -1);
  };
  if (random() < 0.03)
    return `[${pick(random, ['(', 'a(', "'", 'a(1,)', 'x.y', '', ')))', 'a'.repeat(50), 'concat('.repeat(100)])}]`;
  if (random() < 0.05) return `[nothing(${operand()})]`;
  const { name, arity } = pick(random, FUNCTIONS);
  const [fewest, most] = random() < 0.97 ? arity : [0, 5];
  const count = fewest + Math.floor(random() * (Math.min(most, fewest + 3) - fewest + 1));
  return `[${name}(${Array.from({ length: count }, operand).join(', ')})]`;
}

const OPERATORS = [...OPERATOR_TABLE.values()].map(({ name }) => name);

function randomConstraint(random: Random, depth: number): JsonValue {
  const kind = random();
  if (depth < 5 && kind < 0.15)
    return { allOf: [randomConstraint(random, depth + 1), randomConstraint(random, depth + 1)] };
  if (depth < 5 && kind < 0.3)
    return { anyOf: [randomConstraint(random, depth + 1), randomConstraint(random, depth + 1)] };
  if (depth < 5 && kind < 0.4) return { not: randomConstraint(random, depth + 1) };
  const right = random() < 0.5 ? randomJson(random, 3) : randomExpression(random);
  const operator = { [pick(random, OPERATORS)]: right };
  if (kind < 0.65) return { field: pick(random, FIELDS), ...operator };
  if (kind < 0.8)
    return { value: random() < 0.6 ? randomExpression(random) : randomJson(random, 3), ...operator };
  if (kind < 0.95) {
    const counted =
      random() < 0.5
        ? { field: pick(random, FIELDS) }
        : { value: randomJson(random, 2), name: pick(random, ['a', 'b', 'c']) };
    return { count: { ...counted, where: randomConstraint(random, depth + 2) }, ...operator };
  }
  return random() < 0.3 ? randomJson(random, 3) : { field: pick(random, FIELDS), exists: random() < 0.5 };
}

export function randomRule(random: Random): JsonValue {
  const consequence = {
    effect: pick(random, ['audit', 'Deny', "[parameters('a')]", 'modify', '[concat()]', 'auditIfNotExists']),
    details: pick<() => JsonValue>(random, [
      () => randomJson(random),
      () => ({ type: pick(random, TEXTS), existenceCondition: randomConstraint(random, 2) }),
      () => ({
        operations: [
          {
            operation: pick(random, ['add', 'addOrReplace', 'remove']),
            field: pick(random, FIELDS),
            value: randomJson(random, 3),
          },
        ],
      }),
      () => [{ field: pick(random, FIELDS), value: randomExpression(random) }],
    ])(),
  };
  return Object.fromEntries([
    ['if', randomConstraint(random, 0)],
    ['then', consequence],
  ]);
}
