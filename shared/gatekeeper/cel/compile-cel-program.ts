import { asString, isJsonArray, isJsonObject, type JsonObject, ownValue } from '../json';
import type { TemplateProgram } from '../template/template-program';
import { CelCompileError, type CelExpression, compileCelExpression } from './cel-expression';
import type { CelProgramParts } from './cel-program-parts';
import { evaluateCel } from './evaluate-cel';

const reserved = /^gatekeeper_internal_/;

/**
 * Compiles the `K8sNativeValidation` source of a template. All problems are collected, each with its place.
 *
 * @returns the program, or every problem found
 */
export function compileCelProgram(
  source: JsonObject,
): TemplateProgram | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const compile = (
    place: string,
    text: string | undefined,
    options: Parameters<typeof compileCelExpression>[1],
  ): CelExpression | undefined => {
    try {
      if (text === undefined || text.trim() === '') throw new CelCompileError('an expression is missing');
      return compileCelExpression(text, options);
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
      problems.push(`${place}: ${error.message}`);
      return undefined;
    }
  };
  const variables = entriesOf(source, 'variables').flatMap((entry, index) => {
    const name = asString(ownValue(entry, 'name')) ?? '';
    if (name === '' || name === 'params' || name === 'anyObject' || reserved.test(name)) {
      problems.push(`variables[${index}]: the name "${name}" is missing or reserved`);
    }
    const expression = compile(`variables[${index}]`, asString(ownValue(entry, 'expression')), {
      params: true,
    });
    return expression === undefined ? [] : [{ name, expression }];
  });
  const conditionKey =
    ownValue(source, 'matchCondition') === undefined ? 'matchConditions' : 'matchCondition';
  const matchConditions = entriesOf(source, conditionKey).flatMap((entry, index) => {
    const place = `matchCondition[${index}]`;
    const expression = compile(place, asString(ownValue(entry, 'expression')), { wanted: 'bool' });
    return expression === undefined ? [] : [{ name: asString(ownValue(entry, 'name')) ?? '', expression }];
  });
  const validations = entriesOf(source, 'validations').flatMap((entry, index) => {
    const place = `validations[${index}]`;
    const text = asString(ownValue(entry, 'expression'));
    const expression = compile(place, text, { wanted: 'bool' });
    const messageText = asString(ownValue(entry, 'messageExpression'));
    const messageExpression =
      messageText === undefined || messageText === ''
        ? undefined
        : compile(`${place}.messageExpression`, messageText, { wanted: 'string' });
    if (expression === undefined || text === undefined) return [];
    return [
      {
        text: text.trim(),
        expression,
        message: asString(ownValue(entry, 'message')) ?? '',
        messageExpression,
      },
    ];
  });
  if (problems.length > 0) return { problems };
  const failurePolicy = ownValue(source, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail';
  const parts: CelProgramParts = { variables, matchConditions, validations, failurePolicy };
  return {
    engine: 'K8sNativeValidation',
    usesInventory: false,
    evaluate: (input) => evaluateCel(parts, input),
  };
}

function entriesOf(source: JsonObject, key: string): JsonObject[] {
  const entries = ownValue(source, key);
  return (isJsonArray(entries) ? entries : []).filter(isJsonObject);
}
