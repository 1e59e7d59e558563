import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { satisfies } from './check-node.mjs';
import { isInstalled } from './install-missing.mjs';

const range = '^20.19.0 || ^22.12.0 || >=24.0.0';

describe('the Node.js check', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.12.0', true],
    ['24.0.0', true],
    ['26.1.0', true],
    ['20.18.9', false],
    ['21.9.0', false],
    ['22.11.0', false],
    ['23.5.0', false],
    ['18.20.0', false],
  ])('%s: %s', (version, expected) => {
    expect(satisfies(range, version)).toBe(expected);
  });
});

describe('the check for missing dependencies', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-bootstrap-'));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  type Packages = Record<string, { version?: string; optional?: boolean }>;
  function check(wanted: Packages, installed: Packages | undefined): boolean {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    if (installed !== undefined) {
      writeFileSync(
        join(root, 'node_modules', '.package-lock.json'),
        JSON.stringify({ packages: installed }),
      );
    }
    return isInstalled(root);
  }
  const wanted = { '': {}, 'node_modules/wand': { version: '1.0.0' } };

  it.each([
    ['nothing is installed', undefined, false],
    ['everything is installed', { 'node_modules/wand': { version: '1.0.0' } }, true],
    ['another version is installed', { 'node_modules/wand': { version: '0.9.0' } }, false],
    ['a package is missing', {}, false],
  ])('when %s: %s', (_, installed, expected) => {
    expect(check(wanted, installed)).toBe(expected);
  });

  it('does not mind that optional packages of other platforms are missing', () => {
    expect(check({ 'node_modules/broom-win32': { version: '1.0.0', optional: true } }, {})).toBe(true);
  });
});
