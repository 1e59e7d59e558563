import { describe, expect, it } from 'vitest';
import { type LocationNode, parseLocation } from './parse-location';

const field = (name: string): LocationNode => ({ type: 'object', name });

describe('a location', () => {
  it.each<[string, LocationNode[]]>([
    ['', []],
    ['spec', [field('spec')]],
    ['spec.image-name', [field('spec'), field('image-name')]],
    ['metadata.labels."a.b/c"', [field('metadata'), field('labels'), field('a.b/c')]],
    ["metadata.labels.'it\\'s'", [field('metadata'), field('labels'), field("it's")]],
    ['c[name:foo]', [field('c'), { type: 'list', key: 'name', value: 'foo' }]],
    ['c[ name : * ].image', [field('c'), { type: 'glob', key: 'name' }, field('image')]],
    ['c[name: "*"]', [field('c'), { type: 'list', key: 'name', value: '*' }]],
    ['p[containerPort: 080]', [field('p'), { type: 'list', key: 'containerPort', value: 80 }]],
  ])('%s', (text, nodes) => {
    expect(parseLocation(text)).toEqual(nodes);
  });

  it.each([
    ['.spec', 'expected a field name, found "." at position 0'],
    ['spec.', 'expected a field name, found the end at position 5'],
    ['spec..x', 'expected a field name, found "." at position 5'],
    ['[name: x]', 'expected a field name, found "[" at position 0'],
    ['c[name: x][name: y]', 'expected "." or the end, found "[" at position 10'],
    ['c[name]', 'expected ":", found "]" at position 6'],
    ['c[name: ]', 'expected a key value or "*", found "]" at position 8'],
    ['c[1: x]', 'expected a field name, found "1" at position 2'],
    ['c[name: "x]', 'a quoted name has no end at position 8'],
    ['a/b', 'unexpected character "/" at position 1'],
    ['c[n: 99999999999999999999]', 'expected a smaller number, found "99999999999999999999" at position 5'],
  ])('%s is refused', (text, message) => {
    expect(() => parseLocation(text)).toThrow(message);
  });
});
