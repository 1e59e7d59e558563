import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Estate, loadEstate } from '../estate';

/** The project's folder, seen from the bundle in `dist/local/`. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Loads the estate folder that was asked for, or the sample.
 *
 * @throws EstateError listing every mistake with its file and line
 */
export const estateOf = (folder: string | undefined): Promise<Estate> =>
  loadEstate(folder === undefined ? resolve(projectFolder, 'local/sample-estate') : resolve(folder));
