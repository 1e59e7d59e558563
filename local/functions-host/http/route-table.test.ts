import { describe, expect, it } from 'vitest';
import { createRouteTable } from './route-table';
import { parseRouteTemplate } from './route-template';

function match(templates: readonly string[], path: string, method = 'GET') {
  const table = createRouteTable(
    templates.map((text) => ({ template: parseRouteTemplate(text), methods: ['GET'], text })),
  );
  const found = table(method, path);
  return found === undefined ? undefined : [found.target.text, found.params];
}

describe('route templates', () => {
  it.each([
    ['owls', '/owls', {}],
    ['owls', '/OWLS/', {}],
    ['owls/{id}', '/owls/Hedwig', { id: 'Hedwig' }],
    ['owls/{id?}', '/owls', {}],
    ['owls/{id=snowy}', '/owls', { id: 'snowy' }],
    ['owls/{id:int}', '/owls/42', { id: '42' }],
    ['owls/{id:int:min(10)}', '/owls/42', { id: '42' }],
    [
      'owls/{id:guid}',
      '/owls/7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10',
      { id: '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10' },
    ],
    ['owls/{name:regex(^h.d{{1}}?.*$)}', '/owls/x', undefined],
    ['owls/{name:length(2,4)}', '/owls/Errol', undefined],
    ['owls/{name:alpha}', '/owls/r2d2', undefined],
    ['owls/{n:range(1,5)}', '/owls/6', undefined],
    ['owls/{n:int}', '/owls/2147483648', undefined],
    ['owls/{n:long}', '/owls/2147483648', { n: '2147483648' }],
    ['files/{name}.{ext}', '/files/map.tar.gz', { name: 'map.tar', ext: 'gz' }],
    ['files/v{n:int}', '/files/v12', { n: '12' }],
    ['files/v{n:int}', '/files/vx', undefined],
    ['{*rest}', '/', {}],
    ['{*rest}', '/a/b/', { rest: 'a/b/' }],
    ['a/{**rest}', '/a//b%20c', { rest: '/b c' }],
    ['a/{b}', '/a/', undefined],
    ['a/{b}', '/a//', undefined],
    ['a/{b}', '/a/b/c', undefined],
    ['a/{b}', '/a/b%2Fc', { b: 'b%2Fc' }],
    ['a/{b}', '/a/%zz', { b: '%zz' }],
    ['', '/', {}],
  ])('%j against %j', (template, path, params) => {
    expect(match([template], path)?.[1]).toEqual(params);
  });

  it.each([
    ['a literal wins over a parameter', '/a/b', 'a/b'],
    ['a constrained parameter wins over a plain one', '/a/1', 'a/{n:int}'],
    ['a plain parameter takes what the constraint refuses', '/a/x', 'a/{n}'],
    ['a catch-all takes the rest', '/a/x/y', '{*all}'],
    ['a short literal wins over a longer route with an optional end', '/a', 'a'],
  ])('%s', (_, path, expected) => {
    expect(match(['{*all}', 'a/{n}', 'a/{n:int}', 'a/b', 'a/b/{c?}', 'a/{o?}', 'a'], path)?.[0]).toBe(
      expected,
    );
  });

  it('knows no route for another method', () => {
    expect(match(['owls'], '/owls', 'POST')).toBeUndefined();
  });

  it.each([
    ['a//b', 'it has an empty segment'],
    ['{a}/{A}', "the parameter 'A' appears more than once"],
    ['{*a}/b', 'a catch-all parameter must be the last segment'],
    ['{*a?}', 'a catch-all parameter cannot be optional'],
    ['{a', "a '{' is not closed"],
    ['a}', "'a}' has a character that a literal may not have"],
    ['{a}{b}', 'two parameters need a literal between them'],
    ['{}', 'a parameter has no name'],
    ['{a=1?}', "the optional parameter 'a' cannot have a default value"],
    ['{a:wand}', "the constraint 'wand' is unknown"],
    ['{a:min(x)}', "the constraint 'min' needs numbers"],
    ['{a?}/b', "only the last parameter may be optional, and '~' may not lead"],
    ['x{a?}', 'a catch-all or optional parameter must be alone in its segment'],
  ])('refuses %j', (template, problem) => {
    expect(() => parseRouteTemplate(template)).toThrow(
      `the route template '${template}' is invalid: ${problem}`,
    );
  });
});
