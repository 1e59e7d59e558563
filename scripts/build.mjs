import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
};

/**
 * Bundles the service into one file for a short cold start (dist/functions/main.mjs, dependencies included; only the
 * module that the Functions worker supplies stays outside), and the local entries (local/*.ts) beside it with their
 * packages outside.
 */
export async function build(root) {
  await Promise.all([buildFunctions(root), buildLocal(root)]);
}

function buildFunctions(root) {
  return bundle({
    ...common,
    entryPoints: [join(root, 'functions', 'main.ts')],
    outfile: join(root, 'dist', 'functions', 'main.mjs'),
    external: ['@azure/functions-core'],
    // CommonJS packages inside an ES module still call require; so does @azure/functions for its core module.
    banner: {
      js: "import { createRequire as nodeCreateRequire } from 'node:module'; const require = nodeCreateRequire(import.meta.url);",
    },
  });
}

function buildLocal(root) {
  const entries = readdirSync(join(root, 'local')).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return bundle({
    ...common,
    entryPoints: entries.map((name) => join(root, 'local', name)),
    outdir: join(root, 'dist', 'local'),
    outExtension: { '.js': '.mjs' },
    packages: 'external',
  });
}
