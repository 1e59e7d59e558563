import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { build } from '../scripts/build.mjs';

/** Bundles the app once, so that end-to-end tests run what is deployed. */
export default async function setup(_project: TestProject): Promise<void> {
  await build(fileURLToPath(new URL('..', import.meta.url)));
}
