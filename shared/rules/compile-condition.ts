import { classifyText, ExpressionFailure, type JsonValue } from '../expressions';
import { compileCount } from './compile-count';
import { compileFieldName, rememberNames } from './compile-field';
import { compileRightSide } from './compile-right-side';
import type { CompileConstraint, CompileScope } from './compile-scope';
import { compileValue } from './compile-value';
import type { CompiledConstraint, LeafSubject } from './compiled-constraint';
import type { FieldReader } from './field-reader';
import { joinPath } from './object-keys';
import type { EvaluatedExpression } from './rule-context';
import type { RuleRun } from './rule-run';
import { lowerText } from './scalar-text';
import type { ConditionNode } from './syntax-tree';
import { tolerated } from './tolerated';

const ABOUT = new Set<string>(['type', 'kind', 'name', 'location']);

/** Compiles one condition. `compileConstraint` compiles the `where` of a count. */
export function compileCondition(
  node: ConditionNode,
  scope: CompileScope,
  compileConstraint: CompileConstraint,
): CompiledConstraint {
  const { left } = node;
  switch (left.kind) {
    case 'field':
      return fieldCondition(node, left.text, scope);
    case 'value': {
      const value = compileValue(left.value, scope, joinPath(node.path, 'value'));
      return valueCondition(node, scope, left.value, 'Value', value.evaluate, () => textOf(left.value));
    }
    case 'fieldCount':
    case 'valueCount': {
      const count = compileCount(left, node.path, scope, compileConstraint);
      return valueCondition(node, scope, count.expression, 'Count', count.evaluate, count.path);
    }
  }
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function fieldCondition(node: ConditionNode, text: string, scope: CompileScope): CompiledConstraint {
  const path = joinPath(node.path, 'field');
  const readerOf = fieldReaderOf(text, scope, path);
  const about = ABOUT.has(text.toLowerCase()) ? (text.toLowerCase() as LeafSubject) : 'other';
  const right = compileRightSide(node, scope, about === 'location');
  return {
    kind: 'leaf',
    about,
    test: (run) => {
      run.spend(1);
      const test = right.test(run);
      const reader = tolerated(run, () => readerOf(run));
      return reader === undefined ? test(null, run.spend) : reader.every(run, run.subject, test);
    },
    describe: (run, held) => {
      const reader = attempt(() => readerOf(run));
      return evaluated(node, held, {
        expression: text,
        expressionKind: 'Field',
        path: reader?.path(run.subject) ?? text,
        value: attempt(() => reader?.value(run, run.subject)),
        target: attempt(() => right.value(run)) ?? node.right,
      });
    },
  };
}

/** The reader of a field that is named outright, or by an expression that is evaluated each time. */
function fieldReaderOf(text: string, scope: CompileScope, path: string): (run: RuleRun) => FieldReader {
  const classified = classifyText(text);
  if (classified.kind === 'literal') {
    const reader = compileFieldName(classified.value, scope, path);
    return () => reader;
  }
  const nameOf = compileValue(text, scope, path).evaluate;
  const named = rememberNames((name) => compileFieldName(name, scope, path));
  return (run) => {
    const name = nameOf(run);
    if (typeof name === 'string') return named(name);
    throw new ExpressionFailure('InvalidArgument', `"${text}" yields no text, so it names no field.`);
  };
}

function valueCondition(
  node: ConditionNode,
  scope: CompileScope,
  expression: JsonValue,
  expressionKind: 'Value' | 'Count',
  left: (run: RuleRun) => JsonValue,
  pathOf: (run: RuleRun) => string,
): CompiledConstraint {
  const right = compileRightSide(node, scope, false);
  return {
    kind: 'leaf',
    about: 'other',
    test: (run) => {
      run.spend(1);
      const test = right.test(run);
      const value = tolerated(run, () => left(run));
      // A value condition without a value never holds; a count without one is compared as absent.
      return value === undefined && expressionKind === 'Value' ? false : test(value, run.spend);
    },
    describe: (run, held) =>
      evaluated(node, held, {
        expression: textOf(expression),
        expressionKind,
        path: pathOf(run),
        value: attempt(() => left(run)),
        target: attempt(() => right.value(run)) ?? node.right,
      }),
  };
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function evaluated(
  node: ConditionNode,
  held: boolean,
  found: Pick<EvaluatedExpression, 'expression' | 'expressionKind' | 'path'> & {
    readonly value: JsonValue | undefined;
    readonly target: JsonValue;
  },
): EvaluatedExpression {
  const { expression, expressionKind, path, value, target } = found;
  return {
    result: held ? 'True' : 'False',
    expression,
    expressionKind,
    path,
    ...(value === undefined ? {} : { expressionValue: value }),
    // Azure shows the right side of `exists` as text with a capital.
    targetValue: node.operator.name === 'exists' ? (lowerText(target) === 'true' ? 'True' : 'False') : target,
    operator: node.operator.label,
  };
}
