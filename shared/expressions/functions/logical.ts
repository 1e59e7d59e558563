import { booleanArgument, unsuitable } from '../arguments';
import { defineFunction, type FunctionDefinition } from '../function-definition';

/** `if` evaluates only the branch it takes and is therefore compiled specially; its row states name and arity. */
export const LOGICAL_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('logical', 'if', [3, 3], (args) =>
    booleanArgument('if', args, 0) ? (args[1] ?? null) : (args[2] ?? null),
  ),
  defineFunction('logical', 'and', [0, 128], (args) =>
    args.map((_, position) => booleanArgument('and', args, position)).every(Boolean),
  ),
  defineFunction('logical', 'or', [0, 128], (args) =>
    args.map((_, position) => booleanArgument('or', args, position)).some(Boolean),
  ),
  defineFunction('logical', 'not', [1, 1], (args) => !booleanArgument('not', args, 0)),
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
