/** The compliance states of a policy state record (azure-policy.md 5.1). Absence of a record means "not started". */
export type ComplianceState =
  | 'Compliant'
  | 'NonCompliant'
  | 'Error'
  | 'Conflict'
  | 'Protected'
  | 'Exempt'
  | 'Unknown';

/** Roll-up order: the first state that occurs wins. Compliant outranks Error and Exempt (azure-policy.md 5.4). */
export const COMPLIANCE_RANK: readonly ComplianceState[] = [
  'NonCompliant',
  'Compliant',
  'Error',
  'Conflict',
  'Protected',
  'Exempt',
  'Unknown',
];
