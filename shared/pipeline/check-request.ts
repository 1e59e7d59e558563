import { armError, type HttpAnswer, type HttpQuestion } from './arm-answer';

const apiVersionPattern = /^\d{4}-\d{2}-\d{2}(-(preview|privatepreview))?$/i;

/**
 * Checks that a request names its caller.
 *
 * @param authentication `appService` expects App Service authentication to have named the caller
 * @returns the refusal, or undefined when the request may go on
 */
export function checkCaller(
  request: Pick<HttpQuestion, 'headers'>,
  authentication: 'appService' | 'none',
): HttpAnswer | undefined {
  if (authentication !== 'appService' || request.headers.get('x-ms-client-principal')) return undefined;
  return armError(
    401,
    'AuthenticationFailed',
    'The request names no caller. Send a bearer token; App Service authentication must be switched on for this app.',
    { 'www-authenticate': 'Bearer' },
  );
}

/**
 * Checks what every request of the ARM-like surface must bring: a caller and an api-version.
 *
 * @param authentication `appService` expects App Service authentication to have named the caller
 * @returns the refusal, or undefined when the request may go on
 */
export function checkRequest(
  request: HttpQuestion,
  authentication: 'appService' | 'none',
): HttpAnswer | undefined {
  const refusal = checkCaller(request, authentication);
  if (refusal !== undefined) return refusal;
  const version = request.query.get('api-version');
  if (version === null || version === '')
    return armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter is required, for example api-version=2024-10-01.',
    );
  if (!apiVersionPattern.test(version))
    return armError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${version.slice(0, 40)}' is invalid. Write it as YYYY-MM-DD, with -preview where it has one.`,
    );
  return undefined;
}
