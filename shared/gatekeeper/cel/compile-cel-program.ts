import { asString, isJsonArray, isJsonObject, type JsonObject, ownValue } from '../json';
import type { TemplateProgram } from '../template/template-program';
import { celVariables } from './cel-environment';
import { CelCompileError, type CelExpression, compileCelExpression } from './cel-expression';
import type { CelProgramParts } from './cel-program-parts';
import { evaluateCel } from './evaluate-cel';
import { boolType, type CelType, dynType, sameType, stringType } from './language/cel-type';

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
  const types = new Map<string, CelType>([
    ['anyObject', dynType],
    ['params', dynType],
  ]);
  const compile = (
    place: string,
    text: string | undefined,
    options: { readonly params?: boolean; readonly wanted?: CelType },
  ): CelExpression | undefined => {
    try {
      if (text === undefined || text.trim() === '') throw new CelCompileError('an expression is missing');
      return compileCelExpression(
        text,
        celVariables(types, { params: options.params === true }),
        options.wanted,
      );
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
    types.set(name, expression?.type ?? dynType);
    return expression === undefined ? [] : [{ name, expression }];
  });
  const matchConditions = entriesOf(source, 'matchCondition').flatMap((entry, index) => {
    const place = `matchCondition[${index}]`;
    const text = asString(ownValue(entry, 'expression'));
    const expression = compile(place, text, { wanted: boolType });
    if (reserved.test(asString(ownValue(entry, 'name')) ?? ''))
      problems.push(`${place}: names that begin with gatekeeper_internal_ are reserved`);
    return expression === undefined || text === undefined ? [] : [{ text: text.trim(), expression }];
  });
  const validations = entriesOf(source, 'validations').flatMap((entry, index) => {
    const place = `validations[${index}]`;
    const text = asString(ownValue(entry, 'expression'));
    const expression = compile(place, text, { wanted: boolType });
    const messageText = asString(ownValue(entry, 'messageExpression'));
    const made =
      messageText === undefined || messageText === ''
        ? undefined
        : compile(`${place}.messageExpression`, messageText, {});
    // One of another type, dyn among them, is let be and never used, as in Kubernetes.
    const messageExpression = made !== undefined && sameType(made.exactType, stringType) ? made : undefined;
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
  const policy = ownValue(source, 'failurePolicy') ?? 'Fail';
  if (policy !== 'Fail' && policy !== 'Ignore')
    problems.push(`failurePolicy: ${JSON.stringify(policy)} is neither Fail nor Ignore`);
  if (problems.length > 0) return { problems };
  const failurePolicy = policy === 'Ignore' ? 'Ignore' : 'Fail';
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
