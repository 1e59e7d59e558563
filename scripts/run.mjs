// What `npm start`, `npm test`, `npm run build` and `npm run emulators` run. Only Node.js built-ins may be imported
// above the installation: on a fresh clone there is nothing else yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkNode } from './check-node.mjs';
import { installMissing } from './install-missing.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [task, ...rest] = process.argv.slice(2);

checkNode(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node);
installMissing(root);
switch (task) {
  case 'build':
    await buildAll();
    console.error('Built dist/functions/main.mjs and dist/local.');
    break;
  case 'test':
    // Vitest's global set-up builds: the end-to-end tests run the bundle.
    process.exitCode = runVitest(rest);
    break;
  case 'start':
    await buildAll();
    await runEntry(join(root, 'dist', 'local', 'start.mjs'), rest);
    break;
  case 'emulators':
    // Not local/emulators.ts: imports of the folder local/emulators would find that file first.
    await buildAll();
    await runEntry(join(root, 'dist', 'local', 'run-emulators.mjs'), rest);
    break;
  default:
    console.error('usage: node scripts/run.mjs build|test|start|emulators [arguments]');
    process.exitCode = 2;
}

async function buildAll() {
  const { build } = await import('./build.mjs');
  try {
    await build(root);
  } catch {
    // esbuild has said what is wrong and where.
    process.exit(1);
  }
}

function runVitest(args) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return spawnSync(process.execPath, [vitest, 'run', ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** In this process, not in a child: Ctrl-C, exit codes and pipes stay as the user expects them. */
async function runEntry(file, args) {
  process.argv = [process.execPath, file, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
}
