import { booleanArgument, unsuitable } from '../arguments';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';

/** A boolean argument; where wrong types are tolerated, everything but true is false. */
export function truth(
  name: string,
  args: readonly JsonValue[],
  position: number,
  context: FunctionContext,
): boolean {
  if (context.semantics.wrongArguments === 'tolerated') return args[position] === true;
  return booleanArgument(name, args, position);
}

/** `if` evaluates only the branch it takes and is therefore compiled specially; its row states name and arity. */
export const LOGICAL_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('logical', 'if', [3, 3], (args, context) =>
    truth('if', args, 0, context) ? (args[1] ?? null) : (args[2] ?? null),
  ),
  defineFunction('logical', 'and', [0, 128], (args, context) =>
    args.map((_, position) => truth('and', args, position, context)).every(Boolean),
  ),
  defineFunction('logical', 'or', [0, 128], (args, context) =>
    args.map((_, position) => truth('or', args, position, context)).some(Boolean),
  ),
  defineFunction(
    'logical',
    'not',
    [1, 1],
    (args, context) => !truth('not', args, 0, context),
    'everywhere',
    true,
  ),
  defineFunction('logical', 'true', [0, 0], () => true),
  defineFunction('logical', 'false', [0, 0], () => false),
  defineFunction('logical', 'bool', [1, 1], (args) => {
    const value = args[0];
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    if (typeof value === 'string') {
      const text = value.toLowerCase();
      if (text === 'true' || text === '1') return true;
      if (text === 'false' || text === '0') return false;
    }
    return unsuitable('bool', args, 0, 'true, false, 1, 0 or such a text');
  }),
];
