import type { EstateSource, EstateWarning } from './estate';
import type { EstateMistake } from './estate-error';

/** What reading an estate gathers beside the things themselves. */
export interface Collector {
  readonly mistakes: EstateMistake[];
  readonly warnings: EstateWarning[];
  readonly sources: Map<string, EstateSource>;
  /** Notes where a thing stands; a second thing of the same key is a mistake, and false is the answer. */
  claim(key: string, what: string, source: EstateSource): boolean;
  mistake(source: EstateSource, message: string): void;
  /**
   * A reference to something that should be in files whose path starts with `room`. It is told only when those files
   * are sound: otherwise what it refers to may well be in a file that could not be read.
   */
  reference(source: EstateSource, message: string, room: string): void;
  /** The mistakes and the references that are worth telling. */
  all(): readonly EstateMistake[];
  warn(source: EstateSource, message: string): void;
}

export function createCollector(): Collector {
  const mistakes: EstateMistake[] = [];
  const warnings: EstateWarning[] = [];
  const references: { mistake: EstateMistake; room: string }[] = [];
  const sources = new Map<string, EstateSource>();
  return {
    mistakes,
    warnings,
    sources,
    claim: (key, what, source) => {
      const first = sources.get(key);
      if (first === undefined) {
        sources.set(key, source);
        return true;
      }
      mistakes.push({
        ...source,
        message: `${what} is already in ${first.file}:${first.line}; expected it once`,
      });
      return false;
    },
    mistake: (source, message) => {
      mistakes.push({ ...source, message });
    },
    reference: (source, message, room) => {
      references.push({ mistake: { ...source, message }, room });
    },
    all: () => {
      // References come in the order of reading, so one that is broken precedes those that lead to it.
      const brokenFiles = new Set(mistakes.map(({ file }) => file));
      const told: EstateMistake[] = [];
      for (const { mistake, room } of references) {
        const broken = [...brokenFiles].some((file) => file.startsWith('estate.') || file.startsWith(room));
        if (!broken) told.push(mistake);
        brokenFiles.add(mistake.file);
      }
      return [...mistakes, ...told];
    },
    warn: (source, message) => {
      warnings.push({ ...source, message });
    },
  };
}
