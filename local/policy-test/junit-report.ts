import { countResults } from './count-results';
import type { PolicyTestResult } from './policy-test-result';

/** The results as JUnit XML, one `testsuite` for each suite file or definition folder. */
export function junitReport(results: readonly PolicyTestResult[]): string {
  const suites = new Map<string, PolicyTestResult[]>();
  for (const result of results) {
    const members = suites.get(result.suite);
    if (members === undefined) suites.set(result.suite, [result]);
    else members.push(result);
  }
  const body = [...suites].flatMap(([name, members]) => [
    `  <testsuite name="${escapeXml(name)}" ${totals(members)}>`,
    ...members.flatMap(testcase),
    '  </testsuite>',
  ]);
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  return `${[head, `<testsuites ${totals(results)}>`, ...body, '</testsuites>'].join('\n')}\n`;
}

function totals(results: readonly PolicyTestResult[]): string {
  const { failed, skipped } = countResults(results);
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `tests="${results.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${inSeconds(time)}"`;
}

function testcase({ suite, test, name, status, problems, milliseconds }: PolicyTestResult): string[] {
  const [first] = problems;
  const attributes = [
    `classname="${escapeXml(test === '' ? suite : test)}"`,
    `name="${escapeXml(name === '' ? test || suite : name)}"`,
    `time="${inSeconds(milliseconds)}"`,
    ...(first === undefined ? [] : [`file="${escapeXml(first.file)}"`]),
    ...(first?.line === undefined ? [] : [`line="${first.line}"`]),
  ].join(' ');
  if (status === 'passed') return [`    <testcase ${attributes}/>`];
  if (status === 'skipped') return [`    <testcase ${attributes}><skipped/></testcase>`];
  const failures = problems.map(({ message, file, line }) => {
    const [headline = ''] = message.split('\n');
    const place = line === undefined ? file : `${file}:${line}`;
    return `      <failure message="${escapeXml(headline)}">${escapeXml(`${place}\n${message}`)}</failure>`;
  });
  return [`    <testcase ${attributes}>`, ...failures, '    </testcase>'];
}

const inSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** XML 1.0 has no way to write most control characters and lone surrogates; they become the replacement character. */
function escapeXml(text: string): string {
  return [...text].map((character) => entities[character] ?? printable(character)).join('');
}

function printable(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const control = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return control || surrogate || code === 0xfffe || code === 0xffff ? '\ufffd' : character;
}
