import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compile, type JsonValue } from '../../index';

function evaluate(expression: string, input: JsonValue, strictBuiltinErrors: boolean, now?: bigint) {
  const policy = compile([{ file: 'owls.rego', source: `package owls\n\nx := ${expression}\n` }]);
  return policy.evaluate('data.owls.x', {
    input,
    strictBuiltinErrors,
    ...(now === undefined ? {} : { nowNanoseconds: now }),
  });
}

function answer(expression: string, input: JsonValue, now?: bigint): JsonValue | undefined {
  const result = evaluate(expression, input, false, now);
  return result.defined ? result.value : undefined;
}

function failure(expression: string, input: JsonValue, now?: bigint): string {
  try {
    evaluate(expression, input, true, now);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('did not fail');
}

const base64Url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const unsigned = (header: unknown, payload: unknown): string =>
  `${base64Url(header)}.${base64Url(payload)}.b3ds`;

const SECRET = { kty: 'oct', k: base64Url('alohomora') };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const ec = Object.fromEntries(
  Object.entries(curves).map(([name, namedCurve]) => [name, generateKeyPairSync('ec', { namedCurve })]),
);
const ed = generateKeyPairSync('ed25519');

function keysFor(algorithm: string) {
  if (algorithm.startsWith('HS')) return { sign: SECRET, verify: 'alohomora' };
  const pair = algorithm === 'EdDSA' ? ed : (ec[algorithm] ?? rsa);
  return {
    sign: { ...pair.privateKey.export({ format: 'jwk' }) },
    verify: String(pair.publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

describe('every algorithm signs and verifies', () => {
  const algorithms = ['HS', 'RS', 'PS', 'ES'].flatMap((kind) =>
    ['256', '384', '512'].map((bits) => kind + bits),
  );
  test.each([...algorithms, 'EdDSA'])('%s', (alg) => {
    const { sign, verify } = keysFor(alg);
    const token = answer('io.jwt.encode_sign(input.header, {"sub": "owl"}, input.key)', {
      header: { alg },
      key: sign as JsonValue,
    }) as string;
    const name = `io.jwt.verify_${alg.toLowerCase()}`;
    expect(answer(`${name}(input.token, input.key)`, { token, key: verify })).toBe(true);
    const changed = token.replace(/\.[^.]*\./, `.${base64Url({ sub: 'rat' })}.`);
    expect(answer(`${name}(input.token, input.key)`, { token: changed, key: verify })).toBe(false);
  });
});

test('a key set is searched by id, then by algorithm', () => {
  const key = { ...rsa.privateKey.export({ format: 'jwk' }) } as JsonValue;
  const publicKey = rsa.publicKey.export({ format: 'jwk' });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const token = answer('io.jwt.encode_sign({"alg": "RS256", "kid": "owl"}, {}, input)', key) as string;
  const verify = (...keys: object[]): JsonValue | undefined =>
    answer('io.jwt.verify_rs256(input.token, input.keys)', { token, keys: JSON.stringify({ keys }) });
  expect(verify({ ...other, kid: 'rat' }, { ...publicKey, kid: 'cat' })).toBe(true);
  expect(verify({ ...other, kid: 'owl' }, publicKey)).toBe(false);
  expect(verify({ ...publicKey, alg: 'PS256' })).toBe(false);
  expect(verify({ kty: 'owl' }, publicKey)).toBe(true);
});

describe('io.jwt.decode', () => {
  test('gives header, payload and signature, of the innermost token', () => {
    const inner = unsigned({ alg: 'HS256' }, { big: 1 });
    const outer = unsigned({ alg: 'HS256', cty: 'jwt' }, `"${inner}"`);
    expect(answer('io.jwt.decode(input)', outer)).toEqual([{ alg: 'HS256' }, { big: 1 }, '6f776c']);
  });

  test.each([
    ['owl', 'encoded JWT had no period separators'],
    ['a.b', 'encoded JWT must have 3 sections, found 2'],
    ['a.b.c.d', 'encoded JWT must have 3 sections, found 4'],
    ['*.b.c', 'JWT header had invalid encoding: illegal base64url string: *'],
    [unsigned([1], {}), 'decoded JSON type was not an Object'],
    [unsigned({ enc: 'A256GCM' }, {}), 'JWT is a JWE object, which is not supported'],
    [unsigned({ cty: 1 }, {}), 'cty: must be a string'],
  ])('refuses %j', (token, wanted) => {
    expect(failure('io.jwt.decode(input)', token)).toBe(
      `owls.rego:3: eval_builtin_error: io.jwt.decode: ${wanted}`,
    );
  });
});

describe('io.jwt.decode_verify', () => {
  const token = (payload: object, header: object = {}): string =>
    answer('io.jwt.encode_sign(input.header, input.payload, input.key)', {
      header: { alg: 'HS256', ...header },
      payload: payload as JsonValue,
      key: SECRET,
    }) as string;
  const verify = (jwt: string, more: object): JsonValue | undefined =>
    answer('io.jwt.decode_verify(input.jwt, input.c)', {
      jwt,
      c: { secret: 'alohomora', ...more } as JsonValue,
    });
  const unverified = [false, {}, {}];

  test.each<[string, object, object, object, boolean]>([
    ['nothing else', {}, {}, {}, true],
    ['its algorithm', {}, {}, { alg: 'HS256' }, true],
    ['another algorithm', {}, {}, { alg: 'RS256' }, false],
    ['its issuer', { iss: 'owl' }, {}, { iss: 'owl' }, true],
    ['an issuer it does not name', {}, {}, { iss: 'owl' }, false],
    ['one of its audiences', { aud: ['rat', 'owl'] }, {}, { aud: 'owl' }, true],
    ['another audience', { aud: 'rat' }, {}, { aud: 'owl' }, false],
    ['no audience although it has one', { aud: 'rat' }, {}, {}, false],
    ['a time before it ends', { exp: 5 }, {}, { time: 4_999_999_999 }, true],
    ['the time at which it ends', { exp: 5 }, {}, { time: 5_000_000_000 }, false],
    ['the time at which it begins', { nbf: 5 }, {}, { time: 5_000_000_000 }, true],
    ['a time before it begins', { nbf: 5 }, {}, { time: 4_000_000_000 }, false],
    ['a critical header that is known', {}, { crit: ['alg'] }, {}, true],
    ['a critical header that is not', {}, { crit: ['owl'] }, {}, false],
  ])('holds a token to %s', (_, payload, header, constraint, good) => {
    const wanted = good ? [true, { alg: 'HS256', ...header }, payload] : unverified;
    expect(verify(token(payload, header), constraint)).toEqual(wanted);
  });

  test.each<[string, JsonValue, string]>([
    ['no key', {}, 'no key constraint'],
    ['two keys', { secret: 'a', cert: JSON.stringify(SECRET) }, 'duplicate key constraints'],
    ['an unknown constraint', { secret: 'a', owl: 1 }, 'unknown token validation constraint: owl'],
    ['an issuer that is no text', { secret: 'a', iss: 1 }, 'iss constraint: must be a string'],
    ['a time that is no number', { secret: 'a', time: 'x' }, 'token time constraint: must be a number'],
    ['a time before 1970', { secret: 'a', time: -1 }, 'token time constraint: must not be negative'],
    [
      'a certificate that is none',
      { cert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      'failed to parse a PEM certificate',
    ],
    ['a key that is none', { cert: '{}' }, 'failed to parse a JWK key (set)'],
  ])('refuses %s', (_, constraint, wanted) => {
    expect(failure('io.jwt.decode_verify("a.b.c", input)', constraint)).toContain(wanted);
  });

  test('refuses unsigned tokens, odd claims, and to guess the time', () => {
    const call = 'io.jwt.decode_verify(input, {"secret": "alohomora"})';
    expect(failure(call, unsigned({ alg: 'none' }, {}))).toContain('unknown JWS algorithm: none');
    expect(failure(call, token({ exp: 'later' }))).toContain('exp value must be a number');
    expect(failure(call, token({ exp: 5 }))).toContain('this evaluation was given no time');
    expect(answer(call, token({ exp: 5 }), 4_000_000_000n)).toEqual([true, { alg: 'HS256' }, { exp: 5 }]);
  });
});

test.each([
  ['""', '"{}"', "missing or invalid 'alg' header: cannot parse JSON: cannot parse empty string"],
  ['"{}"', '"{}"', "missing or invalid 'alg' header"],
  [String.raw`"{\"alg\": \"none\"}"`, '"{}"', 'unknown signature algorithm: none'],
  [String.raw`"{\"alg\": \"HS256\"}"`, '"owl"', 'type is JWT but payload is not JSON'],
  [String.raw`"{\"alg\": \"RS256\"}"`, '"{}"', 'incorrect public key type'],
])('io.jwt.encode_sign_raw refuses the header %s with the payload %s', (header, payload, wanted) => {
  expect(failure(`io.jwt.encode_sign_raw(${header}, ${payload}, input)`, JSON.stringify(SECRET))).toContain(
    wanted,
  );
});
