import { describe, expect, it } from 'vitest';
import { catalogCases } from './cases';
import { type CatalogCase, containerLists } from './cases/catalog-case';
import type { JsonObject } from './json';
import { catalogTemplates } from './templates';
import { messagesOf } from './testing/messages-of';

/** The newest version of each rule, with the cases that speak of it. */
const rules = catalogTemplates.map((template) => {
  const versions = Object.keys(template.versions).map((version) => `${template.folder}/${version}`);
  return {
    template,
    rule: versions.at(-1) ?? '',
    cases: catalogCases.filter(({ rule }) => versions.includes(rule)),
  };
});

/** Ephemeral containers have neither resources, ports nor probes, and init containers no probes of this kind. */
const listsOf: Readonly<Record<string, readonly string[]>> = {
  'container-allowed-ports': ['containers', 'initContainers'],
  'container-enforce-probes': ['containers'],
  'container-resource-limits': ['containers', 'initContainers'],
  'container-resource-requests': ['containers', 'initContainers'],
  'windows-container-resources': ['containers', 'initContainers'],
};

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

describe('the cases of the catalog', () => {
  // What a block-resource constraint matches is refused, whatever it is.
  const choosing = rules.filter(({ template }) => template.folder !== 'block-resource');

  it.each(choosing)('have an object that $rule takes, and one that it refuses', ({ cases }) => {
    expect(cases.some(({ messages }) => messages.length === 0)).toBe(true);
    expect(cases.some(({ messages }) => messages.length > 0)).toBe(true);
  });

  it.each(
    rules.flatMap(({ template, rule, cases }) =>
      Object.keys(template.parameters).map((name) => ({ rule, name, cases })),
    ),
  )('show both ways what $name does to $rule', ({ name, cases }) => {
    const moved = (each: CatalogCase, taken: boolean): boolean => {
      const parameters = each.parameters ?? {};
      if (!Object.hasOwn(parameters, name) || (each.messages.length === 0) !== taken) return false;
      const other = messagesOf({ ...each, parameters: without(parameters, name) });
      return other.join('\n') !== [...each.messages].sort().join('\n');
    };
    const given = cases.filter(({ parameters }) => Object.hasOwn(parameters ?? {}, name));
    expect({
      taken: given.some(({ messages }) => messages.length === 0),
      refused: given.some(({ messages }) => messages.length > 0),
      matters: given.some((each) => moved(each, true) || moved(each, false)),
    }).toEqual({ taken: true, refused: true, matters: true });
  });

  it.each(
    rules
      .filter(
        ({ template }) =>
          template.libs !== undefined && /pod\.(fields|long_running_fields)/.test(template.rego),
      )
      .flatMap(({ template, rule, cases }) =>
        (listsOf[template.folder] ?? containerLists).map((list) => ({ rule, list, cases })),
      ),
  )('have an offender of $rule in $list', ({ list, cases }) => {
    const offends = ({ object, messages }: CatalogCase): boolean => {
      const spec = object['spec'] as JsonObject | undefined;
      return messages.length > 0 && spec !== undefined && Object.hasOwn(spec, list);
    };
    expect(cases.some(offends)).toBe(true);
  });
});
