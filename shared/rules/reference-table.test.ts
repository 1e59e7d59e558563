import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referenceTable } from './reference-table';

const page = fileURLToPath(new URL('../../docs/policy-language.md', import.meta.url));
const BEGIN = '<!-- reference: begin -->';
const END = '<!-- reference: end -->';

it('docs/policy-language.md has the table that the code makes (UPDATE_DOCS=1 writes it)', () => {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  const wanted = `${before}${BEGIN}\n${referenceTable()}\n${END}${after}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});
