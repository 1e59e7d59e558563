import { CelError } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';
import { registerFormat } from './format';
import { compilePattern } from './patterns';

/** Longest text that a function makes, in UTF-16 units. */
const maxText = 10_000_000;

/** Functions on texts: those of CEL, of its string extension and of Kubernetes. Positions count code points. */
export function registerStrings(registry: CelRegistry): void {
  const { global, member } = registry;
  const matches = (text: string, pattern: string): boolean => compilePattern(pattern).matcher(text).find();
  member('startsWith', ['string', 'string'], 'bool', (text: string, start: string) => text.startsWith(start));
  member('endsWith', ['string', 'string'], 'bool', (text: string, end: string) => text.endsWith(end));
  member('contains', ['string', 'string'], 'bool', (text: string, inner: string) => text.includes(inner));
  member('matches', ['string', 'string'], 'bool', matches);
  global('matches', ['string', 'string'], 'bool', matches);
  member('find', ['string', 'string'], 'string', (text: string, pattern: string) => {
    const matcher = compilePattern(pattern).matcher(text);
    return matcher.find() ? (matcher.group() ?? '') : '';
  });
  member('findAll', ['string', 'string'], 'list(string)', (text: string, pattern: string) =>
    findAll(text, pattern, -1),
  );
  member(
    'findAll',
    ['string', 'string', 'int'],
    'list(string)',
    (text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
  );
  member('lowerAscii', ['string'], 'string', (text: string) =>
    text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  );
  member('upperAscii', ['string'], 'string', (text: string) =>
    text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  );
  member('trim', ['string'], 'string', (text: string) =>
    text
      .replace(/^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '')
      .replace(/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/, ''),
  );
  registerPositions(registry);
  registerParts(registry);
  registerFormat(registry);
}

function registerPositions({ member }: CelRegistry): void {
  member('charAt', ['string', 'int'], 'string', (text: string, at: bigint) => {
    const characters = [...text];
    return characters[position(at, characters.length)] ?? '';
  });
  member('indexOf', ['string', 'string'], 'int', (text: string, wanted: string) => indexOf(text, wanted, 0n));
  member('indexOf', ['string', 'string', 'int'], 'int', indexOf);
  member('lastIndexOf', ['string', 'string'], 'int', (text: string, wanted: string) =>
    wanted === ''
      ? BigInt([...text].length)
      : lastIndexOf(text, wanted, BigInt(Math.max(0, [...text].length - 1))),
  );
  member('lastIndexOf', ['string', 'string', 'int'], 'int', lastIndexOf);
  member('substring', ['string', 'int'], 'string', (text: string, start: bigint) => {
    const characters = [...text];
    return characters.slice(position(start, characters.length)).join('');
  });
  member('substring', ['string', 'int', 'int'], 'string', (text: string, start: bigint, end: bigint) => {
    const characters = [...text];
    if (start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
    return characters.slice(position(start, characters.length), position(end, characters.length)).join('');
  });
}

function position(at: bigint, length: number): number {
  if (at < 0n || at > BigInt(length)) throw new CelError(`index out of range: ${at}`);
  return Number(at);
}

function indexOf(text: string, wanted: string, from: bigint): bigint {
  if (from < 0n) throw new CelError(`index out of range: ${from}`);
  const characters = [...text];
  if (wanted === '') return from < BigInt(characters.length) ? from : BigInt(characters.length);
  if (from >= BigInt(characters.length)) return -1n;
  const start = characters.slice(0, Number(from)).join('').length;
  const found = text.indexOf(wanted, start);
  return found < 0 ? -1n : BigInt([...text.slice(0, found)].length);
}

function lastIndexOf(text: string, wanted: string, from: bigint): bigint {
  if (from < 0n) throw new CelError(`index out of range: ${from}`);
  const characters = [...text];
  if (wanted === '') return from < BigInt(characters.length) ? from : BigInt(characters.length);
  if (from >= BigInt(characters.length)) return -1n;
  const start = characters.slice(0, Number(from)).join('').length;
  const found = text.lastIndexOf(wanted, start);
  return found < 0 ? -1n : BigInt([...text.slice(0, found)].length);
}

function registerParts({ member }: CelRegistry): void {
  member('join', ['list(string)'], 'string', (list: readonly unknown[]) => join(list, ''));
  member('join', ['list(string)', 'string'], 'string', join);
  member('replace', ['string', 'string', 'string'], 'string', (text: string, from: string, to: string) =>
    replace(text, from, to, -1n),
  );
  member('replace', ['string', 'string', 'string', 'int'], 'string', replace);
  member('split', ['string', 'string'], 'list(string)', (text: string, by: string) => split(text, by, -1n));
  member('split', ['string', 'string', 'int'], 'list(string)', split);
}

function join(list: readonly unknown[], separator: string): string {
  for (const member of list) if (typeof member !== 'string') throw new CelError('no such overload');
  return limited(list.join(separator));
}

function limited(text: string): string {
  if (text.length > maxText) throw new CelError(`a text of more than ${maxText} characters`);
  return text;
}

/** At most so many; a negative limit is none. An empty text stands between all characters. */
function replace(text: string, from: string, to: string, limit: bigint): string {
  const count = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const replaced = Math.min(count, parts.length - 1);
  const size = text.length + replaced * (to.length - from.length);
  if (size > maxText) limited('x'.repeat(maxText + 1));
  const kept = parts.slice(0, replaced + 1).join(to);
  return [kept, ...parts.slice(replaced + 1)].join(from);
}

function split(text: string, by: string, limit: bigint): string[] {
  if (limit === 0n) return [];
  const parts = by === '' ? [...text] : text.split(by);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  const head = parts.slice(0, Number(limit) - 1);
  return [...head, parts.slice(Number(limit) - 1).join(by)];
}

function findAll(text: string, pattern: string, limit: number): string[] {
  const matcher = compilePattern(pattern).matcher(text);
  const found: string[] = [];
  let end = -1;
  while (found.length !== limit && matcher.find()) {
    const group = matcher.group() ?? '';
    // Nothing is found at the very end of what was found before.
    if (group !== '' || matcher.start() !== end) found.push(group);
    end = matcher.end();
  }
  return found;
}
