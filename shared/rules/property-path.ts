import { foldKey } from '../expressions';

/** One step of a path into a resource. */
export type PathSegment =
  | {
      readonly kind: 'key';
      readonly name: string;
      readonly folded: string;
      /** Where an array element lacks the property, look for it in the element's own `properties`. */
      readonly nested?: true;
    }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' };

const PART = /\[\*\]|\[(\d{1,9})\]|\[(['"])(.*?)\2\]|\[([^\]]*)\]|\.|[^.[\]]+|[\]]/gs;

/** Splits a path such as `properties.rules[*].a['b.c'][0]` at dots and brackets. Names keep every other character. */
export function parsePropertyPath(text: string): PathSegment[] {
  const segments: PathSegment[] = [];
  for (const [part, index, , quoted, bare] of text.matchAll(PART)) {
    if (part === '.') continue;
    if (part === '[*]') segments.push({ kind: 'each' });
    else if (index !== undefined) segments.push({ kind: 'index', index: Number(index) });
    else segments.push(keySegment(quoted ?? bare ?? part));
  }
  return segments;
}

export function keySegment(name: string): PathSegment {
  return { kind: 'key', name, folded: foldKey(name) };
}

/** Whether two steps are the same, names without regard to case. */
export function sameSegment(left: PathSegment, right: PathSegment | undefined): boolean {
  if (right === undefined || left.kind !== right.kind) return false;
  if (left.kind === 'key') return left.folded === (right as typeof left).folded;
  return left.kind === 'each' || left.index === (right as typeof left).index;
}

/** The path as text, as it stands in evaluation details. */
export function pathText(segments: readonly PathSegment[]): string {
  let text = '';
  for (const segment of segments) {
    if (segment.kind === 'each') text += '[*]';
    else if (segment.kind === 'index') text += `[${segment.index}]`;
    else if (/[.[\]]/.test(segment.name)) text += `['${segment.name}']`;
    else text += text === '' ? segment.name : `.${segment.name}`;
  }
  return text;
}
