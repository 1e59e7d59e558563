import type { Buffer } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';
import { isObject, keysOf } from '../runtime/access';
import { entryOf, objectOf } from '../runtime/build';
import { valueToJsonText } from '../values/json-text';
import { isNumber, type RegoNumber, toBigInt } from '../values/number';
import { valueToRegoText } from '../values/rego-text';
import { type RegoMap, type RegoObject, type RegoValue, setOf, typeName } from '../values/value';
import { builtinTable } from './builtin';
import { BuiltinFailure, failable } from './failure';
import { httpRequestOperand } from './http-requests';
import { listOperand } from './operands';

const REQUIRED = ['aws_service', 'aws_access_key', 'aws_secret_access_key', 'aws_region'];
/** Headers that go-betweens may change, which therefore stay unsigned. */
const UNSIGNED_HEADERS: ReadonlySet<string> = new Set(['authorization', 'user-agent', 'x-amzn-trace-id']);
/** Services that want the hash of the content in a header of its own. */
const HASHED_SERVICES: ReadonlySet<string> = new Set(['s3', 'glacier']);
const MILLISECOND = 1_000_000n;

const sign = failable('providers.aws.sign_req', signRequest as (...args: RegoValue[]) => RegoValue);

/** `providers.aws.sign_req`: signature version 4 of an `http.send` request. */
export const requestSigningBuiltins = builtinTable({
  'providers.aws.sign_req': (request: RegoValue, config: RegoValue, time: RegoValue) =>
    sign(request, config, time),
});

interface Signing {
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken: string;
  readonly unsignedPayload: boolean;
}

function signRequest(request: RegoValue, config: RegoValue, time: RegoValue): RegoValue {
  const operand = httpRequestOperand(request, 1);
  const signing = signingOf(config);
  const ns = isNumber(time) ? toBigInt(time as RegoNumber) : undefined;
  if (ns === undefined) throw new BuiltinFailure('could not convert time_ns value into a unix timestamp', 3);
  const moment = new Date(Number(ns / MILLISECOND));
  if (Number.isNaN(moment.getTime())) throw new BuiltinFailure('time_ns value is out of range', 3);
  const url = urlOf(operand);
  const headers = headersOf(operand);
  const added = signatureHeaders(signing, {
    method: methodOf(operand),
    url,
    headers,
    body: bodyOf(operand),
    moment,
  });
  const merged = objectOf([...(isObject(headers) ? entriesOf(headers) : []), ...Object.entries(added)]);
  return objectOf([...entriesOf(operand), ['headers', merged]]);
}

function signatureHeaders(
  signing: Signing,
  request: { method: string; url: Address; headers: RegoObject | RegoMap; body: string; moment: Date },
): Record<string, string> {
  const { url, moment } = request;
  const stamp = moment.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const contentHash = signing.unsignedPayload ? 'UNSIGNED-PAYLOAD' : sha256(request.body);
  const own: Record<string, string> = { host: url.host, 'x-amz-date': stamp };
  if (HASHED_SERVICES.has(signing.service)) own['x-amz-content-sha256'] = contentHash;
  if (signing.sessionToken !== '') own['x-amz-security-token'] = signing.sessionToken;
  const signed = new Map<string, string>(Object.entries(own));
  for (const [name, value] of entriesOf(request.headers)) {
    const lower = String(name).toLowerCase();
    if (!UNSIGNED_HEADERS.has(lower)) signed.set(lower, headerText(value));
  }
  const names = [...signed.keys()].sort();
  const canonical = [
    request.method,
    url.path,
    url.query,
    ...names.map((name) => `${name}:${signed.get(name)}`),
    '',
    names.join(';'),
    contentHash,
  ].join('\n');
  const scope = `${day}/${signing.region}/${signing.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [day, signing.region, signing.service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${signing.secretKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `${signing.accessKey}/${scope}`;
  own['Authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return own;
}

/** The parts of a URL as written: the signature is over its very letters. */
interface Address {
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

function urlOf(request: RegoObject | RegoMap): Address {
  const text = textMember(request, 'url');
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(text);
  if (match === null) throw new BuiltinFailure(`invalid URL ${JSON.stringify(text)}`);
  const [, host = '', path = '', query = ''] = match;
  return { host, path, query };
}

function methodOf(request: RegoObject | RegoMap): string {
  return textMember(request, 'method');
}

function textMember(request: RegoObject | RegoMap, name: string): string {
  const value = entryOf(request, name);
  if (typeof value !== 'string')
    throw new BuiltinFailure(`invalid values for required request parameters(s): {"${name}"}`, 1);
  return value;
}

function bodyOf(request: RegoObject | RegoMap): string {
  const raw = entryOf(request, 'raw_body');
  const body = entryOf(request, 'body');
  if (typeof raw === 'string') return raw;
  return body === undefined ? '' : valueToJsonText(body);
}

function headersOf(request: RegoObject | RegoMap): RegoObject | RegoMap {
  const headers = entryOf(request, 'headers') ?? {};
  if (!isObject(headers)) throw new BuiltinFailure('must have an object as headers', 1);
  return headers;
}

function headerText(value: RegoValue): string {
  const list = listOperand(value);
  if (list !== undefined) return list.map(headerText).join(',');
  return typeof value === 'string' ? value : valueToJsonText(value);
}

function signingOf(config: RegoValue): Signing {
  if (!isObject(config)) throw new BuiltinFailure(`must be object but got ${typeName(config)}`, 2);
  const missing = REQUIRED.filter((name) => entryOf(config, name) === undefined);
  if (missing.length > 0)
    throw new BuiltinFailure(
      `missing required AWS config parameters(s): ${valueToRegoText(setOf(missing))}`,
      2,
    );
  const bad = REQUIRED.filter((name) => typeof entryOf(config, name) !== 'string');
  if (bad.length > 0)
    throw new BuiltinFailure(
      `invalid values for required AWS config parameters(s): ${valueToRegoText(setOf(bad))}`,
      2,
    );
  const text = (name: string): string => {
    const value = entryOf(config, name) ?? '';
    if (typeof value !== 'string') throw new BuiltinFailure(`invalid value for '${name}' in AWS config`, 2);
    return value;
  };
  const unsigned = entryOf(config, 'disable_payload_signing') ?? false;
  if (typeof unsigned !== 'boolean')
    throw new BuiltinFailure("invalid value for 'disable_payload_signing' in AWS config", 2);
  return {
    service: text('aws_service'),
    region: text('aws_region'),
    accessKey: text('aws_access_key'),
    secretKey: text('aws_secret_access_key'),
    sessionToken: text('aws_session_token'),
    unsignedPayload: unsigned,
  };
}

function entriesOf(object: RegoObject | RegoMap): (readonly [RegoValue, RegoValue])[] {
  return (keysOf(object) ?? []).map((key) => [key, entryOf(object, key) as RegoValue] as const);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
