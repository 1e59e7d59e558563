import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compile, type JsonValue } from './index';

const page = readFileSync(fileURLToPath(new URL('../../docs/rego.md', import.meta.url)), 'utf8');

/** Fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (m) => m[1] as string,
  );
}

test('the worked example of docs/rego.md gives what the page says', () => {
  const [source] = blocks('rego') as [string];
  const [input, expected] = blocks('json').map((text) => JSON.parse(text) as JsonValue) as [
    JsonValue,
    JsonValue,
  ];
  const [code] = blocks('ts') as [string];
  const result = new Function('compile', 'source', 'input', `${code}\nreturn result;`)(
    compile,
    source,
    input,
  ) as unknown;
  expect(result).toEqual(expected);
});
