import { parse } from 'yaml';
import { constraintTemplateFor } from '../../catalog';
import { isJsonObject, type JsonObject } from '../../policy';
import { attempt, type Compiled } from './engines';

/** Largest template that is read, in bytes of its text: the limit of a Kubernetes object. */
const largestTemplate = 1_500_000;

/**
 * Finds the constraint template that the details of a `Microsoft.Kubernetes.Data` definition name: in the bundled
 * catalog by its URL, or in the definition itself as Base64 text.
 *
 * @param details `then.details`, expressions expanded
 */
export function constraintTemplateSource(details: JsonObject): Compiled<JsonObject> {
  const info = details['templateInfo'];
  const url = isJsonObject(info) ? info['url'] : details['constraintTemplate'];
  const content = isJsonObject(info) ? info['content'] : undefined;
  if (typeof content === 'string') return fromBase64(content);
  if (typeof url !== 'string')
    return refuse(
      'InvalidConstraintTemplate',
      'then.details names no template. Give templateInfo a url or content.',
    );
  const known = constraintTemplateFor(url);
  if (known !== undefined) return { value: known };
  return refuse(
    'ConstraintTemplateCreateFailed',
    `The template at ${url.slice(0, 300)} is not in the catalog. Put its text into templateInfo.content as Base64.`,
  );
}

function fromBase64(content: string): Compiled<JsonObject> {
  if (content.length > largestTemplate * 1.4)
    return refuse(
      'InvalidConstraintTemplate',
      `templateInfo.content is larger than ${largestTemplate} bytes. Shorten it.`,
    );
  const parsed = attempt(() => parse(Buffer.from(content, 'base64').toString('utf8')) as unknown);
  if ('problem' in parsed)
    return refuse('InvalidConstraintTemplate', `templateInfo.content is no YAML: ${parsed.problem.message}`);
  if (!isTemplate(parsed.value))
    return refuse(
      'InvalidConstraintTemplate',
      'templateInfo.content is not the Base64 text of a ConstraintTemplate in YAML.',
    );
  return { value: parsed.value };
}

const isTemplate = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'ConstraintTemplate';

const refuse = (code: string, message: string): Compiled<never> => ({ problem: { code, message } });
