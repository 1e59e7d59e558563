import type { ConformanceSuite } from './conformance-suite';

/** Folder names that have a suite here; `suites/<name>.ts` is loaded when it is asked for. */
export const suiteNames = [
  'rego-v1',
  'rego-v0',
  'gatekeeper-library',
  'pod-security-standards',
  'azure-policy-language',
  'azure-builtin-definitions',
] as const;

/** The suite for a folder, or undefined while there is none. */
export async function loadSuite(name: string): Promise<ConformanceSuite | undefined> {
  if (!/^[a-z0-9-]+$/.test(name)) return undefined;
  try {
    const module = (await import(`./suites/${name}.ts`)) as { suite: ConformanceSuite };
    return module.suite;
  } catch (error) {
    if (isMissingModule(error)) return undefined;
    throw error;
  }
}

/** Bundler, loader and test runner each say it in their own words. */
function isMissingModule(error: unknown): boolean {
  return (
    error instanceof Error &&
    (('code' in error && error.code === 'ERR_MODULE_NOT_FOUND') ||
      /not found in bundle|Unknown variable dynamic import|Cannot find module/.test(error.message))
  );
}
