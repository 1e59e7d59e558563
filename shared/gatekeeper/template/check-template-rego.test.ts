import { describe, expect, it } from 'vitest';
import { checkTemplateRego } from './check-template-rego';

const entry = (body: string): string => `package demo\n${body}\nviolation[{"msg": "x"}] { true }`;

describe('the Rego of a template', () => {
  it('tells its entry point', () => {
    expect(checkTemplateRego(entry(''), [])).toEqual({
      entrypoint: 'data.demo.violation',
      usesInventory: false,
    });
    expect(checkTemplateRego(entry('').replace('demo', 'a["b-c"].d'), [])).toEqual({
      entrypoint: 'data.a["b-c"].d.violation',
      usesInventory: false,
    });
  });

  it('may import libraries and keywords, and read the inventory', () => {
    const source = entry('import data.lib.helpers\nimport future.keywords.in\nx { data.inventory.cluster }');
    expect(checkTemplateRego(source, ['package lib.helpers\ny = 1'])).toEqual({
      entrypoint: 'data.demo.violation',
      usesInventory: true,
    });
  });

  it('may say what it likes in comments, texts and fields', () => {
    const source = entry('# import input\nx = "data.other" { input.data.other; y := `data.raw\n data.x` }');
    expect(checkTemplateRego(source, [])).toMatchObject({ entrypoint: 'data.demo.violation' });
  });

  it.each([
    ['', [], ['rego: Empty module', 'rego: missing required rules: [violation]']],
    [entry('import input.review'), [], ['rego:2: cannot import input']],
    [entry('import data.inventory'), [], ['rego:2: bad import data.inventory']],
    [entry('import rego.v1'), [], ['rego:2: bad import rego.v1']],
    [entry('x { data.other.y }'), [], ['rego:2: disallowed ref data.other']],
    [entry('x { data[y] }'), [], ['rego:2: disallowed ref data']],
    [entry('x { z := data }'), [], ['rego:2: disallowed ref data']],
    [
      entry(''),
      ['package lib\n'],
      ['libs[0]: the package must lie below "lib", such as "package lib.helpers"'],
    ],
    [
      entry(''),
      ['package other.lib\n'],
      ['libs[0]: the package must lie below "lib", such as "package lib.helpers"'],
    ],
    [entry(''), ['package lib.a\nx { data.demo.y }'], ['libs[0]:2: disallowed ref data.demo']],
  ])('%j with %j is refused', (source, libs, problems) => {
    expect(checkTemplateRego(source, libs)).toEqual({ problems });
  });
});
