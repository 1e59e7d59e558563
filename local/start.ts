import { ArgumentsError, parseArguments, printableLines, usage } from './console';
import { EstateError } from './estate';
import { runSession } from './session';

/** Mistakes of the user get their sentence; anything else is a bug or a broken machine and keeps its stack. */
function explain(error: unknown): string {
  const known = error instanceof ArgumentsError || error instanceof EstateError || hasCode(error);
  return known ? (error as Error).message : String((error as Error).stack ?? error);
}

const hasCode = (error: unknown): boolean =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) process.stdout.write(usage);
  else await runSession(asked, stop.signal);
} catch (error) {
  process.stderr.write(`${printableLines(explain(error))}\n`);
  process.exitCode = 1;
}
