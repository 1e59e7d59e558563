import { describe, expect, it } from 'vitest';
import { chooseVersion } from './choose-version';
import { compareVersions, parseVersion, parseVersionPin } from './version';

const version = (text: string) => {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is no version`);
  return parsed;
};

describe('parseVersion', () => {
  it.each([
    ['1.2.3', { major: 1, minor: 2, patch: 3, suffix: '' }],
    ['1.0.0-PREVIEW', { major: 1, minor: 0, patch: 0, suffix: 'preview' }],
    ['6.2.0-deprecated', { major: 6, minor: 2, patch: 0, suffix: 'deprecated' }],
  ])('reads %s', (text, expected) => {
    expect(parseVersion(text)).toMatchObject(expected);
  });

  it.each(['', '1', '1.2', '1.2.3.4', '1.2.x', '1.2.3-beta', 'v1.2.3', '99999999999.0.0', '1.*.*'])(
    'refuses "%s"',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  it('puts versions in order', () => {
    const texts = ['2.0.0-preview', '1.10.0', '2.0.0', '1.9.9', '2.0.0-deprecated', '1.10.0-preview'];
    const sorted = texts.map(version).sort(compareVersions);
    expect(sorted.map(({ text }) => text)).toEqual([
      '1.9.9',
      '1.10.0-preview',
      '1.10.0',
      '2.0.0-preview',
      '2.0.0-deprecated',
      '2.0.0',
    ]);
  });
});

describe('parseVersionPin', () => {
  it.each([
    ['1.*.*', { text: '1.*.*', major: 1, preview: false }],
    ['1.2.*', { text: '1.2.*', major: 1, minor: 2, preview: false }],
    ['1.2.3', { text: '1.2.3', major: 1, minor: 2, patch: 3, preview: false }],
    ['1.*.*-preview', { text: '1.*.*-preview', major: 1, preview: true }],
    ['10.*.*-PREVIEW', { text: '10.*.*-PREVIEW', major: 10, preview: true }],
  ])('reads %s', (text, expected) => {
    expect(parseVersionPin(text)).toEqual(expected);
  });

  it.each(['*.*.*', '1.*.3', '1', '1.*', '', 'latest', '1.*.*-beta'])('refuses "%s"', (text) => {
    expect(parseVersionPin(text)).toBeUndefined();
  });
});

describe('chooseVersion', () => {
  const choose = (available: string[], pin?: string) => {
    const choice = chooseVersion(
      available.map((text) => ({ version: version(text) })),
      pin === undefined ? undefined : parseVersionPin(pin),
    );
    return choice && `${choice.chosen.version.text}${choice.fallback ? ' (stands in)' : ''}`;
  };

  it.each<[string, string[], string | undefined, string | undefined]>([
    ['takes the newest without a pin', ['1.0.0', '2.1.0', '2.0.5'], undefined, '2.1.0'],
    ['takes no preview without a pin', ['1.0.0', '2.0.0-PREVIEW'], undefined, '1.0.0'],
    ['takes a preview when there is nothing else', ['2.0.0-PREVIEW'], undefined, '2.0.0-PREVIEW'],
    ['takes the newest of the pinned major', ['1.0.0', '1.3.1', '1.3.0', '2.0.0'], '1.*.*', '1.3.1'],
    ['takes the newest of the pinned minor', ['1.2.0', '1.2.7', '1.3.0'], '1.2.*', '1.2.7'],
    ['takes the exact version', ['1.2.0', '1.2.7'], '1.2.0', '1.2.0'],
    ['keeps previews to preview pins', ['1.0.0', '1.1.0-preview'], '1.*.*', '1.0.0'],
    ['meets a preview pin', ['1.0.0', '1.1.0-PREVIEW'], '1.*.*-preview', '1.1.0-PREVIEW'],
    ['counts deprecated as released', ['6.2.0-deprecated'], '6.*.*', '6.2.0-deprecated'],
    ['falls back to a newer major', ['7.0.0'], '6.*.*', '7.0.0 (stands in)'],
    ['falls back to an older major', ['5.1.0', '5.2.0'], '6.*.*', '5.2.0 (stands in)'],
    ['falls back to the same major first', ['2.0.0', '1.5.0'], '1.9.*', '1.5.0 (stands in)'],
    [
      'falls back to the nearest major, the newer of two',
      ['3.0.0', '5.0.0', '9.0.0'],
      '4.*.*',
      '5.0.0 (stands in)',
    ],
    ['falls back from preview to released', ['1.0.0'], '1.*.*-preview', '1.0.0 (stands in)'],
    ['has nothing to choose', [], '1.*.*', undefined],
  ])('%s', (_, available, pin, expected) => {
    expect(choose(available, pin)).toBe(expected);
    expect(choose([...available].reverse(), pin)).toBe(expected);
  });
});
