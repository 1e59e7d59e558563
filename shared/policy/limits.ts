/**
 * Azure's published limits on policy objects, and our own where only we need one. They are checked when an object is
 * written (`check…`); what is merely read is refused only when it could hurt us.
 */
export const limits = {
  /** Azure: bytes of a request body. */
  bodyCharacters: 1_048_576,
  /** Ours: what is read from Azure may be laid out more loosely than what was written. */
  readCharacters: 4 * 1_048_576,
  /** Azure refuses a rule nested deeper than 64; a deployment template inside it may add as much again. */
  depth: 128,
  displayNameCharacters: 128,
  descriptionCharacters: 512,
  notScopes: 400,
  members: 1000,
  setParameters: 300,
  overrides: 10,
  resourceSelectors: 10,
  selectorValues: 50,
  /** Ours: an expression text that decides an effect or a binding; the rule language's own limit. */
  expressionCharacters: 81_920,
} as const;
