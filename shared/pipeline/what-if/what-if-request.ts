import { ArmRequestError } from '../../azure';
import { armIdKey, parseArmId } from '../../policy';
import { armError, type HttpAnswer, type HttpQuestion } from '../arm-answer';
import { checkCaller } from '../check-request';
import type { Rejections } from '../reject';
import { parseWhatIfBody } from './parse-what-if-body';
import { WhatIfBodyError } from './what-if-body-error';
import { type WhatIfQuestion, whatIfQuestion } from './what-if-question';
import { type WhatIfPorts, whatIfScope } from './what-if-scope';

/** Largest body that is read, in bytes: four policy documents of the largest size that Azure takes. */
const largestBody = 4 * 1_048_576;

/** A request with its body still to be read. */
export interface WhatIfRequest extends HttpQuestion {
  text(): Promise<string>;
}

/** What answering needs to know of the settings. */
export interface WhatIfSettings {
  readonly subscriptionIds: readonly string[];
  readonly apiAuthentication: 'appService' | 'none';
}

/**
 * Answers `POST /api/whatIf`: 200 with the changes; 400 for a body that cannot be used, 401 without a caller, 404 for
 * a scope that is not there, 413 for a body that is too large, 502 when Azure Resource Manager cannot be read.
 * Refusals are counted.
 */
export async function answerWhatIf(
  request: WhatIfRequest,
  settings: WhatIfSettings,
  ports: WhatIfPorts,
  rejections: Rejections,
): Promise<HttpAnswer> {
  const answer = await decide(request, settings, ports);
  const { error } = answer.jsonBody as { error?: { code: string } };
  if (error !== undefined) await rejections.count('http', error.code);
  return answer;
}

async function decide(
  request: WhatIfRequest,
  settings: WhatIfSettings,
  ports: WhatIfPorts,
): Promise<HttpAnswer> {
  const refusal = checkCaller(request, settings.apiAuthentication);
  if (refusal !== undefined) return refusal;
  const text = await readText(request);
  if (text === undefined)
    return armError(
      413,
      'RequestContentTooLarge',
      `The body is larger than ${largestBody} bytes. Propose less in one request.`,
    );
  try {
    const question = whatIfQuestion(parseWhatIfBody(text));
    const missing = await missingScope(question, settings, ports);
    if (missing !== undefined) return missing;
    return { status: 200, jsonBody: { scope: question.scope, ...(await whatIfScope(question, ports)) } };
  } catch (error) {
    if (error instanceof WhatIfBodyError) return armError(400, error.code, error.message);
    if (error instanceof ArmRequestError) return armError(502, error.code, error.message);
    throw error;
  }
}

async function readText(request: WhatIfRequest): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > largestBody) return undefined;
  const text = await request.text();
  return Buffer.byteLength(text) > largestBody ? undefined : text;
}

async function missingScope(
  { scope, resource }: WhatIfQuestion,
  { subscriptionIds }: WhatIfSettings,
  { resources }: WhatIfPorts,
): Promise<HttpAnswer | undefined> {
  const { subscriptionId = '', resourceGroup, kind } = parseArmId(scope) ?? {};
  if (!subscriptionIds.includes(subscriptionId.toLowerCase()))
    return armError(
      404,
      'SubscriptionNotFound',
      `The subscription '${subscriptionId.slice(0, 60)}' could not be found. Add it to the setting PLIMSOLL_SUBSCRIPTIONS to watch it.`,
    );
  const isNew = resource !== undefined && armIdKey(resource.id) === armIdKey(scope);
  if (kind === 'resource' && !isNew && (await resources.getResource(scope)) === undefined)
    return armError(404, 'ResourceNotFound', `The cluster '${scope.slice(0, 300)}' could not be found.`);
  if (kind !== 'resourceGroup' || resourceGroup === undefined) return undefined;
  return (await resources.getResourceGroup(subscriptionId, resourceGroup)) === undefined
    ? armError(
        404,
        'ResourceGroupNotFound',
        `Resource group '${resourceGroup.slice(0, 90)}' could not be found.`,
      )
    : undefined;
}
