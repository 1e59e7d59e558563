import { isRestError } from '@azure/core-rest-pipeline';
import { ArmRequestError } from './arm-request-error';

/** Turns what an SDK client threw into an ArmRequestError; request headers, which hold tokens, are left behind. */
export function asArmRequestError(error: unknown, resourceId: string): ArmRequestError {
  if (error instanceof ArmRequestError) return error;
  if (isSignInError(error))
    // The SDK's own text lists every way of signing in that it tried, on a page of its own.
    return new ArmRequestError('AuthenticationFailed', resourceId, undefined, 'Signing in to Azure failed.');
  if (!isRestError(error))
    return new ArmRequestError(
      'ConnectionFailed',
      resourceId,
      undefined,
      error instanceof Error ? error.message : String(error),
    );
  if (error.statusCode === undefined)
    return new ArmRequestError('ConnectionFailed', resourceId, undefined, error.message);
  return new ArmRequestError(
    error.code ?? `Http${error.statusCode}`,
    resourceId,
    error.statusCode,
    error.message,
  );
}

const signInErrors = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

const isSignInError = (error: unknown): boolean => error instanceof Error && signInErrors.has(error.name);
