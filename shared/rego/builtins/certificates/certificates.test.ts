import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compile, type JsonValue } from '../../index';
import { LEAF, REQUEST, ROOT } from './sample-certificates';

const IN_2030 = 1_893_456_000_000_000_000n;
const IN_2050 = 2_524_608_000_000_000_000n;

function answer(
  expression: string,
  input: JsonValue,
  nowNanoseconds: bigint = IN_2030,
): JsonValue | undefined {
  const policy = compile([{ file: 'owls.rego', source: `package owls\n\nx := ${expression}\n` }]);
  const result = policy.evaluate('data.owls.x', { input, nowNanoseconds });
  return result.defined ? result.value : undefined;
}

function failure(expression: string, input: JsonValue): string {
  const policy = compile([{ file: 'owls.rego', source: `package owls\n\nx := ${expression}\n` }]);
  try {
    policy.evaluate('data.owls.x', { input, strictBuiltinErrors: true });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('did not fail');
}

describe('crypto.x509.parse_certificates', () => {
  test.each([
    ['PEM', LEAF],
    ['base64 of PEM', Buffer.from(LEAF).toString('base64')],
    ['base64 of DER', LEAF.replace(/-----[^-]+-----|\n/g, '')],
  ])('reads %s', (_, certificate) => {
    expect(
      answer('[c.Subject.CommonName | some c in crypto.x509.parse_certificates(input)]', certificate),
    ).toEqual(['owlery.hogwarts.example']);
  });

  test.each<[string, JsonValue]>([
    ['Subject.Country', ['GB']],
    ['Subject.PostalCode', null],
    ['Issuer.Organization', ['Hogwarts']],
    ['Subject.Names[0]', { Type: [2, 5, 4, 6], Value: 'GB' }],
    ['NotBefore', '2026-11-22T00:24:28Z'],
    ['NotAfter', '2046-01-21T00:24:28Z'],
    ['Version', 3],
    ['KeyUsage', 1],
    ['ExtKeyUsage', [1]],
    ['UnknownExtKeyUsage', null],
    ['SignatureAlgorithm', 10],
    ['PublicKeyAlgorithm', 3],
    ['BasicConstraintsValid', true],
    ['IsCA', false],
    ['MaxPathLen', -1],
    ['DNSNames', ['owlery.hogwarts.example']],
    ['EmailAddresses', ['hedwig@hogwarts.example']],
    ['IPAddresses', ['192.0.2.7']],
    ['URIStrings', ['spiffe://hogwarts.example/owlery']],
    ['URIs[0].Host', 'hogwarts.example'],
    ['SubjectKeyId', 'U0TPsm0l9HWLL1871P+33PfqkzY='],
    ['AuthorityKeyId', 'SxbrCZf8ksAdmGl1Bqig5CwFaUk='],
    ['Extensions[1].Id', [2, 5, 29, 37]],
    ['PermittedDNSDomains', null],
  ])('gives %s as Go does', (path, wanted) => {
    expect(answer(`crypto.x509.parse_certificates(input)[0].${path}`, LEAF)).toEqual(wanted);
  });

  test('keeps every digit of the serial number', () => {
    expect(answer('sprintf("%d", [crypto.x509.parse_certificates(input)[0].SerialNumber])', LEAF)).toBe(
      '99887766554433221100',
    );
  });

  test.each<[string, string]>([
    ['owl', 'illegal base64 data at input byte 0'],
    ['owlery', 'illegal base64 data at input byte 4'],
    ['MAA', 'illegal base64 data at input byte 0'],
    ['MIIC', 'x509: malformed certificate'],
    [REQUEST, 'PEM block type should be CERTIFICATE'],
  ])('refuses %j', (text, wanted) => {
    expect(failure('crypto.x509.parse_certificates(input)', text)).toBe(
      `owls.rego:3: eval_builtin_error: crypto.x509.parse_certificates: ${wanted}`,
    );
  });
});

test('a signing request is read with the names that it asks for', () => {
  const read =
    '[r.Subject.CommonName, r.DNSNames, r.IPAddresses, r.Version, r.SignatureAlgorithm] | r := crypto.x509.parse_certificate_request(input)';
  expect(answer(`[${read}][0]`, REQUEST)).toEqual([
    'owlery.hogwarts.example',
    ['owlery.hogwarts.example'],
    ['192.0.2.7'],
    0,
    10,
  ]);
  expect(failure('crypto.x509.parse_certificate_request(input)', LEAF)).toContain(
    'invalid PEM-encoded certificate signing request',
  );
});

describe('crypto.x509.parse_and_verify_certificates', () => {
  const chain = ROOT + LEAF;
  const names =
    '[v[0], [c.Subject.CommonName | some c in v[1]]] | v := crypto.x509.parse_and_verify_certificates';
  const good = [true, ['owlery.hogwarts.example', 'Owl Post Root']];
  const bad = [false, []];

  test.each<[string, string, JsonValue, bigint]>([
    ['from the root to the leaf', chain, good, IN_2030],
    ['that has run out', chain, bad, IN_2050],
    ['in the wrong order', LEAF + ROOT, bad, IN_2030],
    ['of a single certificate', LEAF, bad, IN_2030],
    ['that is none', 'owl', bad, IN_2030],
    ['whose leaf was changed', chain.replace('U0TPsm0l9HWL', 'U0TPsm0l9HWM'), bad, IN_2030],
    ['whose leaf has another signature', ROOT + LEAF.replace('RQIgBFQn', 'RQIgBFQm'), bad, IN_2030],
  ])('judges a chain %s', (_, text, wanted, now) => {
    expect(answer(`[${names}(input)][0]`, text, now)).toEqual(wanted);
  });

  test.each<[string, JsonValue]>([
    ['{"DNSName": "owlery.hogwarts.example"}', good],
    ['{"DNSName": "dungeon.hogwarts.example"}', bad],
    ['{"KeyUsages": ["KeyUsageServerAuth"]}', good],
    ['{"KeyUsages": ["KeyUsageCodeSigning"]}', bad],
    ['{"KeyUsages": ["KeyUsageAny"]}', good],
    ['{"CurrentTime": 2524608000000000000}', bad],
  ])('holds a chain to %s', (options, wanted) => {
    expect(answer(`[${names}_with_options(input, ${options})][0]`, chain)).toEqual(wanted);
  });

  test('refuses options that it does not know', () => {
    const call = 'crypto.x509.parse_and_verify_certificates_with_options';
    expect(failure(`${call}(input, {"Owl": 1})`, chain)).toContain(`${call}: invalid key option`);
    expect(failure(`${call}(input, {"KeyUsages": ["Owl"]})`, chain)).toContain(
      "invalid entries for 'KeyUsages' found: Owl",
    );
  });

  test('needs to know the time', () => {
    expect(failure('crypto.x509.parse_and_verify_certificates(input)', chain)).toContain(
      'this evaluation was given no time',
    );
  });
});

describe('private keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const pem = (key: typeof rsa): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

  test('are told apart by their fields', () => {
    const keys = answer('[object.keys(k) | some k in crypto.parse_private_keys(input)]', pem(rsa) + pem(ec));
    expect(keys).toEqual([
      ['D', 'E', 'N', 'Precomputed', 'Primes'],
      ['Curve', 'D', 'X', 'Y'],
    ]);
    expect(answer('crypto.parse_private_keys(input)[0].E', pem(rsa))).toBe(65537);
  });

  test('of Ed25519 are their bytes', () => {
    const { d, x } = ed.export({ format: 'jwk' });
    const bytes = Buffer.concat([d, x].map((part) => Buffer.from(part ?? '', 'base64url')));
    expect(answer('crypto.parse_private_keys(input)', pem(ed))).toEqual([bytes.toString('base64')]);
  });

  test.each([
    ['', null],
    ['-----BEGIN nothing', []],
    ['owls', []],
  ])('%j holds none', (text, nothing) => {
    expect(answer('crypto.parse_private_keys(input)', text)).toEqual(nothing);
  });

  test('of RSA become JSON Web Keys', () => {
    expect(answer('crypto.x509.parse_rsa_private_key(input)', pem(rsa))).toEqual(
      rsa.export({ format: 'jwk' }),
    );
    expect(failure('crypto.x509.parse_rsa_private_key(input)', pem(ec))).toContain(
      'failed to parse PEM block containing the key',
    );
  });

  test('must belong to the certificate that they come with', () => {
    expect(failure('crypto.x509.parse_keypair(input.c, input.k)', { c: LEAF, k: pem(ec) })).toContain(
      'tls: private key does not match public key',
    );
  });
});
