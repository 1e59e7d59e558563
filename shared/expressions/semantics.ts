/**
 * The points on which Azure's documentation and Microsoft's open-source implementation of the policy language
 * (Regorus) differ inside functions. Each is read in one place only; docs/policy-language.md lists them.
 */
export interface ExpressionSemantics {
  /**
   * How the functions `equals`, `contains`, `less`, `greater` and their kin compare: by type and with regard to case, as
   * deployment templates do, or like the operators of the same names.
   */
  readonly comparisonFunctions: 'asTemplates' | 'asOperators';
  /**
   * An argument of a type that a function does not take, or one that fails where it is to be compared: a failure, or
   * where possible a value that stands for no.
   */
  readonly wrongArguments: 'fail' | 'tolerated';
  /** What `ipRangeContains` does with text that is no address or range. */
  readonly malformedIpRange: 'fails' | 'false';
}

/** What Azure's documentation says. */
export const AZURE_EXPRESSION_SEMANTICS: ExpressionSemantics = {
  comparisonFunctions: 'asTemplates',
  wrongArguments: 'fail',
  malformedIpRange: 'fails',
};
