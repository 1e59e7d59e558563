// Runs the entries of a folder (bench, test/fuzz): node scripts/run-folder.mjs FOLDER [names] [--options].
// One entry per room, named like the room; helpers have a hyphen in their names. No name runs them all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, ...rest] = process.argv.slice(2);
const known = readdirSync(join(root, folder))
  .filter((name) => /^[a-z0-9]+\.ts$/.test(name))
  .map((name) => name.slice(0, -3));
const asked = rest.filter((arg) => !arg.startsWith('--'));
const options = rest.filter((arg) => arg.startsWith('--'));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`${folder} has no '${unknown.join("', '")}'; it has: ${known.join(', ')}`);
  process.exit(2);
}
// A process each: one must not measure, or die of, what another left in memory.
for (const name of asked.length > 0 ? asked : known) {
  const runTs = join(root, 'scripts', 'run-ts.mjs');
  const args = ['--expose-gc', runTs, `${folder}/${name}.ts`, ...options];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
