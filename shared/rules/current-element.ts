import { type Evaluator, ExpressionFailure } from '../expressions';
import type { CompileScope } from './compile-scope';
import { bindAlias } from './count-frames';
import { PolicyRuleError } from './errors';
import { parsePropertyPath } from './property-path';
import { collectSelected, readOne } from './read-path';
import { resolveField } from './resolve-field';
import type { RuleRun } from './rule-run';

/**
 * Compiles `current()`, `current('name')`, `current('name.member')` and `current('alias[*].member')`: the present element
 * of a count around, or a member of it. A missing member is null. Throws PolicyRuleError where no such count is around.
 */
export function compileCurrent(
  name: string | undefined,
  scope: CompileScope,
  path: string,
): Evaluator<RuleRun> {
  const { frames } = scope;
  if (name === undefined) {
    const innermost = frames.findLast((frame) => frame.kind === 'value' || frame.counted);
    if (innermost === undefined) throw outside('current()', path);
    const { slot } = innermost;
    return (run) => run.elements[slot] ?? null;
  }
  const lower = name.toLowerCase();
  const value = frames.findLast((frame) => frame.kind === 'value' && frame.name.toLowerCase() === lower);
  if (value !== undefined) {
    const { slot } = value;
    return (run) => run.elements[slot] ?? null;
  }
  const owner = frames.findLast(
    (frame) => frame.kind === 'value' && lower.startsWith(`${frame.name.toLowerCase()}.`),
  );
  if (owner?.kind === 'value') {
    const { slot } = owner;
    const members = parsePropertyPath(name.slice(owner.name.length + 1));
    return (run) => readOne(run.elements[slot], members) ?? null;
  }
  if (!frames.some((frame) => frame.kind === 'field')) throw outside(`current('${name}')`, path);
  const field = resolveField(name, scope.aliases, path);
  if (field.kind === 'plain') throw outside(`current('${name}')`, path);
  const bind = bindAlias(field.alias, frames);
  // With paths per api-version only the evaluation can tell.
  if (field.alias.versions === undefined && bind(undefined).slot < 0) {
    throw outside(`current('${name}')`, path);
  }
  return (run) => {
    const bound = bind(run.subject.apiVersion);
    if (bound.slot < 0)
      throw new ExpressionFailure('OutsideCount', `current('${name}') names no count around it.`);
    const element = run.elements[bound.slot];
    return bound.many
      ? collectSelected(element, bound.rest, run.spend)
      : (readOne(element, bound.rest) ?? null);
  };
}

function outside(call: string, path: string): PolicyRuleError {
  return new PolicyRuleError(
    'OutsideCount',
    path,
    `${call} stands outside the count it refers to.`,
    'Use it in the "where" of that count, or correct the name.',
  );
}
