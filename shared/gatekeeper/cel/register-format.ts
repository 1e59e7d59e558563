import { Buffer } from 'node:buffer';
import type { Environment } from '@marcbachmann/cel-js';

class StringsNamespace {}

/** Most decimals that `%.nf` and `%.ne` print. */
const maxPrecision = 100;
const clause = /%(?:\.(\d{1,3}))?([a-zA-Z%])/g;

/** `format` and `strings.quote` of CEL's string extension. */
export function registerFormat(environment: Environment): void {
  environment
    .registerType('StringsNamespace', StringsNamespace)
    .registerConstant('strings', 'StringsNamespace', new StringsNamespace())
    .registerFunction('StringsNamespace.quote(string): string', (_: unknown, text: string) =>
      JSON.stringify(text),
    )
    .registerFunction('string.format(list): string', format);
}

function format(template: string, values: unknown[]): string {
  let next = 0;
  const text = template.replace(clause, (_match, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) throw new Error(`format: index ${next} out of range`);
    const value = values[next];
    next += 1;
    return formatOne(value, verb, precision === undefined ? 6 : Math.min(Number(precision), maxPrecision));
  });
  return text;
}

function formatOne(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 's':
      return show(value);
    case 'd':
      if (typeof value === 'bigint' || typeof value === 'number') return String(value);
      break;
    case 'f':
      if (typeof value === 'bigint' || typeof value === 'number') return Number(value).toFixed(precision);
      break;
    case 'e':
      if (typeof value === 'bigint' || typeof value === 'number') return exponent(Number(value), precision);
      break;
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof value === 'bigint') return value.toString(2);
      break;
    case 'o':
      if (typeof value === 'bigint') return value.toString(8);
      break;
    case 'x':
    case 'X':
      return hex(value, verb);
    default:
      throw new Error(`format: unrecognized formatting clause "${verb}"`);
  }
  throw new Error(`format: %${verb} cannot print ${typeof value}`);
}

/** Lists and maps print their members; the keys of a map are sorted. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${key}: ${show(member)}`).join(', ')}}`;
  }
  return String(value);
}

/** Two digits of exponent at least, as Go prints it. */
function exponent(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
}

function hex(value: unknown, verb: 'x' | 'X'): string {
  if (typeof value !== 'bigint' && typeof value !== 'string')
    throw new Error(`format: %${verb} cannot print ${typeof value}`);
  const text = typeof value === 'bigint' ? value.toString(16) : Buffer.from(value, 'utf8').toString('hex');
  return verb === 'x' ? text : text.toUpperCase();
}
