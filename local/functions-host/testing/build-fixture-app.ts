import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A bundled Functions app, ready to be loaded. */
export interface FixtureApp {
  readonly entry: string;
  remove(): Promise<void>;
}

const requireBanner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Bundles app source text with the real `@azure/functions`, as `npm run build` bundles the service. */
export async function buildFixtureApp(source: string): Promise<FixtureApp> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-fixture-'));
  const entry = join(dir, 'main.mjs');
  await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@azure/functions-core'],
    banner: { js: requireBanner },
    logLevel: 'error',
  });
  return { entry, remove: () => rm(dir, { recursive: true, force: true }) };
}
