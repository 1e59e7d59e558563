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
  warn(source: EstateSource, message: string): void;
}

export function createCollector(): Collector {
  const mistakes: EstateMistake[] = [];
  const warnings: EstateWarning[] = [];
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
    warn: (source, message) => {
      warnings.push({ ...source, message });
    },
  };
}
