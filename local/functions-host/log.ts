/** Levels of the Functions host, least severe first. */
export const logLevels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of the host's or the app's log. */
export interface LogEntry {
  readonly level: LogLevel;
  /** `Host.*`, `Function.<name>` (the host on a function) or `Function.<name>.User` (`context.log`). */
  readonly category: string;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type Log = (entry: LogEntry) => void;

/**
 * Drops what host.json's `logging.logLevel` asks to drop. The longest category prefix decides, `default` otherwise.
 * `levels` maps category prefixes to levels, as in host.json.
 */
export function filterLog(sink: Log, levels: ReadonlyMap<string, LogLevel>): Log {
  const rank = (level: LogLevel) => logLevels.indexOf(level);
  return (entry) => {
    let threshold = levels.get('default') ?? 'information';
    let longest = -1;
    for (const [prefix, level] of levels) {
      const matches = entry.category === prefix || entry.category.startsWith(`${prefix}.`);
      if (matches && prefix.length > longest) {
        longest = prefix.length;
        threshold = level;
      }
    }
    if (threshold !== 'none' && rank(entry.level) >= rank(threshold)) sink(entry);
  };
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
