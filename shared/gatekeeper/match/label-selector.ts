import {
  asObject,
  asString,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
} from '../json';

/** Decides whether an object's labels satisfy a selector. Missing labels count as none. */
export type LabelTest = (labels: JsonObject | undefined) => boolean;

/** A label selector that Kubernetes would refuse. */
export class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
}

/**
 * Compiles a Kubernetes LabelSelector: `matchLabels` and `matchExpressions`, all of which must hold; `{}` matches
 * everything. Operators: In, NotIn (also true when the key is absent), Exists, DoesNotExist.
 *
 * @throws LabelSelectorError for an unknown operator, or In and NotIn without values
 */
export function compileLabelSelector(selector: JsonObject): LabelTest {
  const tests: LabelTest[] = [];
  const matchLabels = asObject(ownValue(selector, 'matchLabels'));
  for (const [key, value] of Object.entries(matchLabels ?? {})) {
    checkKey(key);
    checkValue(key, value);
    tests.push((labels) => ownValue(labels, key) === value);
  }
  const expressions = ownValue(selector, 'matchExpressions') ?? [];
  if (!isJsonArray(expressions)) throw new LabelSelectorError('"matchExpressions" must be a list');
  for (const expression of expressions) tests.push(compileExpression(expression));
  if (tests.length === 1 && tests[0] !== undefined) return tests[0];
  return (labels) => tests.every((test) => test(labels));
}

const name = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const domain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const maxNameLength = 63;
const maxDomainLength = 253;

function checkKey(key: string): void {
  const slash = key.lastIndexOf('/');
  const [prefix, last] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const sound =
    last.length <= maxNameLength &&
    name.test(last) &&
    (prefix === undefined || (prefix.length <= maxDomainLength && domain.test(prefix)));
  if (!sound) throw new LabelSelectorError(`"${key}" is not a valid label key`);
}

function checkValue(key: string, value: JsonValue): void {
  if (value === '' || (typeof value === 'string' && value.length <= maxNameLength && name.test(value)))
    return;
  throw new LabelSelectorError(`${JSON.stringify(value)} is not a valid value of the label "${key}"`);
}

function compileExpression(expression: JsonValue): LabelTest {
  const key = isJsonObject(expression) ? asString(ownValue(expression, 'key')) : undefined;
  if (!isJsonObject(expression) || key === undefined) {
    throw new LabelSelectorError('each of "matchExpressions" must be an object with a "key"');
  }
  const operator = asString(ownValue(expression, 'operator')) ?? '';
  const values = ownValue(expression, 'values') ?? [];
  const list = isJsonArray(values) ? values : [];
  checkKey(key);
  for (const value of list) checkValue(key, value);
  switch (operator) {
    case 'In':
    case 'NotIn': {
      if (list.length === 0) {
        throw new LabelSelectorError(`for 'in', 'notin' operators, values set can't be empty (key "${key}")`);
      }
      const wanted = new Set(list);
      const negated = operator === 'NotIn';
      return (labels) => {
        const value = ownValue(labels, key);
        return value === undefined ? negated : wanted.has(value) !== negated;
      };
    }
    case 'Exists':
    case 'DoesNotExist': {
      if (list.length > 0) {
        throw new LabelSelectorError(`values set must be empty for exists and does not exist (key "${key}")`);
      }
      const wanted = operator === 'Exists';
      return (labels) => (ownValue(labels, key) !== undefined) === wanted;
    }
    default:
      throw new LabelSelectorError(`"${operator}" is not a valid label selector operator (key "${key}")`);
  }
}
