import { readFile } from 'node:fs/promises';
import { startupError } from '../functions-host-error';
import { messageOf } from '../log';

/** host.json as parsed JSON, from a path or as it is. Throws FunctionsHostError `InvalidHostJson`. */
export async function readHostJson(source: string | Readonly<Record<string, unknown>>): Promise<unknown> {
  if (typeof source !== 'string') return source;
  try {
    return JSON.parse(await readFile(source, 'utf8'));
  } catch (error) {
    throw startupError('InvalidHostJson', [
      { where: source, message: `cannot be read as JSON: ${messageOf(error)}` },
    ]);
  }
}
