import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PolicyTestError } from './policy-test-error';

/** What there is to run below a folder, in the order of paths. */
export interface FoundTests {
  /** Gatekeeper `Suite` files. */
  readonly suites: readonly string[];
  /** Folders of an Azure policy definition with samples: the path of the definition. */
  readonly definitions: readonly string[];
}

const yamlFile = /\.ya?ml$/;
const definitionFile = /^definition\.(json|ya?ml)$/;
/** Says that a file means to be a suite; whether it is a sound one is found out by reading it. */
const suiteMark = /^kind:\s*["']?Suite["']?\s*(#.*)?$/m;
const suiteGroup = /^apiVersion:\s*["']?test\.gatekeeper\.sh\//m;

/**
 * Finds tests in a folder and all below it, or in the one file that is named. Folders that begin with a dot and
 * node_modules are left out, links are not followed.
 *
 * @throws PolicyTestError when the path does not exist
 */
export async function findTests(asked: string): Promise<FoundTests> {
  // People who come from gator write `dir/...` for a folder and all below it.
  const path = asked.replace(/\/\.\.\.$/, '');
  const found = { suites: [] as string[], definitions: [] as string[] };
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined)
    throw new PolicyTestError(path, undefined, 'There is no such folder. Name one that holds policy tests.');
  if (kind.isDirectory()) await search(path, found);
  else await look(path, path, found);
  return found;
}

async function search(folder: string, found: { suites: string[]; definitions: string[] }): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await search(path, found);
    } else if (entry.isFile()) await look(path, entry.name, found);
  }
}

async function look(
  path: string,
  name: string,
  found: { suites: string[]; definitions: string[] },
): Promise<void> {
  if (definitionFile.test(name)) found.definitions.push(path);
  else if (yamlFile.test(name)) {
    const text = await readFile(path, 'utf8');
    if (suiteMark.test(text) && suiteGroup.test(text)) found.suites.push(path);
  }
}
