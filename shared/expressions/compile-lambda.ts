import { arrayArgument, booleanArgument, objectArgument, textArgument } from './arguments';
import { checkArity } from './check-arity';
import { ExpressionFailure, ExpressionSyntaxError } from './errors';
import type { CompileContext, Evaluator, ExpressionRun } from './evaluator';
import type { JsonValue } from './json-value';
import type { CallNode, ExpressionNode } from './syntax-tree';

type Body = (...values: readonly JsonValue[]) => JsonValue;

interface LambdaFunction {
  readonly name: string;
  readonly arity: readonly [number, number];
  /** `values` are the arguments that are no lambdas, in order; `bodies` the lambdas. */
  readonly evaluate: (values: readonly JsonValue[], bodies: readonly Body[]) => JsonValue;
}

const key = (name: string, value: JsonValue): string => textArgument(name, [value], 0);

/** The functions that take a lambda. Deployment templates have them, policy rules do not. */
const LAMBDA_FUNCTIONS: readonly LambdaFunction[] = [
  {
    name: 'map',
    arity: [2, 2],
    evaluate: (values, [body]) =>
      arrayArgument('map', values, 0).map((item, index) => (body as Body)(item, index)),
  },
  {
    name: 'filter',
    arity: [2, 2],
    evaluate: (values, [body]) =>
      arrayArgument('filter', values, 0).filter((item, index) =>
        booleanArgument('filter', [(body as Body)(item, index)], 0),
      ),
  },
  {
    name: 'reduce',
    arity: [3, 3],
    evaluate: (values, [body]) =>
      arrayArgument('reduce', values, 0).reduce(
        (sum: JsonValue, item, index) => (body as Body)(sum, item, index),
        values[1] as JsonValue,
      ),
  },
  {
    name: 'sort',
    arity: [2, 2],
    evaluate: (values, [body]) => {
      const before = (left: JsonValue, right: JsonValue): boolean =>
        booleanArgument('sort', [(body as Body)(left, right)], 0);
      return [...arrayArgument('sort', values, 0)].sort((left, right) =>
        before(left, right) ? (before(right, left) ? 0 : -1) : before(right, left) ? 1 : 0,
      );
    },
  },
  {
    name: 'toObject',
    arity: [2, 3],
    evaluate: (values, [keyOf, memberOf]) =>
      Object.fromEntries(
        arrayArgument('toObject', values, 0).map((item) => [
          key('toObject', (keyOf as Body)(item)),
          memberOf ? memberOf(item) : item,
        ]),
      ),
  },
  {
    name: 'groupBy',
    arity: [2, 2],
    evaluate: (values, [keyOf]) => {
      const groups = new Map<string, JsonValue[]>();
      for (const item of arrayArgument('groupBy', values, 0)) {
        const name = key('groupBy', (keyOf as Body)(item));
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [item]);
        else group.push(item);
      }
      return Object.fromEntries(groups);
    },
  },
  {
    name: 'mapValues',
    arity: [2, 2],
    evaluate: (values, [body]) =>
      Object.fromEntries(
        Object.entries(objectArgument('mapValues', values, 0)).map(([name, value]) => [
          name,
          (body as Body)(value),
        ]),
      ),
  },
];

const BY_NAME = new Map(LAMBDA_FUNCTIONS.map((definition) => [definition.name.toLowerCase(), definition]));

/** Names of the functions that take lambdas, with those that only serve them. */
export const LAMBDA_FUNCTION_NAMES: readonly string[] = [
  ...LAMBDA_FUNCTIONS.map((definition) => definition.name),
  'lambda',
  'lambdaVariables',
];

/** Compiles a call of a lambda function or of `lambdaVariables`; undefined for every other call. */
export function compileLambdaCall<Run extends ExpressionRun>(
  node: CallNode,
  context: CompileContext<Run>,
): Evaluator<Run> | undefined {
  const name = node.name.toLowerCase();
  if (name === 'lambdavariables') return compileVariable(node, context);
  if (name === 'lambda') {
    throw new ExpressionSyntaxError(
      'UnexpectedToken',
      context.text,
      node.offset,
      'lambda() has a meaning only as an argument of map(), filter(), reduce(), sort(), toObject(), groupBy() or mapValues().',
    );
  }
  const definition = BY_NAME.get(name);
  if (definition === undefined) return undefined;
  checkArity(node, definition.arity, context.text);
  const lambdas: ((run: Run) => Body)[] = [];
  const values: Evaluator<Run>[] = [];
  for (const argument of node.arguments) {
    if (isLambda(argument)) lambdas.push(compileBody(argument, context));
    else values.push(context.compile(argument));
  }
  return (run) =>
    definition.evaluate(
      values.map((value) => value(run)),
      lambdas.map((lambda) => lambda(run)),
    );
}

const isLambda = (node: ExpressionNode): node is CallNode =>
  node.kind === 'call' && node.name.toLowerCase() === 'lambda';

function literalText(
  node: ExpressionNode | undefined,
  context: { readonly text: string },
  offset: number,
): string {
  if (node?.kind === 'literal' && typeof node.value === 'string') return node.value.toLowerCase();
  throw new ExpressionSyntaxError(
    'UnexpectedToken',
    context.text,
    node?.offset ?? offset,
    'A lambda variable is named by a text in single quotes.',
  );
}

function compileBody<Run extends ExpressionRun>(
  node: CallNode,
  context: CompileContext<Run>,
): (run: Run) => Body {
  const names = node.arguments.slice(0, -1).map((argument) => literalText(argument, context, node.offset));
  const last = node.arguments.at(-1);
  if (last === undefined) literalText(undefined, context, node.offset);
  const body = context.compile(last as ExpressionNode);
  return (run) =>
    (...values) => {
      run.spend(1);
      run.lambdaValues ??= [];
      const depth = run.lambdaValues.length;
      for (const [index, name] of names.entries()) run.lambdaValues.push([name, values[index] ?? null]);
      try {
        return body(run);
      } finally {
        run.lambdaValues.length = depth;
      }
    };
}

function compileVariable<Run extends ExpressionRun>(
  node: CallNode,
  context: CompileContext<Run>,
): Evaluator<Run> {
  checkArity(node, [1, 1], context.text);
  const name = literalText(node.arguments[0], context, node.offset);
  return (run) => {
    const found = run.lambdaValues?.findLast(([candidate]) => candidate === name);
    if (found !== undefined) return found[1];
    throw new ExpressionFailure('MissingProperty', `No lambda around this call has a variable '${name}'.`);
  };
}
