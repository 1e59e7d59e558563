/** Longest expression text, in characters (documented for policy rules). */
export const MAX_EXPRESSION_LENGTH = 81_920;
/** Deepest nesting of calls, brackets and literals in one expression (documented: 64). */
export const MAX_EXPRESSION_DEPTH = 64;
/** Most arguments of one call (documented). */
export const MAX_ARGUMENTS = 128;
/** Longest text that a function may yield, in characters (documented). */
export const MAX_TEXT_LENGTH = 131_072;
/** Most elements that a function may yield, and deepest nesting (documented: 32,768 nodes, depth 128). */
export const MAX_NODES = 32_768;
export const MAX_VALUE_DEPTH = 128;
/** `range` yields at most this many numbers (documented for templates). */
export const MAX_RANGE_COUNT = 10_000;
/** Default number of calls and iterations that one evaluation may make. */
export const DEFAULT_STEPS = 1_000_000;
/** So many characters of a text that is gone through cost one step. */
export const CHARACTERS_PER_STEP = 256;
/** So many keys of an object that are looked at cost one step. */
export const KEYS_PER_STEP = 4;
/** How many steps pass between two questions to the caller's clock. */
export const STEPS_BETWEEN_CLOCK_CHECKS = 1_024;
