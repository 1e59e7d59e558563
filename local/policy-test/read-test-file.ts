import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../shared/policy';
import { parseSourceFile, type SourceDocument } from '../estate';
import { PolicyTestError } from './policy-test-error';

/** Reads all documents of a YAML or JSON file. Throws PolicyTestError when it is missing or malformed. */
export async function readTestFile(
  file: string,
  neededBy?: PolicyTestError,
): Promise<readonly SourceDocument[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as { code?: unknown }).code === 'ENOENT' ? 'it does not exist' : String(error);
    if (neededBy !== undefined)
      throw new PolicyTestError(neededBy.file, neededBy.line, `${neededBy.problem}: ${reason}.`);
    throw new PolicyTestError(file, undefined, `The file cannot be read: ${reason}.`);
  }
  const { documents, mistakes } = parseSourceFile(file, text);
  if (mistakes[0] !== undefined)
    throw new PolicyTestError(file, mistakes[0].line, mistakes.map(({ message }) => message).join('; '));
  return documents;
}

/** Reads all objects of a file. Throws PolicyTestError for a document that is none. */
export async function readTestObjects(file: string, neededBy?: PolicyTestError): Promise<JsonObject[]> {
  const documents = await readTestFile(file, neededBy);
  return documents.map((document) => {
    const value = document.value as JsonObject;
    if (!isJsonObject(value))
      throw new PolicyTestError(file, document.place([]).line, 'The document is no object.');
    return value;
  });
}

/** Reads a file of exactly one object. Throws PolicyTestError for any other count. */
export async function readOneTestObject(file: string, neededBy?: PolicyTestError): Promise<JsonObject> {
  const [object, ...more] = await readTestObjects(file, neededBy);
  if (object === undefined || more.length > 0)
    throw new PolicyTestError(
      file,
      undefined,
      `The file must hold exactly one object, but has ${object === undefined ? 'none' : more.length + 1}.`,
    );
  return object;
}
