import { type Evaluator, type JsonObject, type JsonValue, readProperty } from '../expressions';
import type { AliasCatalogue } from './aliases/alias-catalogue';
import { GENERAL_ALIASES } from './aliases/general-aliases';
import { compileApplicability } from './applicability';
import { failureOf, withPath } from './capture-failure';
import { checkDetails } from './check-details';
import { compileConstraint } from './compile-constraint';
import { compileDetails } from './compile-details';
import { compileOperations, type ResourceOperations } from './compile-operations';
import { type CompileScope, createTally } from './compile-scope';
import { compileValue } from './compile-value';
import { type CompiledConstraint, explain } from './compiled-constraint';
import { asksForRelated, effectOf } from './effects';
import { memberOf } from './object-keys';
import { parseRule } from './parse-rule';
import { PolicyEvaluationError } from './policy-evaluation-error';
import { queryDetails, type RelatedResourceQuery, relatedQuery } from './related-resources';
import type { EvaluatedExpression, RuleContext, RuleOutcome } from './rule-context';
import { createRun, type RuleRun } from './rule-run';
import { lowerText } from './scalar-text';
import { AZURE_SEMANTICS, type RuleSemantics } from './semantics';
import { createSubject } from './subject';

export interface CompileRuleOptions {
  /** The definition's parameter declarations. Given, names and types of parameters are checked. */
  readonly parameters?: JsonObject;
  readonly mode?: string;
  /** Where aliases lie; by default the general rule with the deviations known. */
  readonly aliases?: AliasCatalogue;
  readonly semantics?: RuleSemantics;
}

/** A policy rule ready for use. It holds no state of evaluations and may be shared. */
export interface CompiledPolicyRule {
  /** The effect, letters as written in the rule or in the parameter's value. Throws PolicyEvaluationError. */
  readonly effect: (parameters: JsonObject) => string;
  /** Whether the policy concerns the resource at all; where it does not, there is no compliance state. */
  readonly applicable: (context: RuleContext, effect: string) => boolean;
  /** Judges the `if`. An expression that fails is reported in the outcome, never thrown. */
  readonly evaluate: (context: RuleContext) => RuleOutcome;
  /**
   * For auditIfNotExists and deployIfNotExists: which resources to look for. Undefined for other effects.
   * Throws PolicyEvaluationError.
   */
  readonly related: (context: RuleContext, effect: string) => RelatedResourceQuery | undefined;
  /** Judges the existenceCondition on the related resources found; `hit`: none of them satisfies it. */
  readonly existence: (context: RuleContext, relatedResources: readonly JsonObject[]) => RuleOutcome;
  /**
   * `then.details` with its expressions expanded; deployment.properties.template, existenceCondition and the
   * conditions of operations stay as written. Null where there are none. Throws PolicyEvaluationError.
   */
  readonly details: (context: RuleContext) => JsonValue;
  /** What append or modify would change; undefined for other effects. Throws PolicyEvaluationError. */
  readonly operations: (context: RuleContext, effect: string) => ResourceOperations | undefined;
  /** Fields that no alias table confirms; they are read by the general rule. */
  readonly unknownAliases: readonly string[];
}

const SUBSCRIPTION_TYPE = 'microsoft.resources/subscriptions';
const IDENTITY_TYPES = new Set([
  'microsoft.compute/virtualmachines',
  'microsoft.compute/virtualmachinescalesets',
]);

/**
 * Compiles a policy rule (`{"if", "then"}`): checks it whole and turns it into closures, so that evaluating parses
 * nothing. Throws PolicyRuleError with the JSON path of what is wrong and how to mend it.
 */
export function compilePolicyRule(
  policyRule: JsonValue,
  options: CompileRuleOptions = {},
): CompiledPolicyRule {
  const rule = parseRule(policyRule);
  checkDetails(rule.detailsObject, 'then.details');
  const semantics = options.semantics ?? AZURE_SEMANTICS;
  const tally = createTally();
  const scope: CompileScope = {
    aliases: options.aliases ?? GENERAL_ALIASES,
    semantics,
    parameters: options.parameters,
    frames: [],
    place: 'condition',
    tally,
  };
  const detailsScope: CompileScope = { ...scope, place: 'details' };
  const condition = compileConstraint(rule.condition, scope);
  const existence = rule.existenceCondition && compileConstraint(rule.existenceCondition, scope);
  const effect = compileValue(rule.effect, detailsScope, 'then.effect').evaluate;
  const details = compileDetails(rule.details ?? null, detailsScope, 'then.details').evaluate;
  // Parts of the details are compiled once more, for themselves; they count once.
  const partScope: CompileScope = { ...detailsScope, tally: createTally() };
  const query = compileDetails(queryDetails(rule.detailsObject), partScope, 'then.details').evaluate;
  const operations = compileOperations(rule.details, partScope, 'then.details');
  const relatedType = compileValue(
    memberOf(rule.detailsObject, 'type') ?? '',
    partScope,
    'then.details.type',
  ).evaluate;
  const applicability = compileApplicability(condition);
  const mentionsLocation = applicability.mentionsLocation || deploymentMentionsLocation(rule.details);
  const writesIdentity = operations.literalFields.some((field) => field.toLowerCase() === 'identity.type');
  const wholeCondition = options.mode?.toLowerCase() === 'microsoft.kubernetes.data';
  const unknownAliases = [...tally.unknownAliases];
  const start = (context: RuleContext): RuleRun => createRun(context, semantics);

  return {
    unknownAliases,
    effect: (parameters) =>
      withPath('then.effect', () => {
        const name = effect(start({ resource: {}, parameters, utcNow: '' }));
        if (typeof name === 'string') return name;
        throw new PolicyEvaluationError(
          'InvalidEffect',
          'then.effect',
          'The effect is no text; check the parameter.',
        );
      }),
    applicable: (context, effectName) => {
      const run = start(context);
      if (mentionsLocation && run.subject.type === SUBSCRIPTION_TYPE) return false;
      const name = effectOf(effectName);
      if (name === 'modify' && writesIdentity && !IDENTITY_TYPES.has(run.subject.type)) return false;
      try {
        return wholeCondition || asksForRelated(name) ? condition.test(run) : applicability.concerns(run);
      } catch (error) {
        // A failing policy concerns the resource: its state is the failure that evaluate reports.
        failureOf(error);
        return true;
      }
    },
    evaluate: (context) => judge(condition, start(context), unknownAliases),
    related: (context, effectName) =>
      asksForRelated(effectOf(effectName))
        ? withPath('then.details', () => relatedQuery(query(start(context)), context.resource))
        : undefined,
    existence: (context, relatedResources) =>
      judgeExistence(existence, context, relatedResources, semantics, relatedType, unknownAliases),
    details: (context) => withPath('then.details', () => details(start(context))),
    operations: (context, effectName) => {
      const name = effectOf(effectName);
      if (name !== 'append' && name !== 'modify') return undefined;
      return withPath('then.details', () => operations[name](start(context)));
    },
  };
}

function judge(condition: CompiledConstraint, run: RuleRun, unknownAliases: readonly string[]): RuleOutcome {
  const aliases = unknownAliases.length > 0 ? { unknownAliases } : undefined;
  try {
    if (!condition.test(run)) return { hit: false, evaluatedExpressions: [], ...aliases };
    return { hit: true, evaluatedExpressions: reasonsOf(condition, run, true), ...aliases };
  } catch (error) {
    return { hit: false, evaluatedExpressions: [], error: failureOf(error), ...aliases };
  }
}

/** The conditions that decided. What is decided stays so even if the budget ends while they are found. */
function reasonsOf(constraint: CompiledConstraint, run: RuleRun, held: boolean): EvaluatedExpression[] {
  const reasons: EvaluatedExpression[] = [];
  try {
    explain(constraint, run, held, reasons);
  } catch (error) {
    failureOf(error);
  }
  return reasons;
}

function judgeExistence(
  existence: CompiledConstraint | undefined,
  context: RuleContext,
  related: readonly JsonObject[],
  semantics: RuleSemantics,
  relatedType: Evaluator<RuleRun>,
  unknownAliases: readonly string[],
): RuleOutcome {
  const aliases = unknownAliases.length > 0 ? { unknownAliases } : undefined;
  let evaluatedExpressions: EvaluatedExpression[] = [];
  let last: JsonObject | undefined;
  try {
    for (const resource of related) {
      last = resource;
      const found = createSubject(resource, undefined);
      const subject =
        found.type === '' ? { ...found, type: ownType(relatedType, context, semantics) } : found;
      const run = createRun(context, semantics, subject);
      if (existence === undefined || existence.test(run)) {
        return {
          hit: false,
          evaluatedExpressions: [],
          ...aliases,
          ifNotExistsDetails: looked(last, related),
        };
      }
      evaluatedExpressions = reasonsOf(existence, run, false);
    }
    return { hit: true, evaluatedExpressions, ...aliases, ifNotExistsDetails: looked(last, related) };
  } catch (error) {
    return { hit: false, evaluatedExpressions: [], error: failureOf(error), ...aliases };
  }
}

function looked(
  last: JsonObject | undefined,
  related: readonly JsonObject[],
): NonNullable<RuleOutcome['ifNotExistsDetails']> {
  const id = last?.['id'];
  return { ...(typeof id === 'string' ? { resourceId: id } : {}), totalResources: related.length };
}

/** Related resources that do not tell their type are of the one that was looked for. */
function ownType(relatedType: Evaluator<RuleRun>, context: RuleContext, semantics: RuleSemantics): string {
  return lowerText(relatedType(createRun(context, semantics)));
}

function deploymentMentionsLocation(details: JsonValue | undefined): boolean {
  const properties = readProperty(readProperty(details, 'deployment'), 'properties');
  const parameters = readProperty(properties, 'parameters');
  return parameters !== undefined && /field\(\s*'location'\s*\)/i.test(JSON.stringify(parameters));
}
