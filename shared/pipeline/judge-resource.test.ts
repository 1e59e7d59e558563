import { expect, it } from 'vitest';
import { armIdKey, type JsonObject } from '../policy';
import { judgeResource } from './judge-resource';
import type { EvaluationPorts } from './ports';
import { memoryPorts } from './testing/memory-ports';
import { cluster, clusterId, noPrivilege, policiesOf, workloadRule } from './testing/sample-policies';

const now = '2026-11-21T08:00:00.000Z';
const url = 'https://templates.example.com/no-privilege.yaml';
const inline = workloadRule('noprivilege', noPrivilege);
const thenOf = (definition: JsonObject): { details: { templateInfo: JsonObject } } =>
  (definition['properties'] as { policyRule: { then: ReturnType<typeof thenOf> } }).policyRule.then;
const source = Buffer.from(String(thenOf(inline).details.templateInfo['content']), 'base64').toString('utf8');

/** The same policy, its template at an address that a parameter names. */
const remote = structuredClone(inline);
thenOf(remote).details.templateInfo = { sourceType: 'PublicURL', url: `[concat('${url}', '')]` };

const portsWith = (templates?: EvaluationPorts['templates']): EvaluationPorts => ({
  ...memoryPorts({
    clusters: new Map([[armIdKey(clusterId('c')), cluster('c')]]),
    objects: new Map(),
    policies: policiesOf([remote]),
    now: new Date(now),
  }),
  ...(templates === undefined ? {} : { templates }),
});

it('fetches the templates that neither catalog nor definition has, and no other', async () => {
  const asked: string[][] = [];
  const template = JSON.parse(source) as JsonObject;
  const ports = portsWith({
    find: async (urls) => {
      asked.push([...urls]);
      return new Map([[url, { value: template }]]);
    },
  });
  const { states, constraints, origins } = await judgeResource(cluster('c'), now, undefined, ports);
  expect(asked).toEqual([[url]]);
  expect(states.map(({ content }) => content.complianceState)).toEqual(['Compliant']);
  expect([...constraints.keys()].map(({ kind }) => kind)).toEqual(['noprivilege']);
  expect([...origins.values()]).toEqual([{ template, url }]);
});

it.each<[string, EvaluationPorts['templates'], string]>([
  [
    'cannot be fetched',
    {
      find: async () =>
        new Map([[url, { problem: { code: 'ConstraintTemplateCreateFailed', message: 'It is gone.' } }]]),
    },
    'It is gone.',
  ],
  [
    'may not be fetched at all',
    undefined,
    `The template at ${url} is not in the catalog. Put its text into templateInfo.content as Base64.`,
  ],
])('reports the policy as broken when its template %s', async (_what, templates, reason) => {
  const { states, constraints } = await judgeResource(cluster('c'), now, undefined, portsWith(templates));
  expect(states[0]?.content).toMatchObject({
    complianceState: 'Error',
    complianceReasonCode: 'ConstraintTemplateCreateFailed',
    policyEvaluationDetails: { reason },
  });
  expect(constraints.size).toBe(0);
});
