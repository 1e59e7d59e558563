import { isJsonObject, type JsonObject, type PolicyInForce } from '../../policy';

/**
 * Details of a definition as admission takes them: a `source` that nobody chose becomes `All`, so that a Deployment is
 * refused at once and not its Pods one by one later, unseen.
 *
 * The built-ins have a parameter `source` with the default `Original`. Chosen is a source that stands in the
 * definition as a plain text, that an initiative sets for its member as a plain text, or that the assignment sets.
 */
export function withImpliedPods(policy: PolicyInForce, details: JsonObject): JsonObject {
  return isSourceChosen(policy) ? details : { ...details, source: 'All' };
}

function isSourceChosen({ definition, reference, assignment }: PolicyInForce): boolean {
  const { then } = definition.policyRule as { then?: unknown };
  const details = isJsonObject(then) ? then['details'] : undefined;
  const written = isJsonObject(details) ? details['source'] : undefined;
  if (isPlain(written)) return true;
  const bound = reference === undefined ? undefined : valueNamed(reference.parameters, 'source');
  return isPlain(bound) || valueNamed(assignment.parameters, 'source') !== undefined;
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !value.startsWith('[');

function valueNamed(values: JsonObject, wanted: string): unknown {
  const name = Object.keys(values).find((key) => key.toLowerCase() === wanted);
  return name === undefined ? undefined : values[name];
}
