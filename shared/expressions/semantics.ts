/**
 * The points on which Azure's documentation and Microsoft's open-source implementation of the policy language
 * (Regorus) differ inside functions. Each is read in one place only; docs/policy-language.md lists them.
 */
export interface ExpressionSemantics {
  /** Whether `equals`, `contains`, `less`, `greater` and their kin regard the case of texts. */
  readonly functionTextCase: 'sensitive' | 'insensitive';
  /** What `ipRangeContains` does with text that is no address or range. */
  readonly malformedIpRange: 'fails' | 'false';
}

/** What Azure's documentation says. */
export const AZURE_EXPRESSION_SEMANTICS: ExpressionSemantics = {
  functionTextCase: 'sensitive',
  malformedIpRange: 'fails',
};
