import { badRequest } from './api-error';
import type { JsonObject } from './kubernetes-object';

export type LabelPredicate = (labels: JsonObject) => boolean;

/**
 * Parses the `labelSelector` query parameter: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (x,y)`, `a notin (x)`,
 * joined by commas. A label that is missing satisfies `!=` and `notin`, as in Kubernetes.
 */
export function parseLabelSelector(text: string): LabelPredicate {
  const requirements = splitOutsideParentheses(text).map(parseRequirement);
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const keyPattern = '[A-Za-z0-9][-A-Za-z0-9_./]*';
const forms = {
  set: new RegExp(`^(${keyPattern})\\s+(in|notin)\\s*\\(([^()]*)\\)$`),
  equality: new RegExp(`^(${keyPattern})\\s*(==|!=|=)\\s*([-A-Za-z0-9_.]*)$`),
  existence: new RegExp(`^(!?)\\s*(${keyPattern})$`),
};

function parseRequirement(text: string): LabelPredicate {
  const valueIn = (labels: JsonObject, key: string): unknown =>
    Object.hasOwn(labels, key) ? labels[key] : undefined;

  const set = forms.set.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    return operator === 'in'
      ? (labels) => values.has(valueIn(labels, key) as string)
      : (labels) => !values.has(valueIn(labels, key) as string);
  }
  const equality = forms.equality.exec(text);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return operator === '!='
      ? (labels) => valueIn(labels, key) !== value
      : (labels) => valueIn(labels, key) === value;
  }
  const existence = forms.existence.exec(text);
  if (existence !== null) {
    const [, not, key = ''] = existence;
    return not === '!' ? (labels) => !Object.hasOwn(labels, key) : (labels) => Object.hasOwn(labels, key);
  }
  throw badRequest(`unable to parse requirement: "${text}" is no label selector`);
}
