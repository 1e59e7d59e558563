import {
  CelDuration,
  CelError,
  CelTimestamp,
  CelUint,
  celEqual,
  findInMap,
  isMap,
  ordered,
} from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;
/** From the year 1 to the end of the year 9999. */
const firstTime = -62_135_596_800_000_000_000n;
const lastTime = 253_402_300_799_999_999_999n;

/** An int, or an error when the value does not fit in 64 bits. */
export function toInt(value: bigint): bigint {
  if (value < minInt || value > maxInt) throw new CelError('integer overflow');
  return value;
}

/** A uint, or an error when the value does not fit in 64 bits. */
export function toUint(value: bigint): CelUint {
  if (value < 0n || value > maxUint) throw new CelError('unsigned integer overflow');
  return new CelUint(value);
}

/** The operators of CEL that are functions; the logical ones and those of macros are not. */
export function registerOperators({ global }: CelRegistry): void {
  // `==`, `!=`, `&&`, `||` and `?:` run by themselves; their signatures are for the check.
  const never = (): never => {
    throw new CelError('no such overload');
  };
  global('_&&_', ['bool', 'bool'], 'bool', never);
  global('_||_', ['bool', 'bool'], 'bool', never);
  global('_?_:_', ['bool', 'A', 'A'], 'A', never);
  global('_==_', ['A', 'A'], 'bool', celEqual);
  global('_!=_', ['A', 'A'], 'bool', (a: unknown, b: unknown) => !celEqual(a, b));
  global('!_', ['bool'], 'bool', (value: boolean) => !value);
  registerOrder(global);
  registerArithmetic(global);
  registerTimeArithmetic(global);
  global('@in', ['A', 'list(A)'], 'bool', (wanted: unknown, list: readonly unknown[]) =>
    list.some((member) => celEqual(member, wanted)),
  );
  global('@in', ['A', 'map(A,B)'], 'bool', (key: unknown, map: unknown) =>
    isMap(map) ? findInMap(map, key) !== undefined : false,
  );
}

const comparable = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];
const numbers = ['int', 'uint', 'double'];

function registerOrder(global: CelRegistry['global']): void {
  const pairs = [
    ...comparable.map((type) => [type, type]),
    ...numbers.flatMap((a) => numbers.filter((b) => b !== a).map((b) => [a, b])),
  ];
  const anyNaN = (a: unknown, b: unknown): boolean => Number.isNaN(a) || Number.isNaN(b);
  for (const pair of pairs) {
    global('_<_', pair, 'bool', (a: unknown, b: unknown) => !anyNaN(a, b) && ordered(a, b) < 0);
    global('_<=_', pair, 'bool', (a: unknown, b: unknown) => !anyNaN(a, b) && ordered(a, b) <= 0);
    global('_>_', pair, 'bool', (a: unknown, b: unknown) => !anyNaN(a, b) && ordered(a, b) > 0);
    global('_>=_', pair, 'bool', (a: unknown, b: unknown) => !anyNaN(a, b) && ordered(a, b) >= 0);
  }
}

function registerArithmetic(global: CelRegistry['global']): void {
  const notZero = (value: bigint, problem: string): bigint => {
    if (value === 0n) throw new CelError(problem);
    return value;
  };
  global('_+_', ['int', 'int'], 'int', (a: bigint, b: bigint) => toInt(a + b));
  global('_-_', ['int', 'int'], 'int', (a: bigint, b: bigint) => toInt(a - b));
  global('_*_', ['int', 'int'], 'int', (a: bigint, b: bigint) => toInt(a * b));
  global('_/_', ['int', 'int'], 'int', (a: bigint, b: bigint) => toInt(a / notZero(b, 'division by zero')));
  global('_%_', ['int', 'int'], 'int', (a: bigint, b: bigint) => {
    // The quotient must fit, too.
    toInt(a / notZero(b, 'modulus by zero'));
    return a % b;
  });
  global('-_', ['int'], 'int', (a: bigint) => toInt(-a));
  global('_+_', ['uint', 'uint'], 'uint', (a: CelUint, b: CelUint) => toUint(a.value + b.value));
  global('_-_', ['uint', 'uint'], 'uint', (a: CelUint, b: CelUint) => toUint(a.value - b.value));
  global('_*_', ['uint', 'uint'], 'uint', (a: CelUint, b: CelUint) => toUint(a.value * b.value));
  global('_/_', ['uint', 'uint'], 'uint', (a: CelUint, b: CelUint) =>
    toUint(a.value / notZero(b.value, 'division by zero')),
  );
  global('_%_', ['uint', 'uint'], 'uint', (a: CelUint, b: CelUint) =>
    toUint(a.value % notZero(b.value, 'modulus by zero')),
  );
  global('_+_', ['double', 'double'], 'double', (a: number, b: number) => a + b);
  global('_-_', ['double', 'double'], 'double', (a: number, b: number) => a - b);
  global('_*_', ['double', 'double'], 'double', (a: number, b: number) => a * b);
  global('_/_', ['double', 'double'], 'double', (a: number, b: number) => a / b);
  global('-_', ['double'], 'double', (a: number) => -a);
  global('_+_', ['string', 'string'], 'string', (a: string, b: string) => a + b);
  global('_+_', ['bytes', 'bytes'], 'bytes', (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b]));
  global('_+_', ['list(A)', 'list(A)'], 'list(A)', (a: readonly unknown[], b: readonly unknown[]) => [
    ...a,
    ...b,
  ]);
}

function registerTimeArithmetic(global: CelRegistry['global']): void {
  const later = (time: CelTimestamp, span: bigint): CelTimestamp => {
    const nanoseconds = time.nanoseconds + span;
    if (nanoseconds < firstTime || nanoseconds > lastTime) throw new CelError('timestamp overflow');
    return new CelTimestamp(nanoseconds, time.offset);
  };
  global('_+_', ['duration', 'duration'], 'duration', (a: CelDuration, b: CelDuration) =>
    spanOf(a.nanoseconds + b.nanoseconds),
  );
  global('_-_', ['duration', 'duration'], 'duration', (a: CelDuration, b: CelDuration) =>
    spanOf(a.nanoseconds - b.nanoseconds),
  );
  global('_+_', ['timestamp', 'duration'], 'timestamp', (a: CelTimestamp, b: CelDuration) =>
    later(a, b.nanoseconds),
  );
  global('_+_', ['duration', 'timestamp'], 'timestamp', (a: CelDuration, b: CelTimestamp) =>
    later(b, a.nanoseconds),
  );
  global('_-_', ['timestamp', 'duration'], 'timestamp', (a: CelTimestamp, b: CelDuration) =>
    later(a, -b.nanoseconds),
  );
  global('_-_', ['timestamp', 'timestamp'], 'duration', (a: CelTimestamp, b: CelTimestamp) =>
    spanOf(a.nanoseconds - b.nanoseconds),
  );
}

function spanOf(nanoseconds: bigint): CelDuration {
  return new CelDuration(toInt(nanoseconds));
}
