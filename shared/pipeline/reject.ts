/** Counts what was refused at the door, so that bad input is seen though it stops nothing. */
export interface Rejections {
  /**
   * Adds one to the count of a source and code.
   *
   * @param source where it came from: `event`, `queue` or `http`
   * @param code the stable code of the error
   */
  count(source: string, code: string): Promise<void>;
  /** All counts so far, by `source-code`. */
  counts(): Promise<Record<string, number>>;
}

/** An error that tells a stable code. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'UnexpectedError';
}
