import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../expressions';
import { checkParameterValue } from './bind-parameters';
import type { JsonObject } from './json';
import { policiesOfAssignment } from './policies-in-force';
import { parsePolicyDefinition } from './policy-definition';
import { buildPolicySnapshot } from './policy-snapshot';
import { assignment } from './test-kit';

const directory = join(
  process.env['CONFORMANCE_DIR'] ?? join(import.meta.dirname, '../../../shared/conformance'),
  'azure-builtin-definitions',
);
const read = (name: string): JsonObject[] =>
  JSON.parse(readFileSync(join(directory, 'kubernetes', name), 'utf8'));

describe.skipIf(!existsSync(directory))(`Azure's built-in definitions in ${directory}`, () => {
  it('are all read, with defaults that fit their own declarations', () => {
    const lines = gunzipSync(readFileSync(join(directory, 'sample.jsonl.gz')))
      .toString()
      .trim()
      .split('\n');
    const raws: JsonObject[] = [...read('definitions.json'), ...lines.map((line) => JSON.parse(line))];
    const found = raws.flatMap((raw) => {
      const parsed = parsePolicyDefinition(raw);
      if ('problem' in parsed) return [`${raw['id']}: ${parsed.problem.message}`];
      return [...parsed.value.declarations.values()].flatMap((declaration) => {
        const { defaultValue } = declaration;
        const problem =
          defaultValue === undefined ? undefined : checkParameterValue(declaration, defaultValue);
        return problem === undefined ? [] : [`${raw['id']}: ${problem.message}`];
      });
    });
    expect(found).toEqual([]);
    expect(raws.length).toBeGreaterThan(600);
  });

  it('make up initiatives that can be evaluated with nothing but their required parameters', () => {
    const setDefinitions = read('sets.json');
    const values: JsonObject = {
      allowedUsers: { value: [] },
      allowedGroups: { value: [] },
      labels: { value: [] },
      allowedContainerImagesRegex: { value: '.*' },
      reservedTaints: { value: [] },
    };
    const assignments = setDefinitions.map((set, index) => {
      const declared = Object.keys((set['properties'] as { parameters: JsonObject }).parameters);
      const given = Object.entries(values).filter(([name]) => declared.includes(name));
      return assignment(`a${index}`, set['id'] as string, { parameters: Object.fromEntries(given) });
    });
    const snapshot = buildPolicySnapshot(
      {
        definitions: read('definitions.json'),
        setDefinitions,
        assignments,
        exemptions: [],
        scopeTree: { subscriptions: [] },
      },
      { evaluateExpression: (text, scope) => evaluateExpression(text, scope) },
    );
    const members = assignments.flatMap(({ id }) => policiesOfAssignment(snapshot, id));
    expect(members.flatMap(({ problem }) => problem?.message ?? [])).toEqual([]);
    expect(new Set(members.map(({ effect }) => effect))).toEqual(
      new Set(['audit', 'deployifnotexists', 'disabled']),
    );
    expect(members.length).toBeGreaterThanOrEqual(50);

    const fallbacks = members.filter(({ notes }) =>
      notes.some(({ code }) => code === 'PinnedVersionNotAvailable'),
    );
    expect(fallbacks).toHaveLength(8);
    const unknown = members.flatMap(({ notes }) => notes.filter(({ code }) => code === 'ParameterUnknown'));
    expect([...new Set(unknown.map(({ target }) => target))].sort()).toEqual(['maxPort', 'minPort']);
  });
});
