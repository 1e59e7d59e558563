const widest = 140;
const unknownWidth = 110;

/** Columns and colours of the terminal that stdout is; NO_COLOR and FORCE_COLOR are heeded as everywhere. */
export function terminal(): { width: number; colour: boolean } {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const wanted = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  return {
    width: Math.min(process.stdout.columns ?? unknownWidth, widest),
    colour: wanted || (process.stdout.isTTY === true && NO_COLOR === undefined),
  };
}
