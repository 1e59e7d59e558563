import { AZURE_EXPRESSION_SEMANTICS, type ExpressionSemantics } from '../expressions';

/**
 * The points on which Azure's documentation and Microsoft's open-source implementation of the policy language
 * (Regorus) differ, or on which the documentation is silent. Each is read in one place only; docs/policy-language.md
 * lists them with their sources.
 */
export interface RuleSemantics extends ExpressionSemantics {
  /** A condition whose expression fails: the evaluation of the policy fails, or the condition does not hold. */
  readonly failedExpression: 'fails' | 'unsatisfied';
  /** `field('x')` where the property is missing. */
  readonly missingFieldValue: 'emptyText' | 'null';
  /** `less`, `greater` and their kin between a text that is no number and a number: failure, or not satisfied. */
  readonly unorderedTypes: 'fails' | 'unsatisfied';
  /** `x[*]` in a condition where x is missing, null or no array. */
  readonly missingArray: 'unsatisfied' | 'satisfied';
  /** A member missing from an element that `[*]` selects: like any missing property, or absent, which null alone equals. */
  readonly missingElementMember: 'null' | 'absent';
  /** Whether `guid` and `uniqueString` may be called in conditions. */
  readonly hashFunctionsInConditions: 'allowed' | 'refused';
  /** What `requestContext().apiVersion` tells where no request is known: the latest there is, or nothing. */
  readonly unknownRequestVersion: 'latest' | 'absent';
  /** Whether a property that is not at its place is also looked for as if `properties` were part of the root. */
  readonly propertiesAtRoot: boolean;
}

/** Azure's documentation; where it is silent or contradicts what built-in definitions rely on, Regorus. */
export const AZURE_SEMANTICS: RuleSemantics = {
  ...AZURE_EXPRESSION_SEMANTICS,
  failedExpression: 'fails',
  missingFieldValue: 'emptyText',
  unorderedTypes: 'fails',
  missingArray: 'unsatisfied',
  missingElementMember: 'null',
  hashFunctionsInConditions: 'allowed',
  unknownRequestVersion: 'latest',
  propertiesAtRoot: false,
};

/** Regorus throughout: what its own test cases expect. */
export const REGORUS_SEMANTICS: RuleSemantics = {
  comparisonFunctions: 'asOperators',
  wrongArguments: 'tolerated',
  malformedIpRange: 'false',
  failedExpression: 'unsatisfied',
  missingFieldValue: 'null',
  unorderedTypes: 'unsatisfied',
  missingArray: 'unsatisfied',
  missingElementMember: 'absent',
  hashFunctionsInConditions: 'refused',
  unknownRequestVersion: 'absent',
  propertiesAtRoot: true,
};
