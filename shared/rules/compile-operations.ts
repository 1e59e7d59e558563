import {
  type CompiledExpression,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../expressions';
import type { ResolvedAlias } from './aliases/alias-catalogue';
import { rememberNames } from './compile-field';
import type { CompileScope } from './compile-scope';
import { compileValue } from './compile-value';
import { PolicyRuleError } from './errors';
import { joinPath, memberOf } from './object-keys';
import { PolicyEvaluationError } from './policy-evaluation-error';
import type { ResolvedField } from './resolve-field';
import { resolveField } from './resolve-field';
import type { RuleRun } from './rule-run';
import { lowerText } from './scalar-text';

export type OperationName = 'add' | 'addOrReplace' | 'remove';
export type ConflictEffect = 'deny' | 'audit' | 'disabled';

/** One change that append or modify asks for, expressions expanded. */
export interface ResourceOperation {
  readonly operation: OperationName;
  /** The field's name. */
  readonly field: string;
  /** The field as written in the rule, where that may be an expression. */
  readonly writtenField: string;
  readonly value?: JsonValue;
  /** As written in the rule. */
  readonly condition?: string;
  /** False where the condition says that this operation is to be left out. */
  readonly applies: boolean;
  /** Where the field lies; resolved, for applyOperations. */
  readonly target: ResolvedField;
}

export interface ResourceOperations {
  readonly effect: 'append' | 'modify';
  readonly operations: readonly ResourceOperation[];
  readonly conflictEffect: ConflictEffect;
  readonly roleDefinitionIds: readonly string[];
}

export interface CompiledOperations {
  readonly append: (run: RuleRun) => ResourceOperations;
  readonly modify: (run: RuleRun) => ResourceOperations;
  /** Names of fields that are written outright. */
  readonly literalFields: readonly string[];
}

type CompiledOperation = (run: RuleRun) => ResourceOperation;

const OPERATIONS = new Map<string, OperationName>([
  ['add', 'add'],
  ['addorreplace', 'addOrReplace'],
  ['remove', 'remove'],
]);

/**
 * Compiles what append and modify change. The same details may serve other effects too, so that shapes that neither
 * understands yield no operations. Throws PolicyRuleError for operations that are malformed.
 */
export function compileOperations(
  details: JsonValue | undefined,
  scope: CompileScope,
  path: string,
): CompiledOperations {
  const literalFields: string[] = [];
  const operationsOf = (
    list: JsonValue | undefined,
    listPath: string,
    isModify: boolean,
  ): CompiledOperation[] =>
    isJsonArray(list)
      ? list.map((item, index) =>
          compileOperation(item, scope, joinPath(listPath, index), isModify, literalFields),
        )
      : [];
  const object = isJsonObject(details) ? details : undefined;
  const single = object !== undefined && memberOf(object, 'field') !== undefined ? [object] : undefined;
  const append = operationsOf(single ?? details, path, false);
  const modify = operationsOf(memberOf(object, 'operations'), joinPath(path, 'operations'), true);
  const conflictEffect = compileValue(
    memberOf(object, 'conflictEffect') ?? 'deny',
    scope,
    joinPath(path, 'conflictEffect'),
  );
  const roles = compileValue(
    memberOf(object, 'roleDefinitionIds') ?? [],
    scope,
    joinPath(path, 'roleDefinitionIds'),
  );
  return {
    literalFields,
    append: (run) => ({
      effect: 'append',
      operations: append.map((operation) => operation(run)),
      conflictEffect: 'deny',
      roleDefinitionIds: [],
    }),
    modify: (run) => ({
      effect: 'modify',
      operations: modify.map((operation) => operation(run)),
      conflictEffect: conflictEffectOf(conflictEffect, run),
      roleDefinitionIds: textsOf(roles.evaluate(run)),
    }),
  };
}

const textsOf = (value: JsonValue): string[] =>
  isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];

function conflictEffectOf(compiled: CompiledExpression<RuleRun>, run: RuleRun): ConflictEffect {
  const text = lowerText(compiled.evaluate(run));
  return text === 'audit' || text === 'disabled' ? text : 'deny';
}

function compileOperation(
  item: JsonValue,
  scope: CompileScope,
  path: string,
  isModify: boolean,
  literalFields: string[],
): CompiledOperation {
  if (!isJsonObject(item)) {
    throw new PolicyRuleError(
      'InvalidDetails',
      path,
      'A change is an object.',
      'Write { "field": …, "value": … }.',
    );
  }
  const operation = operationName(item, path, isModify);
  const targetOf = compileTarget(item, scope, path, isModify, literalFields);
  const raw = memberOf(item, 'value');
  if (raw === undefined && operation !== 'remove') {
    throw new PolicyRuleError('InvalidDetails', path, `"${operation}" needs a value.`, 'Add "value".');
  }
  const value = raw === undefined ? undefined : compileValue(raw, scope, joinPath(path, 'value'));
  const condition = memberOf(item, 'condition');
  const applies =
    condition === undefined ? undefined : compileValue(condition, scope, joinPath(path, 'condition'));
  return (run) => {
    const { field, writtenField, target } = targetOf(run);
    return {
      operation,
      field,
      writtenField,
      ...(value === undefined ? {} : { value: value.evaluate(run) }),
      ...(typeof condition === 'string' ? { condition } : {}),
      applies: applies === undefined || isTrue(applies.evaluate(run)),
      target,
    };
  };
}

const isTrue = (value: JsonValue): boolean => lowerText(value) === 'true';

function operationName(item: JsonObject, path: string, isModify: boolean): OperationName {
  if (!isModify) return 'add';
  const given = memberOf(item, 'operation');
  const name = typeof given === 'string' ? OPERATIONS.get(given.toLowerCase()) : undefined;
  if (name !== undefined) return name;
  throw new PolicyRuleError(
    'InvalidDetails',
    joinPath(path, 'operation'),
    'The operation is none that modify knows.',
    'Use "add", "addOrReplace" or "remove".',
  );
}

type Target = Pick<ResourceOperation, 'field' | 'writtenField' | 'target'>;

function compileTarget(
  item: JsonObject,
  scope: CompileScope,
  path: string,
  isModify: boolean,
  literalFields: string[],
): (run: RuleRun) => Target {
  const fieldPath = joinPath(path, 'field');
  const text = memberOf(item, 'field');
  if (typeof text !== 'string' || text === '') {
    throw new PolicyRuleError('InvalidDetails', fieldPath, 'The change names no field.', 'Add "field".');
  }
  const resolve = (name: string): Target => ({
    field: name,
    writtenField: text,
    target: writableField(name, scope, fieldPath, isModify),
  });
  const compiled = compileValue(text, scope, fieldPath);
  if (compiled.literal !== undefined) {
    const { value } = compiled.literal;
    const target = resolve(typeof value === 'string' ? value : text);
    literalFields.push(target.field);
    return () => target;
  }
  const named = rememberNames(resolve);
  return (run) => {
    const name = compiled.evaluate(run);
    if (typeof name === 'string') return named(name);
    throw new PolicyEvaluationError('InvalidDetails', fieldPath, 'The expression yields no name of a field.');
  };
}

function writableField(name: string, scope: CompileScope, path: string, isModify: boolean): ResolvedField {
  // Names that no catalogue has are let through: the request's own api-version decides about them.
  const known = scope.aliases.resolve(name);
  if (isModify && known !== undefined) refuseUnmodifiable(name, known, path);
  try {
    return resolveField(name, scope.aliases, path);
  } catch (error) {
    if (error instanceof PolicyRuleError) return UNPLACED;
    throw error;
  }
}

/** A field that lies nowhere known: operations on it are reported as skipped. */
export const UNPLACED: ResolvedField = {
  kind: 'path',
  alias: { resourceType: undefined, path: [], known: false },
};

function refuseUnmodifiable(name: string, alias: ResolvedAlias, path: string): void {
  if (alias.modifiable !== false) return;
  throw new PolicyRuleError(
    'AliasNotModifiable',
    path,
    `"${name}" is not marked Modifiable.`,
    'Use deny or audit for this property, or modify one that Azure lets policies write.',
  );
}
