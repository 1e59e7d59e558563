import { isObject, keysOf } from '../../runtime/access';
import { entryOf } from '../../runtime/build';
import { currentSession } from '../../runtime/session';
import { isNumber, type RegoNumber, toDouble } from '../../values/number';
import { type RegoValue, typeName } from '../../values/value';
import { BuiltinFailure } from '../failure';
import { type TokenKey, verificationKeys } from './verification-keys';

/** What `io.jwt.decode_verify` is asked to hold a token to. Exactly one of `keys` and `secret` is set. */
export interface TokenConstraints {
  readonly keys: readonly TokenKey[] | undefined;
  readonly secret: string;
  readonly algorithm: string;
  readonly issuer: string;
  readonly audience: string;
  /** Nanoseconds since 1970. Throws when none is given and the evaluation has no clock. */
  readonly time: () => number;
}

/** Reads the second operand of `io.jwt.decode_verify`. Throws on unknown members and on too few or too many keys. */
export function tokenConstraints(operand: RegoValue): TokenConstraints {
  if (!isObject(operand)) throw new BuiltinFailure(`must be object but got ${typeName(operand)}`, 2);
  const texts: Record<string, string> = { secret: '', alg: '', iss: '', aud: '' };
  let keys: readonly TokenKey[] | undefined;
  let time: number | undefined;
  for (const name of keysOf(operand) ?? []) {
    const value = entryOf(operand, name) as RegoValue;
    if (name === 'cert') keys = verificationKeys(needText('cert', value));
    else if (name === 'time') time = needTime(value);
    else if (typeof name === 'string' && Object.hasOwn(texts, name)) texts[name] = needText(name, value);
    else throw new BuiltinFailure(`unknown token validation constraint: ${String(name)}`);
  }
  const secret = texts['secret'] ?? '';
  if (keys !== undefined && secret !== '') throw new BuiltinFailure('duplicate key constraints');
  if (keys === undefined && secret === '') throw new BuiltinFailure('no key constraint');
  return {
    keys,
    secret,
    algorithm: texts['alg'] ?? '',
    issuer: texts['iss'] ?? '',
    audience: texts['aud'] ?? '',
    time: () => time ?? clock(),
  };
}

function needText(name: string, value: RegoValue): string {
  if (typeof value !== 'string') throw new BuiltinFailure(`${name} constraint: must be a string`);
  return value;
}

function needTime(value: RegoValue): number {
  if (!isNumber(value)) throw new BuiltinFailure('token time constraint: must be a number');
  const time = toDouble(value as RegoNumber);
  if (time < 0) throw new BuiltinFailure('token time constraint: must not be negative');
  return time;
}

function clock(): number {
  const { now } = currentSession();
  if (now === undefined)
    throw new BuiltinFailure('this evaluation was given no time; pass nowNanoseconds or the constraint time');
  return toDouble(now);
}
