import { printable } from './printable';

/**
 * Breaks a line at blanks so that none is longer than `width`; words longer than a line are broken too.
 * Continuation lines start with `indent` blanks. What a terminal must not get is written out.
 */
export function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let rest = printable(text);
  let room = width;
  while (rest.length > room) {
    const blank = rest.lastIndexOf(' ', room);
    const cut = blank > room / 3 ? blank : room;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
    room = width - indent;
  }
  lines.push(rest);
  return lines.map((line, index) => (index === 0 ? line : ' '.repeat(indent) + line));
}
