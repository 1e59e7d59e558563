import { describe, expect, test } from 'vitest';
import { compile, parseRegoValue } from '../index';

/** A call, and what ends the evaluation under strict errors, as OPA 1.22 words it. */
const FAILURES: readonly (readonly [string, string])[] = [
  [
    'bits.and(1.5, 1)',
    'eval_type_error: bits.and: operand 1 must be integer number but got floating-point number',
  ],
  ['bits.and("1", 1)', 'eval_type_error: bits.and: operand 1 must be integer but got string'],
  [
    'bits.lsh(1, -1)',
    'eval_type_error: bits.lsh: operand 2 must be an unsigned integer number but got a negative integer',
  ],
  ['array.slice([], "0", 0)', 'eval_type_error: array.slice: operand 2 must be number but got string'],
  [
    'array.slice([], 1e3, 0)',
    'eval_type_error: array.slice: operand 2 must be integer number but got floating-point number',
  ],
  [
    'substring("a", -1, 1.5)',
    'eval_type_error: substring: operand 3 must be integer number but got floating-point number',
  ],
  [
    'numbers.range_step(1, 2, 0)',
    'eval_builtin_error: numbers.range_step: numbers.range_step: step must be a positive integer',
  ],
  ['format_int(1, 3)', 'eval_type_error: format_int: operand 2 must be one of {2, 8, 10, 16}'],
  [
    'concat(",", {1})',
    'eval_type_error: concat: operand 2 must be set of strings but got set containing number',
  ],
  ['sum(["1"])', 'eval_type_error: sum: operand 1 must be array of numbers but got array containing string'],
  ['union({1})', 'eval_type_error: union: operand 1 must be set but got number'],
  [
    'object.union_n([1])',
    'eval_type_error: object.union_n: operand 1 must be array of objects but got array containing number',
  ],
  [
    'object.subset("", [])',
    'eval_type_error: object.subset: both arguments object.subset must be of the same type or array and set',
  ],
  [
    'json.remove({}, [1])',
    'eval_type_error: json.remove: operand 2 must be one of {set, array} containing string paths or array of path segments but got number',
  ],
  ['json.patch({}, [{"op": "owl", "path": ""}])', "eval_builtin_error: json.patch: unrecognized op: 'owl'"],
  [
    'json.patch({}, [{"op": "add", "path": "a"}])',
    "eval_builtin_error: json.patch: missing required attribute 'value'",
  ],
  [
    'json.marshal_with_options({}, {"owl": 1})',
    'eval_type_error: json.marshal_with_options: operand 2 object contained unknown key "owl"',
  ],
  ['json.match_schema("{", {})', 'eval_builtin_error: json.match_schema: invalid JSON string'],
  [
    'glob.match("*", ["ab"], "x")',
    'eval_type_error: glob.match: operand 2 must be array of runes but got array containing string',
  ],
  ['regex.match("(", 1)', 'eval_type_error: regex.match: operand 2 must be string but got number'],
  [
    'regex.match("\\\\", "a")',
    'eval_builtin_error: regex.match: error parsing regexp: trailing backslash at end of expression: ``',
  ],
  ['base64.decode("a b=")', 'eval_builtin_error: base64.decode: illegal base64 data at input byte 1'],
  ['base64url.decode("a")', 'eval_builtin_error: base64url.decode: illegal base64url string: a'],
  ['hex.decode("aé")', "eval_builtin_error: hex.decode: encoding/hex: invalid byte: U+00C3 'Ã'"],
  ['urlquery.decode("%zz")', 'eval_builtin_error: urlquery.decode: invalid URL escape "%zz"'],
  [
    'urlquery.encode_object({"a": 1})',
    'eval_type_error: urlquery.encode_object: operand 1 values must be string, array[string], or set[string]',
  ],
  [
    'units.parse("1 k")',
    'eval_builtin_error: units.parse: units.parse: spaces not allowed in resource strings',
  ],
  [
    'units.parse_bytes("")',
    'eval_builtin_error: units.parse_bytes: units.parse_bytes: no byte amount provided',
  ],
  [
    'time.clock("x")',
    'eval_type_error: time.clock: operand 1 must be either number (ns) or [number (ns), string (tz)] but got string',
  ],
  ['time.clock([1.5, "Hogwarts"])', 'eval_builtin_error: time.clock: unknown time zone Hogwarts'],
  [
    'time.parse_duration_ns("5q")',
    'eval_builtin_error: time.parse_duration_ns: time: unknown unit "q" in duration "5q"',
  ],
  [
    'io.jwt.verify_hs256("owl", 1)',
    'eval_type_error: io.jwt.verify_hs256: operand 2 must be string but got number',
  ],
  ['net.cidr_merge("x")', 'eval_builtin_error: net.cidr_merge: operand must be an array'],
  ['{1} - 1', 'eval_type_error: minus: operand 2 must be set but got number'],
];

describe('under strict errors, a failing builtin is named with its operand', () => {
  test.each(FAILURES)('%s', (call, wanted) => {
    const at = /^(.*?)\((.*)\)$/s.exec(call);
    const args = parseRegoValue(at === null ? '[{1}, 1]' : `[${at[2]}]`) as readonly never[];
    const names = args.map((_, i) => `input[${i}]`);
    const source = `package owls\n\nx := ${at === null ? names.join(' - ') : `${at[1]}(${names.join(', ')})`}\n`;
    const policy = compile([{ file: 'owls.rego', source }]);
    const run = () => policy.evaluateExact('data.owls.x', { input: args, strictBuiltinErrors: true });
    expect(run).toThrow(wanted);
    expect(policy.evaluateExact('data.owls.x', { input: args })).toEqual({ defined: false });
  });
});
