import { countResults } from './count-results';
import type { PolicyTestResult } from './policy-test-result';

const marks = { passed: '✓', failed: '✗', skipped: '-' } as const;

/** The results for a person: suites and tests with their cases, and beneath a failed one why, with file and line. */
export function textReport(results: readonly PolicyTestResult[]): string {
  const lines: string[] = [];
  let [suite, test] = ['', ''];
  for (const result of results) {
    if (result.suite !== suite) {
      lines.push(...(lines.length > 0 ? [''] : []), result.suite);
      [suite, test] = [result.suite, ''];
    }
    if (result.test !== test) {
      lines.push(`  ${result.test}`);
      test = result.test;
    }
    lines.push(...resultLines(result));
  }
  const { passed, failed, skipped } = countResults(results);
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  lines.push('', `${passed} passed, ${failed} failed, ${skipped} skipped (${seconds.toFixed(2)} s)`);
  return `${lines.join('\n')}\n`;
}

function resultLines({ status, name, note, problems }: PolicyTestResult): string[] {
  const title = name === '' ? (status === 'skipped' ? 'skipped' : 'cannot be run') : name;
  const said = note === undefined ? '' : `  (${note.replaceAll('\n', '; ')})`;
  return [
    `    ${marks[status]} ${title}${said}`,
    ...problems.flatMap(({ message, file, line }) => [
      `        ${file}${line === undefined ? '' : `:${line}`}`,
      ...message.split('\n').map((text) => `          ${text}`),
    ]),
  ];
}
