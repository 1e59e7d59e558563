/**
 * Puts the app settings into `process.env`, where the worker has them while the app runs.
 * Returns a function that puts back what was there before.
 */
export function applySettings(settings: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
