/** Why a text was not fetched. */
export type GuardedFetchErrorCode = 'AddressNotAllowed' | 'NotReachable' | 'TooSlow' | 'TooLarge' | 'Refused';

/** A text that could not, or was not allowed to, be fetched from its address. */
export class GuardedFetchError extends Error {
  constructor(
    readonly code: GuardedFetchErrorCode,
    readonly url: string,
    /** The rest of the sentence: what was not as it must be. */
    readonly reason: string,
  ) {
    super(`${url.slice(0, 300)} could not be fetched: ${reason}`);
    this.name = 'GuardedFetchError';
  }
}
