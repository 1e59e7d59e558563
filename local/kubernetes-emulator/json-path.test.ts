import { expect, test } from 'vitest';
import { evaluateJsonPath } from './json-path';

const object = {
  spec: { colour: 'khaki', sizes: [1, 2], 'odd.key': 'x' },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Old', status: 'False' },
    ],
  },
};

test.each([
  ['.spec.colour', 'khaki'],
  ['spec.colour', 'khaki'],
  ['.spec.sizes', [1, 2]],
  ['.spec.sizes[1]', 2],
  ['.spec.sizes[9]', null],
  ['.spec.odd\\.key', 'x'],
  ["['spec']['odd.key']", 'x'],
  ['.status.conditions[*].type', 'Ready,Old'],
  ['.status.conditions[?(@.type=="Ready")].status', 'True'],
  ['.spec.missing', null],
  ['.constructor', null],
  ['.spec[', null],
])('%s', (path, value) => {
  expect(evaluateJsonPath(object, path)).toEqual(value);
});
