export type ClassifiedText =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'expression'; readonly inner: string };

/**
 * Tells an expression from a literal text: "[…]" is an expression, "[[…" a literal that loses one bracket,
 * and a "[" without "]" at the end is a literal as it stands.
 */
export function classifyText(text: string): ClassifiedText {
  if (!text.startsWith('[')) return { kind: 'literal', value: text };
  if (text.startsWith('[[')) return { kind: 'literal', value: text.slice(1) };
  if (!text.endsWith(']')) return { kind: 'literal', value: text };
  return { kind: 'expression', inner: text.slice(1, -1) };
}
