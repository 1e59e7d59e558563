import { limits } from './limits';
import { type PolicyProblem, problemOf } from './problem';

/**
 * Refuses a document that is nested or long beyond reason, before anything recursive touches it. It walks with a list
 * of its own, so no depth can exhaust the stack.
 */
export function measureJson(
  value: unknown,
  maxCharacters: number = limits.readCharacters,
): PolicyProblem | undefined {
  let level: unknown[] = [value];
  let characters = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.depth) return problemOf('TooDeep', undefined, limits.depth);
    const next: unknown[] = [];
    for (const item of level) {
      characters += typeof item === 'string' ? item.length + 3 : 5;
      if (typeof item !== 'object' || item === null) continue;
      if (Array.isArray(item)) {
        for (const element of item) next.push(element);
      } else {
        for (const [key, property] of Object.entries(item)) {
          characters += key.length + 3;
          next.push(property);
        }
      }
      if (characters > maxCharacters) return problemOf('TooLarge', undefined, maxCharacters);
    }
    if (characters > maxCharacters) return problemOf('TooLarge', undefined, maxCharacters);
    level = next;
  }
  return undefined;
}
