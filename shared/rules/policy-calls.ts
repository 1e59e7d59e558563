import {
  type CallNode,
  type CallResolver,
  type CompileContext,
  checkArity,
  type Evaluator,
  ExpressionFailure,
  ExpressionSyntaxError,
  FUNCTION_TABLE,
  HOST_FUNCTION_NAMES,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  LAMBDA_FUNCTION_NAMES,
  readKey,
  readProperty,
} from '../expressions';
import { compileFieldName, rememberNames } from './compile-field';
import type { CompileScope } from './compile-scope';
import { compileCurrent } from './current-element';
import { PolicyRuleError } from './errors';
import { MAX_FUNCTION_CALLS } from './limits';
import type { RuleRun } from './rule-run';
import { policyFacts, requestFacts, resourceGroupFacts, subscriptionFacts } from './surroundings';

type Resolved = Evaluator<RuleRun>;
type Compile = (
  call: CallNode,
  context: CompileContext<RuleRun>,
  scope: CompileScope,
  path: string,
) => Resolved;

interface PolicyFunction {
  readonly name: string;
  readonly arity: readonly [number, number];
  readonly summary: string;
  readonly compile: Compile;
}

const constant =
  (read: (run: RuleRun) => JsonValue): Compile =>
  () =>
    read;

/** The functions that only a policy rule's surroundings can answer. */
export const POLICY_FUNCTIONS: readonly PolicyFunction[] = [
  {
    name: 'parameters',
    arity: [1, 1],
    summary: 'value of a parameter of the definition',
    compile: compileParameters,
  },
  {
    name: 'field',
    arity: [1, 1],
    summary: 'value of a field of the resource of the `if`',
    compile: compileFieldCall,
  },
  {
    name: 'current',
    arity: [0, 1],
    summary: 'present element of a count around',
    compile: compileCurrentCall,
  },
  {
    name: 'policy',
    arity: [0, 0],
    summary: 'ids of assignment, definition and initiative',
    compile: constant((run) => policyFacts(run.context)),
  },
  {
    name: 'requestContext',
    arity: [0, 0],
    summary: 'api-version and identity of the request',
    compile: constant((run) => requestFacts(run.context, run.semantics)),
  },
  {
    name: 'resourceGroup',
    arity: [0, 0],
    summary: 'resource group of the resource',
    compile: constant((run) => resourceGroupFacts(run.context)),
  },
  {
    name: 'subscription',
    arity: [0, 0],
    summary: 'subscription of the resource',
    compile: constant((run) => subscriptionFacts(run.context)),
  },
  {
    name: 'managementGroup',
    arity: [0, 0],
    summary: 'management group above the subscription',
    compile: constant((run) => given('managementGroup', run.context.managementGroup)),
  },
  {
    name: 'claims',
    arity: [0, 0],
    summary: 'token claims of the caller',
    compile: constant(
      (run) => run.context.claims ?? readProperty(run.context.requestContext, 'identity') ?? {},
    ),
  },
];

const BY_NAME = new Map(POLICY_FUNCTIONS.map((definition) => [definition.name.toLowerCase(), definition]));
const REFUSED = new Set(
  ['variables', ...HOST_FUNCTION_NAMES, ...LAMBDA_FUNCTION_NAMES].map((name) => name.toLowerCase()),
);

function given(name: string, value: JsonObject | undefined): JsonObject {
  if (value !== undefined) return value;
  throw new ExpressionFailure('NotAvailable', `${name}() is not known in this evaluation.`);
}

/** Gives policy functions their meaning at one place of a rule, and refuses those that policies do not have. */
export function policyCalls(scope: CompileScope, path: string): CallResolver<RuleRun> {
  return (call, context) => {
    scope.tally.functionCalls += 1;
    if (scope.tally.functionCalls > MAX_FUNCTION_CALLS) {
      throw new PolicyRuleError(
        'LimitExceeded',
        path,
        `The rule calls more than ${MAX_FUNCTION_CALLS} functions.`,
        'Split it into several definitions.',
      );
    }
    const name = call.name.toLowerCase();
    const own = BY_NAME.get(name);
    if (own !== undefined) {
      checkArity(call, own.arity, context.text);
      return own.compile(call, context, scope, path);
    }
    refuseForeign(call, name, context.text, scope);
    return undefined;
  };
}

function refuseForeign(call: CallNode, name: string, text: string, scope: CompileScope): void {
  const use = FUNCTION_TABLE.get(name)?.policyUse;
  const hash = name === 'guid' || name === 'uniquestring';
  const refused =
    REFUSED.has(name) ||
    (name.startsWith('list') && use === undefined) ||
    use === 'nowhere' ||
    (scope.place === 'condition' &&
      (use === 'details' || (hash && scope.semantics.hashFunctionsInConditions === 'refused')));
  if (!refused) return;
  throw new ExpressionSyntaxError(
    'FunctionNotAllowed',
    text,
    call.offset,
    `${call.name}() exists in deployment templates but not in ${scope.place === 'condition' ? 'policy conditions' : 'policy rules'}.`,
  );
}

function literalText(call: CallNode): string | undefined {
  const argument = call.arguments[0];
  return argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined;
}

function compileParameters(
  call: CallNode,
  { compile }: CompileContext<RuleRun>,
  scope: CompileScope,
  path: string,
): Resolved {
  const name = literalText(call);
  if (name === undefined) {
    const nameOf = compile(call.arguments[0] as CallNode);
    return (run) => {
      const computed = nameOf(run);
      if (typeof computed !== 'string')
        throw new ExpressionFailure('InvalidArgument', 'parameters() needs a name.');
      return readParameter(run, computed, computed.toLowerCase());
    };
  }
  if (scope.parameters !== undefined && readProperty(scope.parameters, name) === undefined) {
    throw new PolicyRuleError(
      'UndeclaredParameter',
      path,
      `The definition declares no parameter "${name}".`,
      'Declare it under "parameters" or correct the name.',
    );
  }
  const folded = name.toLowerCase();
  return (run) => readParameter(run, name, folded);
}

function readParameter(run: RuleRun, name: string, folded: string): JsonValue {
  const value = readKey(run.context.parameters, name, folded);
  if (value !== undefined) return value;
  throw new ExpressionFailure(
    'MissingParameter',
    `The parameter "${name}" has no value; set it in the assignment or give it a default.`,
  );
}

function compileFieldCall(
  call: CallNode,
  { compile }: CompileContext<RuleRun>,
  scope: CompileScope,
  path: string,
): Resolved {
  const reader = (name: string) => compileFieldName(name, scope, path);
  const name = literalText(call);
  if (name !== undefined) {
    const { value } = reader(name);
    return (run) => value(run, run.origin) ?? missingField(run);
  }
  const nameOf = compile(call.arguments[0] as CallNode);
  const readerOf = rememberNames(reader);
  return (run) => {
    const computed = nameOf(run);
    if (typeof computed !== 'string')
      throw new ExpressionFailure('InvalidArgument', 'field() needs the name of a field.');
    return readerOf(computed).value(run, run.origin) ?? missingField(run);
  };
}

function missingField(run: RuleRun): JsonValue {
  return run.semantics.missingFieldValue === 'null' ? null : '';
}

function compileCurrentCall(
  call: CallNode,
  { compile }: CompileContext<RuleRun>,
  scope: CompileScope,
  path: string,
): Resolved {
  const argument = call.arguments[0];
  const name = literalText(call);
  if (argument === undefined || name !== undefined) return compileCurrent(name, scope, path);
  const nameOf = compile(argument);
  const currentOf = rememberNames((computed) => compileCurrent(computed, scope, path));
  return (run) => {
    const computed = nameOf(run);
    if (typeof computed !== 'string')
      throw new ExpressionFailure('InvalidArgument', 'current() needs a name.');
    return currentOf(computed)(run);
  };
}

/** Whether a parameter is declared as an array. */
export function isArrayParameter(parameters: JsonObject | undefined, name: string): boolean {
  const declaration = readProperty(parameters, name);
  const type = isJsonObject(declaration) ? readProperty(declaration, 'type') : undefined;
  return typeof type === 'string' && type.toLowerCase() === 'array';
}
