import { classifyText, ExpressionFailure, isJsonArray, type JsonValue, jsonTypeName } from '../expressions';
import type { ResolvedAlias } from './aliases/alias-catalogue';
import type { CompileConstraint, CompileScope } from './compile-scope';
import { compileValue } from './compile-value';
import type { CompiledConstraint } from './compiled-constraint';
import { aliasPath, bindAlias, type CountFrame } from './count-frames';
import { PolicyRuleError } from './errors';
import { MAX_FIELD_COUNTS_PER_ARRAY, MAX_VALUE_COUNT_ITERATIONS, MAX_VALUE_COUNTS } from './limits';
import { locate } from './locate';
import { joinPath } from './object-keys';
import { pathText } from './property-path';
import { visitSelected } from './read-path';
import { resolveField } from './resolve-field';
import type { RuleRun } from './rule-run';
import { type LeftSide, UNNAMED_COUNT } from './syntax-tree';
import { tolerated } from './tolerated';

export interface CompiledCount {
  /** As written: the alias, or the counted value. */
  readonly expression: JsonValue;
  readonly evaluate: (run: RuleRun) => JsonValue;
  readonly path: (run: RuleRun) => string;
}

type CountSide = Extract<LeftSide, { kind: 'fieldCount' | 'valueCount' }>;

/** Compiles a count to the number it yields. Throws PolicyRuleError. */
export function compileCount(
  left: CountSide,
  path: string,
  scope: CompileScope,
  compileConstraint: CompileConstraint,
): CompiledCount {
  return left.kind === 'fieldCount'
    ? fieldCount(left, path, scope, compileConstraint)
    : valueCount(left, path, scope, compileConstraint);
}

function fieldCount(
  left: Extract<CountSide, { kind: 'fieldCount' }>,
  path: string,
  scope: CompileScope,
  compileConstraint: CompileConstraint,
): CompiledCount {
  const fieldPath = joinPath(joinPath(path, 'count'), 'field');
  const alias = countedAlias(left.text, scope, fieldPath);
  if (!alias.known) scope.tally.unknownAliases.add(left.text);
  limitFieldCounts(left.text, scope, fieldPath);
  const bind = bindAlias(alias, scope.frames);
  const frames = framesOf(alias, scope.frames);
  const where =
    left.where && compileConstraint(left.where, { ...scope, frames: [...scope.frames, ...frames] });
  return {
    expression: left.text,
    path: (run) => pathText(bind(run.subject.apiVersion).whole),
    evaluate: (run) => {
      const { subject, elements } = run;
      const { root, path: rest } = locate(run, subject, bind(subject.apiVersion), alias);
      let count = 0;
      visitSelected(
        root,
        rest,
        (_value, passed) => {
          // Frames are one for each star below the counts around, and so are the elements passed through.
          for (const [index, frame] of frames.entries()) elements[frame.slot] = passed[index];
          if (where === undefined || where.test(run)) count += 1;
        },
        run.spend,
      );
      for (const frame of frames) elements[frame.slot] = undefined;
      return count;
    },
  };
}

function countedAlias(text: string, scope: CompileScope, path: string): ResolvedAlias {
  const classified = classifyText(text);
  const field =
    classified.kind === 'literal' ? resolveField(classified.value, scope.aliases, path) : undefined;
  if (field?.kind === 'path' && field.alias.path.some((segment) => segment.kind === 'each'))
    return field.alias;
  throw new PolicyRuleError(
    'InvalidField',
    path,
    `"${text}" names no array elements.`,
    'Count an alias that has [*], such as "Microsoft.X/type/list[*]", written out.',
  );
}

function limitFieldCounts(text: string, scope: CompileScope, path: string): void {
  const key = text.toLowerCase();
  const counts = (scope.tally.fieldCounts.get(key) ?? 0) + 1;
  scope.tally.fieldCounts.set(key, counts);
  if (counts <= MAX_FIELD_COUNTS_PER_ARRAY) return;
  throw new PolicyRuleError(
    'LimitExceeded',
    path,
    `The rule counts "${text}" more than ${MAX_FIELD_COUNTS_PER_ARRAY} times.`,
    'Join the counts, or split the definition.',
  );
}

/** A frame for every `[*]` of the counted path that no count around has bound yet; the last is what is counted. */
function framesOf(alias: ResolvedAlias, around: readonly CountFrame[]): CountFrame[] {
  const bound = bindAlias(alias, around)(undefined);
  const already = bound.whole.length - bound.rest.length;
  const skipped = bound.whole.slice(0, already).filter((segment) => segment.kind === 'each').length;
  const stars = bound.rest.filter((segment) => segment.kind === 'each').length;
  return Array.from({ length: stars }, (_, index) => ({
    kind: 'field',
    slot: around.length + index,
    resourceType: alias.resourceType,
    counted: index === stars - 1,
    pathFor: (apiVersion) => throughStar(aliasPath(alias, apiVersion), skipped + index),
  }));
}

/** The path up to and with its n-th `[*]`, counted from 0. */
function throughStar(
  path: ReturnType<typeof aliasPath>,
  star: number,
): ReturnType<typeof aliasPath> | undefined {
  let seen = -1;
  const index = path.findIndex((segment) => {
    if (segment.kind === 'each') seen += 1;
    return seen === star;
  });
  return index < 0 ? undefined : path.slice(0, index + 1);
}

function valueCount(
  left: Extract<CountSide, { kind: 'valueCount' }>,
  path: string,
  scope: CompileScope,
  compileConstraint: CompileConstraint,
): CompiledCount {
  const countPath = joinPath(path, 'count');
  scope.tally.valueCounts += 1;
  if (scope.tally.valueCounts > MAX_VALUE_COUNTS) {
    throw new PolicyRuleError(
      'LimitExceeded',
      countPath,
      `The rule has more than ${MAX_VALUE_COUNTS} counts over values.`,
      'Join them, or split the definition.',
    );
  }
  refuseSameName(left.name, countPath, scope);
  const list = compileValue(left.value, scope, joinPath(countPath, 'value'));
  const slot = scope.frames.length;
  const frame: CountFrame = { kind: 'value', slot, name: left.name };
  const where: CompiledConstraint | undefined =
    left.where && compileConstraint(left.where, { ...scope, frames: [...scope.frames, frame] });
  const described = typeof left.value === 'string' ? left.value : left.name;
  return {
    expression: described,
    path: () => described,
    evaluate: (run) =>
      countValues(
        run,
        tolerated(run, () => list.evaluate(run)),
        slot,
        where,
      ),
  };
}

function refuseSameName(name: string, path: string, scope: CompileScope): void {
  if (name === UNNAMED_COUNT) return;
  const taken = scope.frames.some(
    (frame) => frame.kind === 'value' && frame.name.toLowerCase() === name.toLowerCase(),
  );
  if (!taken) return;
  throw new PolicyRuleError(
    'InvalidCount',
    path,
    `A count around this one already has the name "${name}".`,
    'Give nested counts names of their own with "name".',
  );
}

function countValues(
  run: RuleRun,
  list: JsonValue | undefined,
  slot: number,
  where: CompiledConstraint | undefined,
): number {
  if (!isJsonArray(list)) {
    if (run.semantics.failedExpression === 'unsatisfied') return 0;
    throw new ExpressionFailure(
      'InvalidArgument',
      `A count over a value needs an array but got ${list === undefined ? 'nothing' : jsonTypeName(list)}.`,
    );
  }
  if (where === undefined) return list.length;
  const around = run.valueIterations;
  run.valueIterations = around * Math.max(list.length, 1);
  if (run.valueIterations > MAX_VALUE_COUNT_ITERATIONS) {
    run.valueIterations = around;
    throw new ExpressionFailure(
      'TooLarge',
      `A count over values goes through at most ${MAX_VALUE_COUNT_ITERATIONS} elements, counts around it included.`,
    );
  }
  let count = 0;
  for (const element of list) {
    run.spend(1);
    run.elements[slot] = element;
    if (where.test(run)) count += 1;
  }
  run.elements[slot] = undefined;
  run.valueIterations = around;
  return count;
}
