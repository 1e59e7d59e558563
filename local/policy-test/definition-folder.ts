import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/policy';
import { PolicyTestError } from './policy-test-error';
import { readOneTestObject } from './read-test-file';

/** A sample of a definition: a file whose first document is what the policy looks at. */
export interface DefinitionSample {
  readonly file: string;
  readonly expected: 'compliant' | 'violating';
}

/** A policy definition with samples. */
export interface DefinitionFolder {
  readonly file: string;
  /** The definition as ARM would give it, without its id. */
  readonly properties: JsonObject;
  readonly name: string;
  /** As an assignment carries them: `{name: {value}}`. */
  readonly parameters: JsonObject;
  readonly samples: readonly DefinitionSample[];
}

const dataFile = /\.(json|ya?ml)$/;

/**
 * Reads a folder of a definition: `definition.json` (or `.yaml`), perhaps `parameters.json`, and samples in
 * `compliant/` and `violating/`.
 *
 * @throws PolicyTestError when a file is malformed or there is no sample
 */
export async function readDefinitionFolder(file: string): Promise<DefinitionFolder> {
  const folder = dirname(file);
  const raw = await readOneTestObject(file);
  const properties = isJsonObject(raw['properties']) ? raw['properties'] : raw;
  if (!isJsonObject(properties['policyRule']))
    throw new PolicyTestError(file, undefined, 'The definition has no policyRule. Paste it as ARM shows it.');
  const samples = [...(await samplesIn(folder, 'compliant')), ...(await samplesIn(folder, 'violating'))];
  if (samples.length === 0)
    throw new PolicyTestError(
      file,
      undefined,
      'The definition has no samples. Put some into the folders compliant and violating beside it.',
    );
  const name = typeof raw['name'] === 'string' ? raw['name'] : basename(folder);
  return { file, properties, name, parameters: await readParameters(folder), samples };
}

async function samplesIn(
  folder: string,
  expected: DefinitionSample['expected'],
): Promise<DefinitionSample[]> {
  const names = await readdir(join(folder, expected)).catch((): string[] => []);
  return names
    .filter((name) => dataFile.test(name))
    .sort()
    .map((name) => ({ file: join(folder, expected, name), expected }));
}

async function readParameters(folder: string): Promise<JsonObject> {
  const names = await readdir(folder);
  const name = names.find((each) => /^parameters\.(json|ya?ml)$/.test(each));
  if (name === undefined) return {};
  const given = await readOneTestObject(join(folder, name));
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, wrapped(value)]));
}

/** People write a value as it is, or as an assignment has it. */
const wrapped = (value: JsonValue): JsonObject =>
  isJsonObject(value) && Object.keys(value).length === 1 && 'value' in value ? value : { value };
