/** Most conditions in one `if` or `existenceCondition` (documented). */
export const MAX_CONDITIONS = 4_096;
/** Deepest nesting of allOf, anyOf, not and count (documented: 512 nested conditionals). */
export const MAX_CONSTRAINT_DEPTH = 512;
/** Most template functions called in one rule (documented). */
export const MAX_FUNCTION_CALLS = 2_048;
/** Most field counts over one array, and value counts, in one rule (documented). */
export const MAX_FIELD_COUNTS_PER_ARRAY = 5;
export const MAX_VALUE_COUNTS = 10;
/** Most iterations of a value count, those of the value counts around it included (documented). */
export const MAX_VALUE_COUNT_ITERATIONS = 100;
/** Longest pattern of like and match, in characters; longer ones could be slow against long texts. */
export const MAX_PATTERN_LENGTH = 1_024;
/** Longest name of a field, in characters. */
export const MAX_FIELD_LENGTH = 2_048;
/** Most computed field names that a condition remembers in compiled form. */
export const MAX_REMEMBERED_FIELDS = 256;
/** Longest rule or definition text, in characters: the body that Resource Manager accepts. */
export const MAX_DEFINITION_TEXT = 1_048_576;
