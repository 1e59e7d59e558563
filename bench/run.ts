/** One bench: `bench/<name>.ts` exports it as `bench`. */
export interface Bench {
  readonly name: string;
  run(args: readonly string[]): void | Promise<void>;
}

const names = ['rego', 'rules', 'gatekeeper', 'expressions', 'policy', 'pipeline', 'admission', 'audit'];

/** Nothing is found under the name, in the words of bundler and loader. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    /not found in bundle|Cannot find module|ERR_MODULE_NOT_FOUND/.test(`${error.message}`)
  );
}

async function load(name: string): Promise<Bench | undefined> {
  if (!/^[a-z0-9-]+$/.test(name)) return undefined;
  try {
    const module = (await import(`./${name}.ts`)) as { bench?: Bench };
    return module.bench;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const asked = args.filter((arg) => !arg.startsWith('--'));
  const options = args.filter((arg) => arg.startsWith('--'));
  let bad = 0;
  for (const name of asked.length > 0 ? asked : names) {
    const bench = await load(name);
    if (bench !== undefined) await bench.run(options);
    else if (asked.length > 0) {
      console.error(`${name}: there is no such bench`);
      bad = 1;
    }
  }
  return bad;
}

process.exitCode = await main(process.argv.slice(2));
