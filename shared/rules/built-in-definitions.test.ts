import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../expressions';
import { parseDefinition } from './parse-definition';
import { judgeDefinition } from './testing/judge-definition';
import { KUBERNETES_BUILT_IN_CASES } from './testing/kubernetes-built-in-cases';

const path = join(
  resolve(process.env['CONFORMANCE_DIR'] ?? '../shared/conformance'),
  'azure-builtin-definitions/kubernetes/definitions.json',
);
const present = existsSync(path);
const definitions = new Map(
  (present ? (JSON.parse(readFileSync(path, 'utf8')) as JsonObject[]) : []).map((definition) => [
    String(definition['id']).split('/').at(-1),
    definition,
  ]),
);

describe.skipIf(!present)(
  `the ARM-mode built-in definitions for Kubernetes (skipped without ${path})`,
  () => {
    it('have a case each', () => {
      const resourceManagerMode = [...definitions]
        .filter(([, definition]) => parseDefinition(definition).mode?.toLowerCase() === 'indexed')
        .map(([name]) => name);
      expect(KUBERNETES_BUILT_IN_CASES.map(({ name }) => name).sort()).toEqual(resourceManagerMode.sort());
    });

    describe.each(KUBERNETES_BUILT_IN_CASES)(
      '$name: $about',
      ({ name, parameters = {}, compliant, nonCompliant }) => {
        it.each([
          ['Compliant', compliant],
          ['NonCompliant', nonCompliant],
        ])('finds the %s resource', (verdict, { resource, others = [] }) => {
          const definition = definitions.get(name) ?? {};
          expect(judgeDefinition(definition, parameters, resource, others)).toBe(verdict);
        });
      },
    );
  },
);
