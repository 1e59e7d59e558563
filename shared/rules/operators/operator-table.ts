import { compileContains, compileEquality, type JsonValue, type Spend } from '../../expressions';
import type { RuleSemantics } from '../semantics';
import { compileContainsKey, compileExists, compileIn } from './containment';
import { compileOrdering } from './ordering';
import { compileLike, compileMatch } from './patterns';

/**
 * A right-hand side turned into the test of a left-hand side; undefined is a missing one. `spend` is told of every
 * element and run of characters that the test goes through, and of nothing for what is small.
 */
export type CompiledOperator = (left: JsonValue | undefined, spend: Spend) => boolean;

export interface OperatorDefinition {
  readonly name: string;
  /** The name in evaluation details. */
  readonly label: string;
  /** The operator that this one negates. */
  readonly negates?: string;
  readonly summary: string;
  /** The answer where the right side has no value, in the semantics that tolerate that. */
  readonly withoutRight: boolean;
  readonly compile: (right: JsonValue, semantics: RuleSemantics) => CompiledOperator;
}

type Compile = OperatorDefinition['compile'];

const negated =
  (compile: Compile): Compile =>
  (right, semantics) => {
    const test = compile(right, semantics);
    return (left, spend) => !test(left, spend);
  };

const ordering =
  (holds: (sign: number) => boolean): Compile =>
  (right, semantics) =>
    compileOrdering(right, holds, semantics);

const match: Compile = (right) => compileMatch(right, false);
const matchInsensitively: Compile = (right) => compileMatch(right, true);

function row(name: string, summary: string, compile: Compile, negates?: string): OperatorDefinition {
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  // A negation holds for what nothing is known about; the two about containment do not.
  const withoutRight = negates !== undefined && !negates.startsWith('contains');
  return {
    name,
    label,
    summary,
    withoutRight,
    compile,
    ...(negates === undefined ? {} : { negates }),
  };
}

const ROWS: readonly OperatorDefinition[] = [
  row('equals', 'same value; texts without case, "true" is true, "5" is 5', compileEquality),
  row('notEquals', 'not equals; holds where the property is missing', negated(compileEquality), 'equals'),
  row('like', 'whole text; * any run of characters, ? one character; without case', compileLike),
  row('notLike', 'not like', negated(compileLike), 'like'),
  row('match', 'whole text; # a digit, ? a letter, . any character; with case', match),
  row('notMatch', 'not match', negated(match), 'match'),
  row('matchInsensitively', 'match without case', matchInsensitively),
  row('notMatchInsensitively', 'not matchInsensitively', negated(matchInsensitively), 'matchInsensitively'),
  row('contains', 'part of a text, element of an array, key of an object; without case', compileContains),
  row('notContains', 'not contains', negated(compileContains), 'contains'),
  row('in', 'equals an element of the list', compileIn),
  row('notIn', 'not in; holds where the property is missing', negated(compileIn), 'in'),
  row('containsKey', 'an object that has the key; without case', compileContainsKey),
  row('notContainsKey', 'not containsKey', negated(compileContainsKey), 'containsKey'),
  row(
    'less',
    'number by size, text by code points without case',
    ordering((sign) => sign < 0),
  ),
  row(
    'lessOrEquals',
    'less or the same',
    ordering((sign) => sign <= 0),
  ),
  row(
    'greater',
    'number by size, text by code points without case',
    ordering((sign) => sign > 0),
  ),
  row(
    'greaterOrEquals',
    'greater or the same',
    ordering((sign) => sign >= 0),
  ),
  row('exists', 'there is a value other than null; right side true or false', compileExists),
];

/** Every operator by lower-case name. */
export const OPERATOR_TABLE: ReadonlyMap<string, OperatorDefinition> = new Map(
  ROWS.map((definition) => [definition.name.toLowerCase(), definition]),
);
