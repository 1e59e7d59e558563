import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constraintTemplateFor } from './constraint-template-for';
import type { JsonObject } from './json';
import { legacyConstraintFor } from './legacy-constraint-for';
import { mutationFor } from './mutation-for';
import { uncertainBehaviour } from './uncertain-behaviour';

const directory = process.env['CONFORMANCE_DIR'] ?? '../shared/conformance';
const file = `${directory}/azure-builtin-definitions/kubernetes/definitions.json`;
const store = 'https://store.policy.core.windows.net/kubernetes/';

interface Definition {
  readonly properties: {
    readonly mode: string;
    readonly policyRule: { readonly then: { readonly details?: JsonObject } };
  };
}

describe.skipIf(!existsSync(file))(
  'the catalog against the built-in definitions (skips without CONFORMANCE_DIR)',
  () => {
    const details = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Definition[])
          .filter(({ properties }) => properties.mode === 'Microsoft.Kubernetes.Data')
          .map(({ properties }) => properties.policyRule.then.details ?? {})
      : [];
    const absent = uncertainBehaviour
      .filter(({ rule }) => rule === 'absent')
      .map(({ path }) => `${store}${path}/template.yaml`);

    it('answers for every template and mutation, or says why not', () => {
      expect(details).toHaveLength(75);
      const unanswered = details.filter((each) => {
        const { templateInfo, mutationInfo, constraintTemplate, constraint } = each;
        if (typeof constraintTemplate === 'string') {
          return (
            constraintTemplateFor(constraintTemplate) === undefined ||
            legacyConstraintFor(String(constraint)) === undefined
          );
        }
        const mutation = (mutationInfo as JsonObject | undefined)?.['url'];
        if (mutation !== undefined) return mutationFor(String(mutation)) === undefined;
        const url = String((templateInfo as JsonObject)['url']);
        return constraintTemplateFor(url) === undefined && !absent.includes(url);
      });
      expect(unanswered).toEqual([]);
    });

    it('has no rule for the uncertain ones that it calls absent, and one for each assumed', () => {
      const found = uncertainBehaviour.map(({ path, rule }) => {
        const known =
          constraintTemplateFor(`${store}${path}/template.yaml`) ??
          mutationFor(`${store}${path}/mutation.yaml`);
        return [path, known === undefined ? 'absent' : 'assumed', rule];
      });
      expect(found.filter(([, is, called]) => is !== called)).toEqual([]);
      const named = JSON.stringify(details);
      expect(uncertainBehaviour.filter(({ path }) => !named.includes(`/${path}/`))).toEqual([]);
    });

    it('takes every parameter that a definition binds', () => {
      const unknown = details.flatMap(({ templateInfo, constraintTemplate, values }) => {
        const url = constraintTemplate ?? (templateInfo as JsonObject | undefined)?.['url'];
        const template = constraintTemplateFor(String(url));
        if (template === undefined) return [];
        const text = JSON.stringify(template);
        return Object.keys((values ?? {}) as JsonObject).filter((key) => !text.includes(`"${key}":{`));
      });
      expect(unknown).toEqual([]);
    });
  },
);
