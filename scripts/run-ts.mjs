// Runs one TypeScript entry: node scripts/run-ts.mjs FILE.ts [arguments]
import { importTs } from './import-ts.mjs';

const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node scripts/run-ts.mjs FILE.ts [arguments]');
  process.exit(2);
}
await importTs(entry, rest);
