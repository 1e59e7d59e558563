// Runs the entries of a folder (bench, test/fuzz) one after the other: one file per room, named like the room, helpers
// with a hyphen in their names. `npm run bench -- rules rego` runs those two, no name runs all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, ...asked] = process.argv.slice(2);
const known = readdirSync(join(root, folder))
  .filter((name) => /^[a-z]+\.ts$/.test(name))
  .map((name) => name.slice(0, -3));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`${folder} has no '${unknown.join("', '")}'; it has: ${known.join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : known) {
  const args = ['--expose-gc', join(root, 'scripts', 'run-ts.mjs'), `${folder}/${name}.ts`];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
