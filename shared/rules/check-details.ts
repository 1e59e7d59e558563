import { classifyText, isJsonArray, type JsonObject, type JsonValue } from '../expressions';
import { PolicyRuleError } from './errors';
import { joinPath, memberOf } from './object-keys';

/** Members of `then.details` that have a few values only: the name, a test of the text, and the values in words. */
const CHOICES: readonly (readonly [name: string, allows: (text: string) => boolean, wanted: string])[] = [
  ['existenceScope', oneOf('ResourceGroup', 'Subscription'), '"ResourceGroup" or "Subscription"'],
  ['deploymentScope', oneOf('ResourceGroup', 'Subscription'), '"ResourceGroup" or "Subscription"'],
  ['conflictEffect', oneOf('deny', 'audit', 'disabled'), '"deny", "audit" or "disabled"'],
  [
    'defaultState',
    oneOf('Unknown', 'Compliant', 'NonCompliant', 'Non-compliant'),
    '"Unknown", "Compliant" or "NonCompliant"',
  ],
  [
    'evaluationDelay',
    isDelay,
    '"AfterProvisioning", "AfterProvisioningSuccess", "AfterProvisioningFailure" or a duration from PT0M to PT360M',
  ],
];
const DELAY = /^PT(?=\d)(?:(\d{1,3})H)?(?:(\d{1,3})M)?$/i;
const MAX_DELAY_MINUTES = 360;

/**
 * Refuses values in `then.details` that Azure refuses when a definition is saved, so that a misspelled scope or delay is
 * not taken for the default. Expressions are let pass, as are members that no effect knows. Throws PolicyRuleError.
 */
export function checkDetails(details: JsonObject | undefined, path: string): void {
  for (const [name, allows, wanted] of CHOICES) {
    const value = memberOf(details, name);
    if (value === undefined || isExpression(value) || (typeof value === 'string' && allows(value))) continue;
    throw refused(
      joinPath(path, name),
      `"${name}" is ${JSON.stringify(value).slice(0, 60)}.`,
      `Use ${wanted}.`,
    );
  }
  const roles = memberOf(details, 'roleDefinitionIds');
  if (roles === undefined || isExpression(roles)) return;
  if (isJsonArray(roles) && roles.every((role) => typeof role === 'string')) return;
  throw refused(
    joinPath(path, 'roleDefinitionIds'),
    'The roles are no list of texts.',
    'Write [ "/providers/Microsoft.Authorization/roleDefinitions/…" ].',
  );
}

function oneOf(...values: readonly string[]): (text: string) => boolean {
  const lower = new Set(values.map((value) => value.toLowerCase()));
  return (text) => lower.has(text.toLowerCase());
}

const isNamedDelay = oneOf('AfterProvisioning', 'AfterProvisioningSuccess', 'AfterProvisioningFailure');

function isDelay(text: string): boolean {
  if (isNamedDelay(text)) return true;
  const [whole, hours = '0', minutes = '0'] = DELAY.exec(text) ?? [];
  return whole !== undefined && Number(hours) * 60 + Number(minutes) <= MAX_DELAY_MINUTES;
}

const isExpression = (value: JsonValue): boolean =>
  typeof value === 'string' && classifyText(value).kind === 'expression';

const refused = (path: string, problem: string, fix: string): PolicyRuleError =>
  new PolicyRuleError('InvalidDetails', path, problem, fix);
