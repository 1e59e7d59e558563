import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One fuzzer: `test/fuzz/<room>.ts` exports it as `fuzz`. Answers an exit code; options come as `--name=value`. */
export interface Fuzz {
  readonly name: string;
  run(args: readonly string[]): number | Promise<number>;
}

/** `npm run fuzz [-- room…] [--rounds=N] [--seed=N]`: all of them, or the rooms that are named. */
async function main(args: readonly string[]): Promise<number> {
  const asked = args.filter((arg) => !arg.startsWith('--'));
  const options = args.filter((arg) => arg.startsWith('--'));
  // Helpers have a hyphen in their names.
  const known = readdirSync(join('test', 'fuzz'))
    .map((file) => /^([a-z0-9]+)\.ts$/.exec(file)?.[1] ?? 'run')
    .filter((name) => name !== 'run');
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no fuzzer '${unknown.join("', '")}'; there are: ${known.join(', ')}`);
    return 2;
  }
  let worst = 0;
  for (const name of asked.length > 0 ? asked : known) {
    const { fuzz } = (await import(`./${name}.ts`)) as { fuzz: Fuzz };
    worst = Math.max(worst, await fuzz.run(options));
  }
  return worst;
}

process.exitCode = await main(process.argv.slice(2));
