import { Buffer } from 'node:buffer';
import {
  type CelDuration,
  CelError,
  type CelMapLike,
  CelTimestamp,
  CelTypeValue,
  type CelUint,
  mapSize,
  typeOf,
} from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { floatText } from './float-text';
import { toInt, toUint } from './operators';
import { durationText, parseDuration, parseTimestamp, timestampText } from './time-text';

const same = (value: unknown): unknown => value;
const nanosecondsPerSecond = 1_000_000_000n;
const failed = (from: string, to: string): CelError =>
  new CelError(`type conversion error from '${from}' to '${to}'`);

/** Conversions between types, `type`, `dyn` and `size`. */
export function registerConversions({ global, member }: CelRegistry): void {
  global('dyn', ['A'], 'dyn', same);
  global('type', ['A'], 'type', (value: unknown) => new CelTypeValue(typeOf(value)));
  for (const [type, size] of [
    ['string', (value: string) => BigInt([...value].length)],
    ['bytes', (value: Uint8Array) => BigInt(value.length)],
    ['list(A)', (value: readonly unknown[]) => BigInt(value.length)],
    ['map(A,B)', (value: CelMapLike) => BigInt(mapSize(value))],
  ] as const) {
    global('size', [type], 'int', size);
    member('size', [type], 'int', size);
  }
  registerNumbers(global);
  registerTexts(global);
  global('duration', ['duration'], 'duration', same);
  global('duration', ['string'], 'duration', (text: string) => {
    const duration = parseDuration(text);
    if (duration === undefined) throw failed('string', 'google.protobuf.Duration');
    return duration;
  });
  global('timestamp', ['timestamp'], 'timestamp', same);
  global(
    'timestamp',
    ['int'],
    'timestamp',
    (seconds: bigint) => new CelTimestamp(seconds * nanosecondsPerSecond),
  );
  global('timestamp', ['string'], 'timestamp', (text: string) => {
    const timestamp = parseTimestamp(text);
    if (timestamp === undefined) throw failed('string', 'google.protobuf.Timestamp');
    return timestamp;
  });
}

function registerNumbers(global: CelRegistry['global']): void {
  global('int', ['int'], 'int', same);
  global('int', ['uint'], 'int', (value: CelUint) => toInt(value.value));
  global('int', ['double'], 'int', (value: number) => {
    // Floats at the very ends are refused: whether they fit is a matter of rounding.
    if (Math.abs(value) >= 2 ** 63) throw new CelError('integer overflow');
    return toInt(truncated(value, 'integer overflow'));
  });
  global('int', ['string'], 'int', (text: string) => {
    if (!/^[+-]?\d{1,100}$/.test(text)) throw failed('string', 'int');
    const value = BigInt(text.replace(/^\+/, ''));
    if (BigInt.asIntN(64, value) !== value) throw failed('string', 'int');
    return value;
  });
  global('int', ['timestamp'], 'int', (time: CelTimestamp) =>
    floorDivide(time.nanoseconds, nanosecondsPerSecond),
  );
  global('uint', ['uint'], 'uint', same);
  global('uint', ['int'], 'uint', toUint);
  global('uint', ['double'], 'uint', (value: number) =>
    toUint(value < 0 ? -1n : truncated(value, 'unsigned integer overflow')),
  );
  global('uint', ['string'], 'uint', (text: string) => {
    if (!/^\d{1,100}$/.test(text) || BigInt.asUintN(64, BigInt(text)) !== BigInt(text))
      throw failed('string', 'uint');
    return toUint(BigInt(text));
  });
  global('double', ['double'], 'double', same);
  global('double', ['int'], 'double', Number);
  global('double', ['uint'], 'double', (value: CelUint) => Number(value.value));
  global('double', ['string'], 'double', parseDouble);
  global('bool', ['bool'], 'bool', same);
  global('bool', ['string'], 'bool', (text: string) => {
    if (['1', 't', 'true', 'TRUE', 'True'].includes(text)) return true;
    if (['0', 'f', 'false', 'FALSE', 'False'].includes(text)) return false;
    throw failed('string', 'bool');
  });
}

function registerTexts(global: CelRegistry['global']): void {
  global('string', ['string'], 'string', same);
  global('string', ['bool'], 'string', String);
  global('string', ['int'], 'string', String);
  global('string', ['uint'], 'string', (value: CelUint) => String(value.value));
  global('string', ['double'], 'string', floatText);
  global('string', ['bytes'], 'string', bytesText);
  global('string', ['timestamp'], 'string', timestampText);
  global('string', ['duration'], 'string', (value: CelDuration) => durationText(value));
  global('bytes', ['bytes'], 'bytes', same);
  global('bytes', ['string'], 'bytes', (text: string) => new Uint8Array(Buffer.from(text, 'utf8')));
}

/** The text that bytes are in UTF-8. Throws CelError for other bytes. */
export function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function truncated(value: number, problem: string): bigint {
  if (!Number.isFinite(value)) throw new CelError(problem);
  return BigInt(Math.trunc(value));
}

function parseDouble(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw failed('string', 'double');
  return value;
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value >= 0n ? value / by : -((-value + by - 1n) / by);
}
