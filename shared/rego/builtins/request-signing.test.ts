import { describe, expect, test } from 'vitest';
import { compile, type JsonValue, type RegoValue } from '../index';

const CONFIG = {
  aws_service: 'service',
  aws_region: 'us-east-1',
  aws_access_key: 'AKIDEXAMPLE',
  aws_secret_access_key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
/** 2015-08-30T12:36:00Z, the moment of Amazon's published examples. */
const MOMENT = '1440938160000000000';

function sign(request: JsonValue, config: JsonValue, time = MOMENT): JsonValue | undefined {
  const source = `package owls\n\nx := providers.aws.sign_req(input[0], input[1], ${time})\n`;
  const result = compile([{ file: 'owls.rego', source }]).evaluate('data.owls.x', {
    input: [request, config],
    strictBuiltinErrors: true,
  });
  return result.defined ? result.value : undefined;
}

describe('providers.aws.sign_req', () => {
  test('signs as the published example get-vanilla', () => {
    const request = { method: 'GET', url: 'https://example.amazonaws.com/' };
    expect(sign(request, CONFIG)).toEqual({
      ...request,
      headers: {
        Authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,SignedHeaders=host;x-amz-date,Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
        host: 'example.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
      },
    });
  });

  test('keeps headers, signs the session token, and leaves alone what go-betweens change', () => {
    const request = {
      method: 'GET',
      url: 'https://example.amazonaws.com/',
      headers: { 'User-Agent': 'owl', B: ['x', 'y'] },
    };
    const { headers } = sign(request, { ...CONFIG, aws_session_token: 'feather' }) as {
      headers: Record<string, string>;
    };
    expect(headers['Authorization']).toContain('SignedHeaders=b;host;x-amz-date;x-amz-security-token,');
    expect(headers['User-Agent']).toBe('owl');
    expect(headers['x-amz-security-token']).toBe('feather');
  });

  test.each<[string, JsonValue, JsonValue, string]>([
    [
      'a request without URL',
      { method: 'GET' },
      CONFIG,
      'operand 1 missing required request parameters(s): {"url"}',
    ],
    [
      'unknown members',
      { method: 'GET', url: 'https://x', owl: 1 },
      CONFIG,
      'operand 1 invalid request parameters(s): {"owl"}',
    ],
    [
      'a missing key',
      { method: 'GET', url: 'https://x' },
      { ...CONFIG, aws_region: 1, aws_service: 2 },
      'operand 2 invalid values for required AWS config parameters(s): {"aws_region", "aws_service"}',
    ],
    [
      'no configuration',
      { method: 'GET', url: 'https://x' },
      {},
      'operand 2 missing required AWS config parameters(s): {"aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"}',
    ],
  ])('refuses %s', (_, request, config, wanted) => {
    expect(() => sign(request, config)).toThrow(
      `owls.rego:3: eval_type_error: providers.aws.sign_req: ${wanted}`,
    );
  });

  test('refuses times that are none', () => {
    const request = { method: 'GET', url: 'https://x' };
    expect(() => sign(request, CONFIG, '1.5')).toThrow('operand 3 could not convert time_ns value');
    expect(() => sign(request, CONFIG, '1e40')).toThrow('operand 3 time_ns value is out of range');
  });
});

describe('builtins that leave the process', () => {
  const source = `package owls

stub(_) := {"10.0.0.1"}
looked := net.lookup_ip_addr("owlery")
stubbed := x if x := looked with net.lookup_ip_addr as stub
`;

  test('are refused unless they are supplied', () => {
    expect(() => compile([{ file: 'owls.rego', source }])).toThrow(
      'owls.rego:4:11: rego_type_error: undefined function net.lookup_ip_addr (it would leave the process; supply it to compile to allow it)',
    );
  });

  test('are called when supplied, and may be replaced', () => {
    const call = (name: RegoValue): RegoValue => [name];
    const policy = compile([{ file: 'owls.rego', source }], {
      builtins: { 'net.lookup_ip_addr': { arity: 1, call } },
    });
    expect(policy.evaluate('data.owls')).toEqual({
      defined: true,
      value: { looked: ['owlery'], stubbed: ['10.0.0.1'] },
    });
  });

  test('a supplied http.send only sees requests with known members', () => {
    const seen: RegoValue[] = [];
    const policy = compile([{ file: 'owls.rego', source: 'package owls\n\nx := http.send(input)\n' }], {
      builtins: { 'http.send': { arity: 1, call: (request) => seen.push(request) } },
    });
    const send = (input: JsonValue) => policy.evaluate('data.owls.x', { input, strictBuiltinErrors: true });
    expect(() => send({ method: 'get', url: 'x', owl: 1 })).toThrow('invalid request parameters(s): {"owl"}');
    expect(send({ method: 'get', url: 'x' })).toEqual({ defined: true, value: 1 });
    expect(seen).toEqual([{ method: 'get', url: 'x' }]);
  });
});
