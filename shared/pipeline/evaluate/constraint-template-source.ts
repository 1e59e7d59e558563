import { parse } from 'yaml';
import { constraintTemplateFor } from '../../catalog';
import { isJsonObject, type JsonObject } from '../../policy';
import { attempt, type Compiled } from './engines';

/** Largest template that is read, in bytes of its text: the limit of a Kubernetes object. */
const largestTemplate = 1_500_000;

/** Templates, or why they could not be had, by the address that a definition names; fetched before the evaluation. */
export type TemplateLookup = ReadonlyMap<string, Compiled<JsonObject>>;

/**
 * Finds the constraint template that the details of a `Microsoft.Kubernetes.Data` definition name: in the bundled
 * catalog by its URL, in the definition itself as Base64 text, or among those that were fetched.
 *
 * @param details `then.details`, expressions expanded
 * @param fetched templates by {@link templateUrl}, for those that the catalog does not know
 */
export function constraintTemplateSource(details: JsonObject, fetched: TemplateLookup): Compiled<JsonObject> {
  const info = details['templateInfo'];
  const url = urlOf(details);
  const content = isJsonObject(info) ? info['content'] : undefined;
  if (typeof content === 'string') return fromBase64(content);
  if (url === undefined)
    return refuse(
      'InvalidConstraintTemplate',
      'then.details names no template. Give templateInfo a url or content.',
    );
  const known = constraintTemplateFor(url);
  if (known !== undefined) return { value: known };
  return (
    fetched.get(url) ??
    refuse(
      'ConstraintTemplateCreateFailed',
      `The template at ${url.slice(0, 300)} is not in the catalog. Put its text into templateInfo.content as Base64.`,
    )
  );
}

/**
 * The address of a template that has to be fetched; undefined when the catalog or the definition itself has it, or when
 * the definition names none.
 *
 * @param details `then.details`, expressions expanded
 */
export function templateUrl(details: JsonObject): string | undefined {
  const info = details['templateInfo'];
  if (isJsonObject(info) && typeof info['content'] === 'string') return undefined;
  const url = urlOf(details);
  return url !== undefined && constraintTemplateFor(url) === undefined ? url : undefined;
}

/** The address of the template that details name, in the present form or in the old one. */
export function urlOf(details: JsonObject): string | undefined {
  const info = details['templateInfo'];
  const url = isJsonObject(info) ? info['url'] : details['constraintTemplate'];
  return typeof url === 'string' ? url : undefined;
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
