import { isJsonArray, isJsonObject, type JsonValue } from '../expressions';
import { PolicyRuleError } from './errors';
import { joinPath, keyedObject, memberOf } from './object-keys';
import { parseConstraint } from './parse-constraint';
import type { RuleNode } from './syntax-tree';

/** Checks the shape of a policy rule and yields its tree. Throws PolicyRuleError. Unknown keys beside are ignored. */
export function parseRule(rule: JsonValue): RuleNode {
  const keys = keyedObject(rule, '');
  const condition = keys.get('if');
  const then = keys.get('then');
  if (condition === undefined || then === undefined) {
    const missing = condition === undefined ? 'if' : 'then';
    throw new PolicyRuleError('MissingKey', '', `The rule has no "${missing}".`, `Add "${missing}": { … }.`);
  }
  const thenKeys = keyedObject(then.value, then.key);
  const effect = thenKeys.get('effect');
  if (effect === undefined || typeof effect.value !== 'string' || effect.value === '') {
    throw new PolicyRuleError(
      effect === undefined ? 'MissingKey' : 'InvalidEffect',
      joinPath(then.key, effect?.key ?? 'effect'),
      'The rule does not say its effect as text.',
      'Write an effect such as "audit", or "[parameters(\'effect\')]".',
    );
  }
  const details = thenKeys.get('details');
  const detailsPath = joinPath(then.key, details?.key ?? 'details');
  if (details !== undefined && !isJsonObject(details.value) && !isJsonArray(details.value)) {
    throw new PolicyRuleError(
      'InvalidDetails',
      detailsPath,
      'Details are an object, or for append an array.',
      'Write { … } or [ … ].',
    );
  }
  const detailsObject = isJsonObject(details?.value) ? details.value : undefined;
  const existence = memberOf(detailsObject, 'existenceCondition');
  return {
    condition: parseConstraint(condition.value, condition.key),
    effect: effect.value,
    details: details?.value,
    detailsObject,
    existenceCondition:
      existence === undefined
        ? undefined
        : parseConstraint(existence, joinPath(detailsPath, existenceKey(detailsObject ?? {}))),
  };
}

function existenceKey(details: object): string {
  return Object.keys(details).find((key) => key.toLowerCase() === 'existencecondition') as string;
}
