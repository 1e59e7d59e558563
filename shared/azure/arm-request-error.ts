const advice = new Map<string, string>([
  ['AuthorizationFailed', 'Give the identity of the service the Reader role on that scope.'],
  ['AuthenticationFailed', 'Sign in again (az login), or check the identity of the Function App.'],
  ['InvalidAuthenticationToken', 'Sign in again (az login), or check the identity of the Function App.'],
  ['TooManyRequests', 'Azure throttles this subscription: scan less often, or wait.'],
  ['SubscriptionNotFound', 'Check PLIMSOLL_SUBSCRIPTIONS and the tenant that you are signed in to.'],
  ['ConnectionFailed', 'Check PLIMSOLL_ARM_ENDPOINT and the network between.'],
]);

/** Azure Resource Manager refused a request, or could not be reached. */
export class ArmRequestError extends Error {
  constructor(
    /** ARM's error code; `ConnectionFailed` without an answer; `InvalidResponse` for an answer that is not ARM's. */
    readonly code: string,
    /** What was asked for: an ARM id or path. */
    readonly resourceId: string,
    /** HTTP status; absent without an answer. */
    readonly status: number | undefined,
    reason: string,
  ) {
    super(
      [`${resourceId}: ${code}. ${reason}`.trim(), advice.get(code)]
        .filter((part) => part !== undefined)
        .join(' '),
    );
    this.name = 'ArmRequestError';
  }
}
