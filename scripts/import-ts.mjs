import { mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Imports one TypeScript file: bundles it with esbuild into dist/scripts (well under a second), removed at exit.
 * Node.js 20 strips no types by itself, and a bundle starts faster than a loader.
 */
export async function importTs(entry, args = []) {
  const outdir = join(root, 'dist', 'scripts');
  mkdirSync(outdir, { recursive: true });
  const outfile = join(outdir, `${basename(entry, '.ts')}-${process.pid}.mjs`);
  process.on('exit', () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [resolve(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  process.argv = [process.argv[0], outfile, ...args];
  return import(pathToFileURL(outfile).href);
}
