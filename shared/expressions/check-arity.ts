import { ExpressionSyntaxError } from './errors';
import type { CallNode } from './syntax-tree';

/** Refuses a call with too few or too many arguments. */
export function checkArity(node: CallNode, [fewest, most]: readonly [number, number], text: string): void {
  const count = node.arguments.length;
  if (count >= fewest && count <= most) return;
  const wanted = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  throw new ExpressionSyntaxError(
    'WrongArgumentCount',
    text,
    node.offset,
    `${node.name}() takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${count}.`,
  );
}
