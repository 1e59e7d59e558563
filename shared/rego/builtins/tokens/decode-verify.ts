import type { Buffer } from 'node:buffer';
import { entryOf } from '../../runtime/build';
import { compareNumbers, isNumber, type RegoNumber } from '../../values/number';
import type { RegoMap, RegoObject, RegoValue } from '../../values/value';
import { typeName } from '../../values/value';
import { BuiltinFailure, textOperand } from '../failure';
import {
  decodedHeader,
  decodedPayload,
  decodedSignature,
  headerText,
  jsonObject,
  MAX_NESTING,
  nestedToken,
  signedText,
  type TokenParts,
  tokenParts,
} from './json-web-token';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing-algorithms';
import { type TokenConstraints, tokenConstraints } from './token-constraints';
import { secretKeyOf, type TokenKey } from './verification-keys';

const NANOSECONDS = 1_000_000_000;
const UNVERIFIED: RegoValue = [false, {}, {}];
/** Header fields that are understood here, and may therefore be named by `crit`. */
const UNDERSTOOD: ReadonlySet<RegoValue> = new Set(['alg', 'kid', 'typ', 'cty', 'crit']);

/** `io.jwt.decode_verify`: `[true, header, payload]`, or `[false, {}, {}]`. Throws when a token cannot be decoded. */
export function decodeVerify(token: RegoValue, constraint: RegoValue): RegoValue {
  const constraints = tokenConstraints(constraint);
  let text = textOperand(token, 1, typeName(token));
  for (let depth = 0; depth < MAX_NESTING; depth++) {
    const parts = tokenParts(text);
    const header = decodedHeader(parts);
    const algorithm = headerText(header, 'alg');
    const contentType = headerText(header, 'cty');
    if (algorithm === '' || !understood(header)) return UNVERIFIED;
    if (constraints.algorithm !== '' && constraints.algorithm !== algorithm) return UNVERIFIED;
    if (!signed(constraints, algorithm, headerText(header, 'kid'), parts)) return UNVERIFIED;
    const payload = decodedPayload(parts);
    if (contentType.toUpperCase() === 'JWT') {
      text = nestedToken(payload);
      continue;
    }
    const claims = jsonObject(payload);
    return claimsHold(claims, constraints) ? [true, header, claims] : UNVERIFIED;
  }
  throw new BuiltinFailure('tokens are nested too deeply');
}

function understood(header: RegoObject | RegoMap): boolean {
  const critical = entryOf(header, 'crit');
  if (critical === undefined) return true;
  if (!Array.isArray(critical)) throw new BuiltinFailure('crit: must be a list');
  return (critical as readonly RegoValue[]).every((name) => UNDERSTOOD.has(name));
}

function signed(constraints: TokenConstraints, name: string, id: string, parts: TokenParts): boolean {
  const algorithm = SIGNING_ALGORITHMS.get(name);
  const signature = decodedSignature(parts);
  if (algorithm === undefined) throw new BuiltinFailure(`unknown JWS algorithm: ${name}`);
  if (constraints.keys === undefined)
    return algorithm.verify(secretKeyOf(constraints.secret), signedText(parts), signature);
  return signedByAny(constraints.keys, { name, id, algorithm }, signedText(parts), signature);
}

/** Whether one of the keys fits: the key that the token names if there is one, else any not meant for another algorithm. */
export function signedByAny(
  keys: readonly TokenKey[],
  token: { readonly name: string; readonly id: string; readonly algorithm: SigningAlgorithm },
  text: Buffer,
  signature: Buffer,
): boolean {
  const fits = ({ key }: TokenKey): boolean => {
    try {
      return token.algorithm.verify(key, text, signature);
    } catch {
      return false;
    }
  };
  const named = token.id === '' ? undefined : keys.find(({ id }) => id === token.id);
  if (named !== undefined) return fits(named);
  return keys.some((key) => (key.algorithm === '' || key.algorithm === token.name) && fits(key));
}

function claimsHold(claims: RegoObject | RegoMap, constraints: TokenConstraints): boolean {
  const { issuer, audience } = constraints;
  if (issuer !== '' && entryOf(claims, 'iss') !== issuer) return false;
  const aud = entryOf(claims, 'aud');
  if (aud === undefined ? audience !== '' : !isAudience(aud, audience)) return false;
  const expires = moment(claims, 'exp');
  if (expires !== undefined && compareNumbers(constraints.time() / NANOSECONDS, expires) >= 0) return false;
  const notBefore = moment(claims, 'nbf');
  return notBefore === undefined || compareNumbers(constraints.time() / NANOSECONDS, notBefore) >= 0;
}

function isAudience(claim: RegoValue, audience: string): boolean {
  return claim === audience || (Array.isArray(claim) && (claim as readonly RegoValue[]).includes(audience));
}

function moment(claims: RegoObject | RegoMap, name: string): RegoNumber | undefined {
  const value = entryOf(claims, name);
  if (value === undefined) return undefined;
  if (!isNumber(value)) throw new BuiltinFailure(`${name} value must be a number`);
  return value as RegoNumber;
}
