import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../evaluate-expression';
import type { JsonValue } from '../json-value';
import { AZURE_EXPRESSION_SEMANTICS, type ExpressionSemantics } from '../semantics';

const evaluate = (text: string, semantics: ExpressionSemantics = AZURE_EXPRESSION_SEMANTICS): JsonValue =>
  evaluateExpression(`[${text}]`, { semantics, utcNow: '2026-06-01T12:34:56.7890000Z' });

const FAMILIES: Readonly<Record<string, readonly (readonly [string, JsonValue])[]>> = {
  logical: [
    ['and(true(), false())', false],
    ['or(true(), false())', true],
    ['not(false())', true],
    ["bool('TRUE')", true],
    ['bool(0)', false],
  ],
  comparison: [
    ["equals('a', 'a')", true],
    ['equals(createArray(1, 2), createArray(1, 2))', true],
    ["equals(1, '1')", false],
    ['less(2, 10)', true],
    ["less('2', '10')", false],
    ["greater('A', 'a')", true],
    ["greaterOrEquals('b', 'b')", true],
    ["coalesce(null(), '', 'x')", ''],
    ['coalesce()', null],
  ],
  text: [
    ["concat('a', 1, true())", 'a1True'],
    ['concat(createArray(1), createArray(2))', [1, 2]],
    ["toUpper('ß')", 'SS'],
    ["trim('  a b ')", 'a b'],
    ["startsWith('Straße', 'STRASS')", true],
    ["endsWith('abc', 'BC')", true],
    ["padLeft('7', 3, '0')", '007'],
    ['padLeft(7, 3)', '  7'],
    ["replace('a.b.c', '.', '-')", 'a-b-c'],
    ["split('a,b;c', createArray(',', ';'))", ['a', 'b', 'c']],
    ["split('a::b:c', createArray(':', '::'))", ['a', 'b', 'c']],
    ["split('xabcy', createArray('b', 'abc'))", ['x', 'y']],
    ["split('a.b|c', createArray('.', '|', ''))", ['a', 'b', 'c']],
    ["split('abc', '')", ['abc']],
    ["join(createArray('a', 1), '-')", 'a-1'],
    ["string(createObject('a', 1))", '{"a":1}'],
    ["substring('abcdef', 2, 3)", 'cde'],
    ["substring('abcdef', 6)", ''],
    ["format('{0}: {1:N2} {2,4}|{3,-4}|', 'n', 1234.5, 'r', 'l')", 'n: 1,234.50    r|l   |'],
    ["format('{{{0:X}}} {1}', 255, false())", '{FF} False'],
  ],
  arrays: [
    ["length('abc')", 3],
    ["length(createObject('a', 1))", 1],
    ['empty(createArray())', true],
    ['empty(0)', false],
    ['first(createArray())', null],
    ["last('abc')", 'c'],
    ["take('abc', 9)", 'abc'],
    ['skip(createArray(1, 2, 3), 1)', [2, 3]],
    ['take(createArray(1), -1)', []],
    ["contains('Abc', 'a')", false],
    ["contains(createArray('a', 'b'), 'b')", true],
    ["contains(createObject('Key', null()), 'kEY')", true],
    ["indexOf('Abc', 'B')", 1],
    ['lastIndexOf(createArray(1, 2, 1), 1)', 2],
    ['indexFromEnd(createArray(1, 2, 3), 1)', 3],
    ['tryIndexFromEnd(createArray(1), 2)', null],
    ["array('x')", ['x']],
    ['intersection(createArray(1, 2, 3), createArray(3, 2))', [2, 3]],
    [
      "union(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2)))",
      { a: { x: 1, y: 2 } },
    ],
    ['range(5, 3)', [5, 6, 7]],
    ['flatten(createArray(createArray(1), createArray(2, 3)))', [1, 2, 3]],
    ["objectKeys(createObject('a', 1, 'b', 2))", ['a', 'b']],
  ],
  objects: [
    ["createObject('a', 1, 'b', createArray())", { a: 1, b: [] }],
    [
      "items(createObject('b', 2, 'a', 1))",
      [
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ],
    ],
    ['json(\'{"a": [1]}\')', { a: [1] }],
    ["tryGet(createObject('a', createObject('b', 1)), 'a', 'b')", 1],
    ["tryGet(createObject('a', 1), 'b', 'c')", null],
    ["shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))", { a: 2 }],
  ],
  numbers: [
    ["int('7')", 7],
    ['int(-2.7)', -2],
    ["float('1.5')", 1.5],
    ['div(7, 2)', 3],
    ['div(-7, 2)', -3],
    ['mod(-7, 3)', -1],
    ['min(createArray(3, 1, 2))', 1],
    ['max(3, 1)', 3],
  ],
  dates: [
    ['utcNow()', '2026-06-01T12:34:56.7890000Z'],
    ["utcNow('yyyy-MM-dd')", '2026-06-01'],
    ["addDays('2024-02-28T00:00:00Z', 2)", '2024-03-01T00:00:00Z'],
    ["addDays('2024-02-28T00:00:00.5000000+02:00', -1)", '2024-02-27T00:00:00.5000000+02:00'],
    ["addDays('2024-02-28T00:00:00.0000000Z', 1)", '2024-02-29T00:00:00Z'],
    ["dateTimeAdd('2024-01-15T12:00:00Z', 'PT1.5H')", '2024-01-15T13:30:00Z'],
    ["dateTimeAdd('2024-01-15T12:00:00Z', 'P1.5DT0.25S')", '2024-01-17T00:00:00.2500000Z'],
    ["dateTimeAdd('2024-01-15T12:00:00Z', 'P3000DT0.1234567S')", '2032-04-02T12:00:00.1234567Z'],
    ["dateTimeAdd('2024-01-31T00:00:00Z', 'P1M')", '2024-03-01T00:00:00Z'],
    ["dateTimeAdd('2024-01-15T12:00:00Z', '-PT0.5S')", '2024-01-15T11:59:59.5000000Z'],
    ["dateTimeFromEpoch(dateTimeToEpoch('1969-12-31T23:59:59Z'))", '1969-12-31T23:59:59Z'],
    [
      "dateTimeAdd('2024-01-15T15:04:05Z', 'P0D', 'dddd, d MMMM yy h:mm tt zzz')",
      'Monday, 15 January 24 3:04 PM +00:00',
    ],
    ["dateTimeAdd('2024-01-15T15:04:05+05:30', 'P0D', 'R')", 'Mon, 15 Jan 2024 09:34:05 GMT'],
  ],
  encoding: [
    ["base64('Straße')", 'U3RyYcOfZQ=='],
    ["base64ToString('U3RyYcOfZQ==')", 'Straße'],
    ["base64ToJson('eyJhIjoxfQ==')", { a: 1 }],
    ["dataUri('Hi')", 'data:text/plain;charset=utf8;base64,SGk='],
    ["dataUriToString('data:,a%20b')", 'a b'],
    ["uri('http://contoso.org/firstpath', 'myscript.sh')", 'http://contoso.org/myscript.sh'],
    ["uri('http://contoso.org/firstpath/', '/myscript.sh')", 'http://contoso.org/firstpath/myscript.sh'],
    ["uri('http://contoso.org', 'myscript.sh')", 'http://contoso.org/myscript.sh'],
    ["uriComponent('a b&(c)')", 'a%20b%26%28c%29'],
    ["uriComponentToString('a%20b')", 'a b'],
  ],
  network: [
    ["ipRangeContains('10.0.0.0/8', '10.1.0.0-10.2.0.0')", true],
    ["ipRangeContains('10.0.0.1-10.0.0.9', '10.0.0.0/28')", false],
    ["ipRangeContains('fd00::/8', 'fd12::1')", true],
    [
      "parseCidr('10.144.0.0/20')",
      {
        network: '10.144.0.0',
        netmask: '255.255.240.0',
        broadcast: '10.144.15.255',
        firstUsable: '10.144.0.1',
        lastUsable: '10.144.15.254',
        cidr: 20,
      },
    ],
    ["cidrSubnet('10.144.0.0/20', 24, 1)", '10.144.1.0/24'],
    ["cidrSubnet('fd00::/48', 64, 2)", 'fd00:0:0:2::/64'],
    ["cidrHost('10.144.3.0/24', 0)", '10.144.3.1'],
  ],
};

describe.each(Object.entries(FAMILIES))('the %s functions', (_family, rows) => {
  it.each(rows)('%s is %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe('failures', () => {
  it.each([
    ["and(true(), 'x')", 'InvalidArgument'],
    ["less(1, 'a')", 'InvalidArgument'],
    ["substring('abc', 2, 5)", 'OutOfRange'],
    ["split(null(), ',')", 'InvalidArgument'],
    ['length(null())', 'InvalidArgument'],
    ['createArray()[0]', 'MissingProperty'],
    ['div(1, 0)', 'DivisionByZero'],
    ["int('x')", 'InvalidArgument'],
    ["json('{')", 'InvalidJson'],
    [`json('${'['.repeat(200)}')`, 'TooLarge'],
    ["addDays('2024-02-30', 1)", 'InvalidDateTime'],
    ["addDays('9999-12-31', 1)", 'InvalidDateTime'],
    ["dateTimeAdd('2024-01-01', 'P')", 'InvalidDateTime'],
    ["addDays('2024-01-01', 1.5)", 'InvalidArgument'],
    ['dateTimeFromEpoch(1.5)', 'InvalidArgument'],
    ["padLeft('a', -1)", 'InvalidArgument'],
    ["ipRangeContains('10.0.0.0/8', '010.0.0.1')", 'InvalidRange'],
    ["ipRangeContains('10.0.0.0/8', 'fd00::1')", 'InvalidRange'],
    ["ipRangeContains('10.0.0.0/33', '10.0.0.1')", 'InvalidRange'],
    ["base64ToString('%')", 'InvalidArgument'],
    ["format('{0', 1)", 'InvalidArgument'],
    ['union(createArray(1), createObject())', 'InvalidArgument'],
  ])('%s: %s', (text, code) => {
    expect(() => evaluate(text)).toThrow(expect.objectContaining({ name: 'ExpressionFailure', code }));
  });
});

describe('what would grow beyond the limits', () => {
  const parameters = {
    rows: Array.from({ length: 30_000 }, (_, row) => row),
    pattern: '{0,9999}'.repeat(1_000),
    object: Object.fromEntries(Array.from({ length: 30_000 }, (_, row) => [`key${row}`, row])),
  };
  let deep: JsonValue = 1;
  for (let level = 0; level < 20_000; level += 1) deep = level % 2 === 0 ? { a: deep } : { a: [deep] };
  let deepObject: JsonValue = 1;
  for (let level = 0; level < 20_000; level += 1) deepObject = { a: deepObject };

  it.each([
    ["string(parameters('deep'))"],
    ["join(createArray(parameters('deep')), '')"],
    ["union(parameters('deepObject'), parameters('deepObject'))"],
    ["union(createArray(parameters('deep')), createArray())"],
    ["intersection(createArray(parameters('deep')), createArray(1))"],
  ])('%s is refused for its depth', (text) => {
    expect(() => evaluateExpression(`[${text}]`, { parameters: { deep, deepObject } })).toThrow(
      expect.objectContaining({ code: 'TooLarge' }),
    );
  });

  const twice = "createArray(parameters('rows'), parameters('rows'))";

  it.each([
    [`string(createArray(${twice}, ${twice}))`],
    [`join(createArray(${twice}, ${twice}), '')`],
    [`format('{0}', createArray(${twice}, ${twice}))`],
    ["string(parameters('object'))"],
    ["format(parameters('pattern'), 'x')"],
    ["padLeft('x', 200000)"],
    ["concat(parameters('rows'), parameters('rows'))"],
  ])('%s is refused', (text) => {
    expect(() => evaluateExpression(`[${text}]`, { parameters })).toThrow(
      expect.objectContaining({ code: 'TooLarge' }),
    );
  });
});

describe('names derived from texts', () => {
  it('are the same for the same texts and otherwise differ', () => {
    expect(evaluate("guid('a', 'b')")).toBe(evaluate("guid('a', 'b')"));
    expect(evaluate("guid('a', 'b')")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(evaluate("guid('a', 'c')")).not.toBe(evaluate("guid('a', 'b')"));
  });

  it('guid is the RFC 4122 version 5 GUID of the texts joined by "-"', () => {
    expect(evaluate("guid('hello', 'world')")).toBe(evaluate("guid('hello-world')"));
    expect(evaluate("guid('hello-world')")).toBe('a5b868f8-11fe-567a-ace0-e77cc87f104e');
  });

  it.each([
    ["uniqueString('hello', 'world')", 'a7wkljktk6wne'],
    ["uniqueString('abc')", 'cgtzqvhu4i23s'],
    ["uniqueString('test')", 'rbgf3xv4ufgzg'],
    ["uniqueString('foo', 'bar', 'baz')", 'xzi4ioaxtmth4'],
    [
      "uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg')",
      'bmg7c6xu4tw46',
    ],
  ])('%s is %s, as Azure derives it', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });
});

describe('where sources differ', () => {
  const other: ExpressionSemantics = {
    comparisonFunctions: 'asOperators',
    wrongArguments: 'tolerated',
    malformedIpRange: 'false',
  };

  it.each<[string, JsonValue, JsonValue]>([
    ["equals('a', 'A')", false, true],
    ["contains('Abc', 'a')", false, true],
    ["greater('A', 'a')", true, false],
    ["equals(1, '1')", false, true],
    ["contains(createArray('A'), 'a')", false, true],
  ])(
    '%s compares by type and case in templates and like the operator in Regorus',
    (text, documented, regorus) => {
      expect([evaluate(text), evaluate(text, other)]).toEqual([documented, regorus]);
    },
  );

  it.each<[string, JsonValue]>([
    ["and(true(), 'x')", false],
    ["or('x', true())", true],
    ["not('x')", true],
    ["if('x', 1, 2)", 2],
    ['startsWith(1, 2)', false],
    ["substring('abc', 1, 9)", 'bc'],
    ["substring('abc', 9, 9)", ''],
    ["take(createArray(1, 2), 'x')", []],
    ["tryIndexFromEnd('x', 1)", null],
    ['ipRangeContains(1, 2)', false],
  ])('an unsuitable argument fails by the documentation; Regorus gives %s the value %j', (text, value) => {
    expect(() => evaluate(text)).toThrow(expect.objectContaining({ name: 'ExpressionFailure' }));
    expect(evaluate(text, other)).toEqual(value);
  });

  it('a malformed address range fails by the documentation and contains nothing by Regorus', () => {
    expect(() => evaluate("ipRangeContains('here', '10.0.0.1')")).toThrow('needs two addresses');
    expect(evaluate("ipRangeContains('here', '10.0.0.1')", other)).toBe(false);
  });
});
