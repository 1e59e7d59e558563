// Runs the benchmarks or fuzzers of a folder: node scripts/run-folder.mjs bench|fuzz FOLDER [names] [--options].
// One file per room, named like the room (helpers have a hyphen in their names), exports `bench` or `fuzz` as
// { name, run(args) }; run answers an exit code, if anything. No name runs them all.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTs } from './import-ts.mjs';

const [kind, folder, ...rest] = process.argv.slice(2);
const known = readdirSync(join(fileURLToPath(new URL('..', import.meta.url)), folder))
  .filter((name) => /^[a-z0-9]+\.ts$/.test(name))
  .map((name) => name.slice(0, -3));
const asked = rest.filter((arg) => !arg.startsWith('--'));
const options = rest.filter((arg) => arg.startsWith('--'));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${kind} '${unknown.join("', '")}'; there is: ${known.join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : known) {
  const { [kind]: entry } = await importTs(join(folder, `${name}.ts`));
  const code = await entry.run(options);
  if (typeof code === 'number' && code !== 0) process.exitCode = code;
}
