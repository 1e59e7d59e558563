/** The body of a request cannot be used. The message names each place and what to write there. */
export class WhatIfBodyError extends Error {
  readonly code = 'InvalidRequestContent';
  constructor(readonly issues: readonly string[]) {
    super(`The request content was invalid and could not be used: ${issues.join(' ')}`);
    this.name = 'WhatIfBodyError';
  }
}

/** Refuses a body for one thing that is wrong with it. */
export function refuseBody(issue: string): never {
  throw new WhatIfBodyError([issue]);
}
