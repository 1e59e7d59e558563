import type { FunctionDefinition } from './function-definition';
import { ARRAY_FUNCTIONS } from './functions/arrays';
import { COMPARISON_FUNCTIONS } from './functions/comparison';
import { DATE_FUNCTIONS } from './functions/dates';
import { ENCODING_FUNCTIONS } from './functions/encoding';
import { IDENTIFIER_FUNCTIONS } from './functions/identifiers';
import { LOGICAL_FUNCTIONS } from './functions/logical';
import { NETWORK_FUNCTIONS } from './functions/network';
import { NUMBER_FUNCTIONS } from './functions/numbers';
import { OBJECT_FUNCTIONS } from './functions/objects';
import { TEXT_FUNCTIONS } from './functions/text';

/** Every function that depends on its arguments (and the evaluation's time) alone, by lower-case name. */
export const FUNCTION_TABLE: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...LOGICAL_FUNCTIONS,
    ...COMPARISON_FUNCTIONS,
    ...TEXT_FUNCTIONS,
    ...ARRAY_FUNCTIONS,
    ...OBJECT_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...DATE_FUNCTIONS,
    ...ENCODING_FUNCTIONS,
    ...NETWORK_FUNCTIONS,
    ...IDENTIFIER_FUNCTIONS,
  ].map((definition) => [definition.name.toLowerCase(), definition]),
);
