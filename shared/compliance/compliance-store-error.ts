/** The store could not do what was asked. `code` is stable; `about` is the id of what it concerns. */
export class ComplianceStoreError extends Error {
  constructor(
    readonly code:
      | 'contention'
      | 'throttled'
      | 'unavailable'
      | 'too-large'
      | 'invalid-evaluation'
      | 'unknown-scan',
    readonly about: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ComplianceStoreError';
  }
}
