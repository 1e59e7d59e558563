import { classifyText, isJsonArray, type JsonValue, jsonTypeName } from '../expressions';
import { PolicyRuleError } from './errors';
import { MAX_CONDITIONS, MAX_CONSTRAINT_DEPTH, MAX_FIELD_LENGTH } from './limits';
import { joinPath, type KeyedObject, keyedObject } from './object-keys';
import { OPERATOR_TABLE, type OperatorDefinition } from './operators/operator-table';
import { type ConditionNode, type ConstraintNode, type LeftSide, UNNAMED_COUNT } from './syntax-tree';

interface Progress {
  conditions: number;
}

/**
 * Checks the shape of an `if`, `where` or `existenceCondition` and yields its tree.
 * Throws PolicyRuleError with the JSON path of what is wrong.
 */
export function parseConstraint(value: JsonValue | undefined, path: string): ConstraintNode {
  return constraint(value, path, 0, { conditions: 0 });
}

function constraint(
  value: JsonValue | undefined,
  path: string,
  depth: number,
  progress: Progress,
): ConstraintNode {
  if (depth > MAX_CONSTRAINT_DEPTH) {
    throw new PolicyRuleError(
      'LimitExceeded',
      path,
      `Conditions nest deeper than ${MAX_CONSTRAINT_DEPTH} levels.`,
      'Flatten the rule.',
    );
  }
  const keys = keyedObject(value, path);
  for (const kind of ['allOf', 'anyOf', 'not'] as const) {
    const found = keys.get(kind.toLowerCase());
    if (found === undefined) continue;
    if (keys.size > 1) {
      throw new PolicyRuleError(
        'UnknownKey',
        path,
        `"${found.key}" stands beside other keys (${otherKeys(keys, found.key)}).`,
        'Give it an object of its own.',
      );
    }
    const inner = joinPath(path, found.key);
    if (kind === 'not') return { kind, item: constraint(found.value, inner, depth + 1, progress), path };
    return { kind, items: list(found.value, inner, depth, progress), path };
  }
  return condition(keys, path, depth, progress);
}

function list(value: JsonValue, path: string, depth: number, progress: Progress): ConstraintNode[] {
  if (!isJsonArray(value)) {
    throw new PolicyRuleError(
      'InvalidCondition',
      path,
      `An array of conditions is expected but ${jsonTypeName(value)} was found.`,
      'Write [ … ].',
    );
  }
  return value.map((item, index) => constraint(item, joinPath(path, index), depth + 1, progress));
}

function otherKeys(keys: KeyedObject, except: string): string {
  return [...keys.values()]
    .map(({ key }) => key)
    .filter((key) => key !== except)
    .join(', ');
}

function condition(keys: KeyedObject, path: string, depth: number, progress: Progress): ConditionNode {
  progress.conditions += 1;
  if (progress.conditions > MAX_CONDITIONS) {
    throw new PolicyRuleError(
      'LimitExceeded',
      path,
      `The rule has more than ${MAX_CONDITIONS} conditions.`,
      'Split it into several definitions.',
    );
  }
  const sides = ['field', 'value', 'count'].filter((side) => keys.has(side));
  if (sides.length !== 1) {
    throw new PolicyRuleError(
      'InvalidCondition',
      path,
      sides.length === 0
        ? `Neither a condition nor a logical operator was found (keys: ${otherKeys(keys, '') || 'none'}).`
        : `A condition compares one thing, but "${sides.join('" and "')}" are given.`,
      'Write exactly one of "field", "value" and "count" with one operator, or one of "allOf", "anyOf" and "not".',
    );
  }
  const side = keys.get(sides[0] as string) as { key: string; value: JsonValue };
  const { operator, key: operatorKey, right } = operatorOf(keys, side.key, path);
  const left = leftSide(sides[0] as string, side.value, joinPath(path, side.key), depth, progress);
  return { kind: 'condition', left, operator, operatorKey, right, path };
}

function operatorOf(
  keys: KeyedObject,
  sideKey: string,
  path: string,
): { operator: OperatorDefinition; key: string; right: JsonValue } {
  const candidates = [...keys.values()].filter(({ key }) => key !== sideKey);
  const [first, second] = candidates;
  if (first === undefined) {
    throw new PolicyRuleError(
      'InvalidCondition',
      path,
      'The condition has no operator.',
      'Add one, such as "equals".',
    );
  }
  for (const { key } of candidates) {
    if (!OPERATOR_TABLE.has(key.toLowerCase())) {
      throw new PolicyRuleError(
        'UnknownOperator',
        joinPath(path, key),
        `"${key}" is no operator.`,
        `Use one of ${[...OPERATOR_TABLE.values()].map(({ name }) => name).join(', ')}.`,
      );
    }
  }
  if (second !== undefined) {
    throw new PolicyRuleError(
      'InvalidCondition',
      path,
      `The condition has several operators ("${candidates.map(({ key }) => key).join('", "')}").`,
      'Write one condition for each and join them with "allOf".',
    );
  }
  return {
    operator: OPERATOR_TABLE.get(first.key.toLowerCase()) as OperatorDefinition,
    key: first.key,
    right: first.value,
  };
}

function leftSide(side: string, value: JsonValue, path: string, depth: number, progress: Progress): LeftSide {
  if (side === 'value') return { kind: 'value', value };
  if (side === 'field') return { kind: 'field', text: fieldText(value, path) };
  return count(value, path, depth, progress);
}

function fieldText(value: JsonValue, path: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= MAX_FIELD_LENGTH) return value;
  throw new PolicyRuleError(
    'InvalidField',
    path,
    typeof value === 'string' && value !== ''
      ? `The name has more than ${MAX_FIELD_LENGTH} characters.`
      : 'A field is named by a text that is not empty.',
    'Write a property such as "type", a tag such as "tags[\'owner\']" or an alias.',
  );
}

function count(value: JsonValue, path: string, depth: number, progress: Progress): LeftSide {
  const keys = keyedObject(value, path);
  for (const [folded, { key }] of keys) {
    if (!['field', 'value', 'name', 'where'].includes(folded)) {
      throw new PolicyRuleError(
        'UnknownKey',
        joinPath(path, key),
        `"${key}" means nothing in a count.`,
        'A count has "field" or "value", and may have "name" and "where".',
      );
    }
  }
  const field = keys.get('field');
  const counted = keys.get('value');
  if ((field === undefined) === (counted === undefined)) {
    throw new PolicyRuleError(
      'InvalidCount',
      path,
      'A count needs exactly one of "field" and "value".',
      'Name the array to count with "field", or give the list itself with "value".',
    );
  }
  const where = keys.get('where');
  const whereNode = where && constraint(where.value, joinPath(path, where.key), depth + 1, progress);
  const name = keys.get('name');
  if (field !== undefined) {
    if (name !== undefined) {
      throw new PolicyRuleError(
        'InvalidCount',
        joinPath(path, name.key),
        'Only a count over "value" has a name.',
        "Remove it and use current('<alias>[*]').",
      );
    }
    return { kind: 'fieldCount', text: fieldText(field.value, joinPath(path, field.key)), where: whereNode };
  }
  return {
    kind: 'valueCount',
    value: counted?.value ?? null,
    name: name === undefined ? UNNAMED_COUNT : countName(name.value, joinPath(path, name.key)),
    where: whereNode,
  };
}

function countName(value: JsonValue, path: string): string {
  if (typeof value === 'string' && value !== '' && classifyText(value).kind === 'literal') return value;
  throw new PolicyRuleError(
    'InvalidCount',
    path,
    'The name of a count is a plain text.',
    'Write it out; expressions are not allowed here.',
  );
}
