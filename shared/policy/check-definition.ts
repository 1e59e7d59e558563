import { allowedEffects } from './allowed-effects';
import { bindParameters, checkParameterValue } from './bind-parameters';
import { effectsOfMode, isRetiredEffect, parseEffect } from './effect';
import { isExpression } from './evaluate-expression';
import { isJsonObject, type JsonValue, ownProperty } from './json';
import { limits } from './limits';
import { measureJson } from './measure-json';
import { isResourceProviderMode, parseMode } from './mode';
import { type PolicyDefinition, parsePolicyDefinition } from './policy-definition';
import { buildLibrary } from './policy-library';
import { parsePolicySetDefinition } from './policy-set-definition';
import { type PolicyProblem, problemOf } from './problem';

/**
 * Why Azure would refuse to write a policy definition, as far as the resource model can tell: shape, mode, parameter
 * declarations and their defaults, effect, limits. The rule itself is the compiler's to check.
 */
export function checkDefinition(raw: JsonValue): readonly PolicyProblem[] {
  const oversize = measureJson(raw, limits.bodyCharacters);
  if (oversize !== undefined) return [oversize];
  const parsed = parsePolicyDefinition(raw);
  if ('problem' in parsed) return [parsed.problem];
  const definition = parsed.value;
  const known = parseMode(definition.mode) !== undefined || isResourceProviderMode(definition.mode);
  return [
    ...checkTexts(definition.id, definition.displayName, definition.description),
    ...(known ? [] : [problemOf('InvalidMode', definition.id, definition.mode)]),
    ...checkDefaults(definition),
    ...checkEffect(definition),
  ];
}

/**
 * Why Azure would refuse to write an initiative: shape, limits, group names, and, where the raw definitions of its
 * members are at hand, members that do not exist and parameters that do not fit them. A member pinned to a version
 * that is not at hand may bind parameters that the available text lacks, so its bindings are not checked.
 */
export function checkSetDefinition(
  raw: JsonValue,
  definitions?: readonly JsonValue[],
): readonly PolicyProblem[] {
  const oversize = measureJson(raw, limits.bodyCharacters);
  if (oversize !== undefined) return [oversize];
  const parsed = parsePolicySetDefinition(raw);
  if ('problem' in parsed) return [parsed.problem];
  const set = parsed.value;
  const groups = new Set(set.policyDefinitionGroups.map(({ name }) => name.toLowerCase()));
  const library = definitions === undefined ? undefined : buildLibrary(definitions, [], () => {});
  return [
    ...checkTexts(set.id, set.displayName, set.description),
    ...(set.policyDefinitions.length > limits.members
      ? [problemOf('TooMany', set.id, 'policyDefinitions', limits.members)]
      : []),
    ...(set.declarations.size > limits.setParameters
      ? [problemOf('TooMany', set.id, 'parameters', limits.setParameters)]
      : []),
    ...set.policyDefinitions.flatMap((reference): PolicyProblem[] => {
      const unknownGroups = reference.groupNames.filter((name) => !groups.has(name.toLowerCase()));
      const problems = unknownGroups.map((name) => problemOf('UnknownGroup', set.id, name));
      if (library === undefined) return problems;
      const versions = library.definitions.get(reference.definitionKey)?.versions ?? [];
      if (versions.length === 0) {
        problems.push(problemOf('DefinitionNotFound', set.id, reference.policyDefinitionId));
      } else if (reference.pin === undefined && versions[0] !== undefined) {
        const bound = bindParameters(versions[0].declarations, literalsOf(reference.parameters));
        const isBound = (name: string) =>
          Object.keys(reference.parameters).some((key) => key.toLowerCase() === name.toLowerCase());
        problems.push(
          ...bound.problems.filter(
            ({ code, target = '' }) => code !== 'ParameterMissing' || !isBound(target),
          ),
        );
      }
      return problems;
    }),
  ];
}

/** The bindings whose value is known without evaluating anything. */
function literalsOf(parameters: PolicyDefinition['parameters']): PolicyDefinition['parameters'] {
  const entries = Object.entries(parameters).filter(([, value]) => !JSON.stringify(value).includes('"['));
  return Object.fromEntries(entries);
}

function checkTexts(id: string, displayName = '', description = ''): PolicyProblem[] {
  return [
    ...(displayName.length > limits.displayNameCharacters
      ? [problemOf('TooLong', id, 'displayName', limits.displayNameCharacters)]
      : []),
    ...(description.length > limits.descriptionCharacters
      ? [problemOf('TooLong', id, 'description', limits.descriptionCharacters)]
      : []),
  ];
}

function checkDefaults(definition: PolicyDefinition): PolicyProblem[] {
  return [...definition.declarations.values()].flatMap((declaration) => {
    const { defaultValue } = declaration;
    const problem = defaultValue === undefined ? undefined : checkParameterValue(declaration, defaultValue);
    return problem === undefined ? [] : [problem];
  });
}

function checkEffect(definition: PolicyDefinition): PolicyProblem[] {
  if (parseMode(definition.mode) === undefined) return [];
  const then = ownProperty(definition.policyRule, 'then');
  const written = isJsonObject(then) ? ownProperty(then, 'effect') : undefined;
  if (typeof written !== 'string') return [problemOf('EffectNotText', definition.id)];
  const allowed = effectsOfMode(definition.mode);
  const names = isExpression(written) ? allowedEffects(definition) : [written];
  return names.flatMap((name) => {
    const effect = parseEffect(name);
    if (effect === undefined) {
      return [problemOf(isRetiredEffect(name) ? 'RetiredEffect' : 'UnknownEffect', definition.id, name)];
    }
    return allowed.includes(effect)
      ? []
      : [problemOf('EffectNotInMode', definition.id, name, definition.mode, allowed.join(', '))];
  });
}
