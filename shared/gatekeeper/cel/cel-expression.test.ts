import { describe, expect, it } from 'vitest';
import { celVariables } from './cel-environment';
import { CelCompileError, compileCelExpression } from './cel-expression';
import { boolType } from './language/cel-type';

const free = (): void => {};

const variables = celVariables(new Map(), { params: false });

function evaluate(text: string, object: unknown = null): unknown {
  return compileCelExpression(text, variables).evaluate(
    { object, oldObject: null, request: {}, namespaceObject: null, variables: {} },
    free,
  );
}

/** The value as CEL prints it. */
const shown = (text: string, object: unknown = {}): unknown => evaluate(`"%s".format([${text}])`, object);

describe('a CEL expression', () => {
  it.each<[string, unknown]>([
    // strings
    ['"nginx:1".matches("^[a-z]+:")', true],
    ['"abc".find("[bc]+")', 'bc'],
    ['"abc".find("z")', ''],
    ['"a1b2".findAll("[0-9]")', ['1', '2']],
    ['"a1b2".findAll("[0-9]", 1)', ['1']],
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    ['"a.b.c".replace(".", "-", 1)', 'a-b.c'],
    ['"a$b".replace("$", "$&")', 'a$&b'],
    ['"abc".charAt(1)', 'b'],
    ['"a,b".split(",").join("-")', 'a-b'],
    [
      '"%s has %d of %s, %.2f %% %x".format(["a", 3, ["x", {"k": true}], 0.5, 255])',
      'a has 3 of ["x", {"k":true}], 0.50 % ff',
    ],
    ['"%b %o %X %e".format([5, 8, "z", 1234.5])', '101 10 7A 1.234500×10⁰³'],
    ['strings.quote("a\\"b")', '"a\\"b"'],
    // lists and sets
    ['[1, 2, 2].isSorted()', true],
    ['["b", "a"].isSorted()', false],
    ['[1, 2, 3].sum()', 6n],
    ['[3, 1, 2].min()', 1n],
    ['["a", "c", "b"].max()', 'c'],
    ['["a", "b", "a"].indexOf("a")', 0n],
    ['["a", "b", "a"].lastIndexOf("a")', 2n],
    ['["a"].indexOf("z")', -1n],
    ['[1, 2, 3].slice(1, 2)', [2n]],
    ['[1, 2, 1].distinct()', [1n, 2n]],
    ['[2, 1].sort()', [1n, 2n]],
    ['lists.range(3)', [0n, 1n, 2n]],
    ['sets.contains([1, 2], [2])', true],
    ['sets.equivalent([1, 2, 2], [2, 1])', true],
    ['sets.intersects(["a"], ["b"])', false],
    // quantities
    ['quantity("500m").isLessThan(quantity("0.6"))', true],
    ['quantity("1Gi").isGreaterThan(quantity("1G"))', true],
    ['quantity("1e3").compareTo(quantity("1k"))', 0n],
    ['quantity("1.5").isInteger()', false],
    ['quantity("2").add(quantity("500m")).asApproximateFloat()', 2.5],
    ['quantity("3Ki").sub(72).asInteger()', 3000n],
    ['isQuantity("12Qi")', false],
    ['sign(quantity("-1"))', -1n],
    // addresses
    ['url("https://example.com:8443/a%20b?x=1&x=2").getHost()', 'example.com:8443'],
    ['url("https://example.com:8443/a%20b?x=1").getEscapedPath()', '/a%20b'],
    ['url("https://[::1]:80/").getHostname()', '::1'],
    ['isURL("not a url")', false],
    ['ip("10.0.0.1").family()', 4n],
    ['ip("::1").isLoopback()', true],
    ['isIP("1.2.3.256")', false],
    ['ip.isCanonical("2001:DB8::1")', false],
    ['string(ip("2001:DB8:0:0:0::1"))', '2001:db8::1'],
    ['cidr("10.0.0.0/8").containsIP("10.1.2.3")', true],
    ['cidr("10.0.0.0/8").containsCIDR("11.0.0.0/16")', false],
    ['cidr("10.0.0.0/8").prefixLength()', 8n],
    ['string(cidr("10.1.2.3/12").masked())', '10.0.0.0/12'],
    ['string(cidr("2001:db8::1:2/64").masked().ip())', '2001:db8::'],
    ['semver("1.2.3-rc.1").isLessThan(semver("1.2.3"))', true],
    ['semver("1.10.0").compareTo(semver("1.9.0"))', 1n],
    ['isSemver("1.2")', false],
    // the language
    ['false && object.missing', false],
    ['object.missing == 1 || true', true],
    ['has(object.missing)', false],
    ['has([{"a": 1}][0].a) && !has([{"a": 1}][0].b)', true],
    ['[{"a": {"b": 1}}].filter(x, has(x.a.b)).size() == 1', true],
    ['size([dyn(1), dyn("a")]) == 2 && {"a": dyn(1), "b": dyn(true)}["b"]', true],
    ['object.?labels[?"app"].orValue("none")', 'none'],
    ['[1, 2].exists(x, x / 0 > 1 || x == 2)', true],
  ])('%s', (text, expected) => {
    expect(evaluate(text, {})).toEqual(expected);
  });

  it('takes absent keys for errors, and treats odd names as ordinary', () => {
    expect(() => evaluate('object.missing', {})).toThrow('no such key: missing');
    expect(() => evaluate('object.constructor', {})).toThrow('no such key: constructor');
  });

  it('runs patterns in linear time, in macros too, and refuses what RE2 lacks', () => {
    expect(evaluate('["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"].exists(x, x.matches("^(a+)+$"))')).toBe(false);
    expect(() => evaluate('"aa".matches("(a)\\\\1")')).toThrow();
  });

  it('counts the cost of loops, lists and texts', () => {
    const cost = (text: string): number => {
      let spent = 0;
      compileCelExpression(text, variables).evaluate({ object: null }, (step) => {
        spent += step;
      });
      return spent;
    };
    expect(cost('[1, 2, 3].map(x, 1)')).toBe(10 + 3);
    expect(cost(`"${'x'.repeat(100)}".contains("y")`)).toBe(1 + 10);
    expect(cost('lists.range(100)')).toBe(1 + 100);
  });

  it.each([
    ['1 +', "1:4: Syntax error: mismatched input '<EOF>' expecting an expression"],
    ['unknown.field', "1:1: undeclared reference to 'unknown' (in container '')"],
    ['params.spec', "1:1: undeclared reference to 'params' (in container '')"],
    ['true &&\n  nope()', "2:3: undeclared reference to 'nope' (in container '')"],
    ['1 + "a"', "1:3: found no matching overload for '_+_' applied to '(int, string)'"],
    ['"a".size(1)', "1:4: found no matching overload for 'size' applied to 'string.(int)'"],
    ['[1, "a"]', "1:5: expected type 'int' but found 'string'"],
    ['{"a": 1, "b": "c"}', "1:15: expected type 'int' but found 'string'"],
    ['true ? 1 : "a"', "1:6: found no matching overload for '_?_:_' applied to '(bool, int, string)'"],
    [
      '"a".all(c, c == "a")',
      "1:4: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['variables.nope', "1:10: undefined field 'nope'"],
    ['request.object', "1:8: undefined field 'object'"],
    ['"a".matches("[")', '1:13: invalid matches argument'],
    ['duration("1d")', '1:10: invalid duration argument'],
    ['9223372036854775808', '1:1: invalid int literal'],
    ['[1].map(x.y, x)', '1:10: argument must be a simple name'],
    ['has(object)', '1:1: invalid argument to has() macro'],
    ['if', '1:1: reserved identifier: if'],
    ['authorizer.group("")', "1:1: undeclared reference to 'authorizer' (in container '')"],
  ])('%s is refused', (text, message) => {
    expect(() => compileCelExpression(text, variables)).toThrow(CelCompileError);
    expect(() => compileCelExpression(text, variables)).toThrow(message);
  });

  it.each([
    ['"text"', 'must evaluate to bool but got string'],
    ['object.spec.hostNetwork', 'must evaluate to bool but got dyn'],
  ])('%s is refused where a bool is wanted', (text, message) => {
    expect(() => compileCelExpression(text, variables, boolType)).toThrow(message);
  });

  it('sees params where it may', () => {
    const inVariables = celVariables(new Map(), { params: true });
    expect(compileCelExpression('params.kind', inVariables).evaluate({ params: { kind: 'K' } }, free)).toBe(
      'K',
    );
  });

  it('refuses what is nested too deep, and takes long chains of conditions', () => {
    expect(() => compileCelExpression(`${'('.repeat(300)}1${')'.repeat(300)}`, variables)).toThrow(
      'expression recursion limit exceeded: 250',
    );
    expect(() => compileCelExpression(`1${' + 1'.repeat(2_000)}`, variables)).toThrow(
      'expression is nested deeper than 1000 levels',
    );
    expect(evaluate(`false${' || false'.repeat(5_000)} || true`)).toBe(true);
  });
});

/** What Kubernetes' own CEL prints for these. */
describe('a value of CEL', () => {
  it.each([
    ['1.0 / 0.0', '+Inf'],
    ['-7 / 2', '-3'],
    ['-7 % 3', '-1'],
    ['1u + 2u', '3'],
    ['0xFF', '255'],
    ['.5', '0.5'],
    ['1000000.0', '1e+06'],
    ['0.00001', '1e-05'],
    ['[1, 2.5, "a\\n", null, true]', '[1, 2.500000, "a\\n", null, true]'],
    ['{2: "b", 1: "a"}', '{1:"a", 2:"b"}'],
    ['b"\\x41"', 'A'],
    ['type(1u)', 'uint'],
    ['type(null)', 'null_type'],
    ['[type("a"), type([])]', '[string, list]'],
    ['"héllo".indexOf("l")', '2'],
    ['"😀bc".substring(1)', 'bc'],
    ['"ÀbC".lowerAscii()', 'Àbc'],
    ['"a,b,c".split(",", 2)', '["a", "b,c"]'],
    ['"hello".replace("", "-", 2)', '-h-ello'],
    ['"abc".findAll("")', '["", "", "", ""]'],
    ['duration("1h30m")', '5400s'],
    ['duration("-0.5s")', '-0.5s'],
    ['duration("90m").getHours()', '1'],
    ['timestamp("2024-01-02T03:04:05+02:00")', '2024-01-02T03:04:05+02:00'],
    ['timestamp("2024-01-02T03:04:05Z") + duration("1h")', '2024-01-02T04:04:05Z'],
    ['timestamp("2024-01-02T03:04:05Z").getHours("Europe/Stockholm")', '4'],
    ['timestamp("2024-01-02T03:04:05Z") - timestamp("2024-01-01T03:04:05Z")', '86400s'],
    ['int("-12")', '-12'],
    ['int(-1.9)', '-1'],
    ['[5, 6].transformList(i, v, i + v)', '[5, 7]'],
    ['{"a": 1, "b": 2}.transformMap(k, v, v > 1, v + 1)', '{"b":3}'],
    ['{"a": "x"}.transformMapEntry(k, v, {v: k})', '{"x":"a"}'],
    ['[1, 2].exists(i, v, i == 0 && v == 1)', 'true'],
    ['[3, 1, 2].sortBy(x, -x)', '[3, 2, 1]'],
    ['[[1], [2, 3]].flatten()', '[1, 2, 3]'],
    ['[1, 2].last().value()', '2'],
    ['optional.of(1).optMap(x, x + 1).value()', '2'],
    ['optional.ofNonZeroValue("").hasValue()', 'false'],
    ['[?optional.of(1), 2, ?optional.none()]', '[1, 2]'],
    ['object.?spec.nope.nope.hasValue()', 'false'],
    ['format.dns1123Label().validate("ABC").hasValue()', 'true'],
    ['format.named("nope").hasValue()', 'false'],
    ['semver("v1.2", true).patch()', '0'],
    ['quantity("1Gi") == quantity("1024Mi")', 'true'],
    ['isIP("::ffff:1.2.3.4")', 'false'],
    ['url("HTTP://EXAMPLE.com/a b").getEscapedPath()', '/a%20b'],
    ['{"__proto__": 1}', '{"__proto__":1}'],
    ['object.labels', '{"__proto__":"p", "constructor":"c"}'],
    ['object.labels["constructor"]', 'c'],
    ['"toString" in object.labels', 'false'],
    ['"%f".format([1234567.891])', '1,234,567.891000'],
  ])('%s is %s', (text, expected) => {
    const object = JSON.parse('{"spec": {}, "labels": {"constructor": "c", "__proto__": "p"}}');
    expect(shown(text, object)).toBe(expected);
  });

  it.each([
    ['1 / (1 - 1)', 'division by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['0u - 1u', 'unsigned integer overflow'],
    ['[1][5]', 'index out of bounds: 5'],
    ['{"a": 1}["b"]', 'no such key: b'],
    ['object.name.x', 'no such key: x'],
    ['object.name + 1', 'no such overload: _+_(string, int)'],
    ['"abc".substring(3, 1)', 'invalid substring range. start: 3, end: 1'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['int(object.name)', "type conversion error from 'string' to 'int'"],
    ['{"a": "x", "b": "x"}.transformMapEntry(k, v, {v: k})', 'insert failed: key x already exists'],
    ['[0, 1].exists_one(x, 1 / x > 0)', 'division by zero'],
  ])('%s fails', (text, message) => {
    expect(() => shown(text, { name: 'n' })).toThrow(message);
  });
});
