import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the conformance data lies: `CONFORMANCE_DIR`, else beside the project. It is read in place, never copied. */
export function conformanceDirectory(): string {
  return resolve(process.env['CONFORMANCE_DIR'] ?? '../shared/conformance');
}

/** Every `.json` file under `dir`, sorted, with its path relative to `dir`. */
export function jsonFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
}

export function hasSuiteData(name: string): boolean {
  return existsSync(resolve(conformanceDirectory(), name));
}
