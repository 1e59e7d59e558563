import { describe, expect, it } from 'vitest';
import { imagePartsProblem, joinImage, splitImage } from './image-reference';

describe('an image reference', () => {
  it.each([
    ['nginx', { domain: '', path: 'nginx', tag: '' }],
    ['nginx:1', { domain: '', path: 'nginx', tag: ':1' }],
    ['library/nginx:1', { domain: '', path: 'library/nginx', tag: ':1' }],
    ['localhost/nginx', { domain: 'localhost', path: 'nginx', tag: '' }],
    ['host:5000/a/b@sha256:0123', { domain: 'host:5000', path: 'a/b', tag: '@sha256:0123' }],
    ['mcr.microsoft.com/x:1@sha256:01', { domain: 'mcr.microsoft.com', path: 'x', tag: ':1@sha256:01' }],
    ['', { domain: '', path: '', tag: '' }],
  ])('%s splits and joins', (image, parts) => {
    expect(splitImage(image)).toEqual(parts);
    expect(joinImage(parts)).toBe(image);
  });

  it.each([
    [{}, 'at least one of assignDomain, assignPath and assignTag is needed'],
    [
      { domain: 'a b' },
      'assignDomain "a b" is not a fully qualified host name or localhost, with an optional port',
    ],
    [
      { domain: 'registry' },
      'assignDomain "registry" is not a fully qualified host name or localhost, with an optional port',
    ],
    [{ domain: 'localhost:5000' }, undefined],
    [{ path: 'Upper' }, 'assignPath "Upper" is not a path of lower-case components'],
    [{ tag: 'v1' }, 'assignTag "v1" is neither ":tag" nor "@algorithm:digest"'],
    [{ path: 'a.b/c' }, 'assignPath "a.b/c" would be read as a domain; set assignDomain too'],
    [{ domain: 'a.b:5000', path: 'c/d_e', tag: ':v1.0' }, undefined],
    [{ tag: `@sha256:${'0'.repeat(64)}` }, undefined],
  ])('%j has the problem %s', (parts, problem) => {
    expect(imagePartsProblem(parts)).toBe(problem);
  });
});
