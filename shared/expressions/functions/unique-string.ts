import { Buffer } from 'node:buffer';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 13;
const BLOCK = 8;

/** One half of the hash: the constants by which it takes in its half of a block. */
interface Lane {
  readonly before: number;
  readonly after: number;
  readonly turn: number;
  readonly stateTurn: number;
  readonly added: number;
}

const FIRST: Lane = {
  before: 0x239b961b,
  after: 0xab0e9789,
  turn: 15,
  stateTurn: 19,
  added: 0x561ccd1b,
};
const SECOND: Lane = {
  before: 0xab0e9789,
  after: 0x239b961b,
  turn: 17,
  stateTurn: 13,
  added: 0x0bcaa747,
};

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const scramble = (word: number, { before, after, turn }: Lane): number =>
  Math.imul(rotate(Math.imul(word, before), turn), after);

/** Spreads every bit over the whole word. */
function avalanche(word: number): number {
  const half = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return whole ^ (whole >>> 16);
}

/**
 * The 64-bit hash behind `uniqueString`: MurmurHash3 on two of its four 32-bit lanes, seed 0, over blocks of eight
 * bytes. Microsoft does not document it; what is known of it was checked with published outputs of the function.
 */
function hash64(bytes: Buffer): bigint {
  let first = 0;
  let second = 0;
  const whole = bytes.length - (bytes.length % BLOCK);
  for (let at = 0; at < whole; at += BLOCK) {
    first = rotate(first ^ scramble(bytes.readInt32LE(at), FIRST), FIRST.stateTurn) + second;
    first = (Math.imul(first, 5) + FIRST.added) | 0;
    second = rotate(second ^ scramble(bytes.readInt32LE(at + 4), SECOND), SECOND.stateTurn) + first;
    second = (Math.imul(second, 5) + SECOND.added) | 0;
  }
  const rest = Buffer.alloc(BLOCK);
  bytes.copy(rest, 0, whole);
  // Zero scrambles to zero, so a rest that is empty or short changes nothing by its missing bytes.
  first ^= scramble(rest.readInt32LE(0), FIRST);
  second ^= scramble(rest.readInt32LE(4), SECOND);
  second ^= bytes.length;
  first = ((first ^ bytes.length) + second) | 0;
  second = (second + first) | 0;
  first = avalanche(first);
  second = avalanche(second);
  first = (first + second) | 0;
  second = (second + first) | 0;
  return (BigInt(second >>> 0) << 32n) | BigInt(first >>> 0);
}

/** Thirteen characters that Azure derives from a text: its hash in base 32, the highest five bits first. */
export function uniqueStringOf(text: string): string {
  let hash = hash64(Buffer.from(text, 'utf8'));
  let result = '';
  for (let index = 0; index < LENGTH; index += 1) {
    result += BASE32[Number(hash >> 59n)];
    hash = BigInt.asUintN(64, hash << 5n);
  }
  return result;
}
