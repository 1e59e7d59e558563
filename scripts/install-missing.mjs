import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Runs `npm ci` when node_modules is not what package-lock.json asks for. Everything it says goes to stderr: stdout
 * belongs to the command that follows.
 */
export function installMissing(root) {
  if (isInstalled(root)) return;
  console.error('Installing dependencies (npm ci), once…');
  // npm's own script, when npm runs us, so that the same npm is used; --loglevel because .npmrc silences npm.
  const npm = process.env.npm_execpath;
  const ownScript = npm !== undefined && /^npm(-cli)?\./.test(basename(npm));
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
  const [command, args] = ownScript ? [process.execPath, [npm, ...options]] : ['npm', options];
  const shell = !ownScript && process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (status === 0) return;
  console.error(
    `The dependencies could not be installed (npm ci: ${error?.message ?? `exit code ${status}`}). The messages above say why; is the npm registry reachable?`,
  );
  process.exit(1);
}

/** Compares by content: time stamps say nothing after a checkout, and npm writes its two lock files in either order. */
export function isInstalled(root) {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const present = installed[path];
    // Optional packages of other platforms are left out by npm.
    return present === undefined ? optional === true || devOptional === true : present.version === version;
  });
}

function lockedPackages(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
