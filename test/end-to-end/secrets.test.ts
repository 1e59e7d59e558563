import { fileURLToPath } from 'node:url';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estateOf } from '../../local/session';
import { type Stack, startStack } from '../../local/stack';
import { eventually } from './eventually';
import { sample } from './test-stack';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const insights = `subscriptions/${sample.subscriptionId}/providers/Microsoft.PolicyInsights`;

/** What of the settings must never be read in a log: whole values, and the keys within connection strings. */
function secretsOf(settings: Readonly<Record<string, string>>): string[] {
  const values = ['PLIMSOLL_COSMOS_KEY', 'PLIMSOLL_ADMISSION_SECRET', 'AzureWebJobsStorage'].map(
    (name) => settings[name] ?? '',
  );
  const keys = values.flatMap((value) => /AccountKey=([^;]+)/.exec(value)?.[1] ?? []);
  return [...values, ...keys];
}

describe('the log of the running host', () => {
  const lines: string[] = [];
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      estate: await estateOf(root('local/sample-estate')),
      subscriptionIds: [sample.subscriptionId],
      entry: root('dist/functions/main.mjs'),
      hostJson: root('host.json'),
      timersEnabled: false,
      log: (entry) => lines.push(JSON.stringify(entry)),
    });
  }, 60_000);
  afterAll(() => stack.close());

  it('holds no key, secret path or token, whatever goes well or wrong', async () => {
    const trigger = `${stack.host.url}/${insights}/policyStates/latest/triggerEvaluation?api-version=2019-10-01`;
    const location = (await fetch(trigger, { method: 'POST' })).headers.get('location') ?? '';
    await eventually(async () => expect((await fetch(location)).status).toBe(200));
    // A write that admission refuses, on its secret path; a message that is none; a call of no webhook.
    const cluster = stack.emulators.clusters.get(sample.durmstrang.toLowerCase());
    const pods = `${cluster?.url}/api/v1/namespaces/tournament/pods`;
    const refused = await fetch(pods, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'dark' },
        spec: { containers: [{ name: 'a', image: 'x', securityContext: { privileged: true } }] },
      }),
    });
    expect(refused.status).toBe(403);
    const storage = stack.settings['AzureWebJobsStorage'] ?? '';
    const queue = QueueServiceClient.fromConnectionString(storage).getQueueClient('plimsoll-work');
    await queue.sendMessage(Buffer.from('{"version":0}').toString('base64'));
    await eventually(async () => expect(lines.join('\n')).toContain('no work item'));
    await fetch(`${stack.host.url}/api/admission/nobody/nothing/validate`, { method: 'POST', body: '{}' });

    const webhooks = await (
      await fetch(`${cluster?.url}/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations`)
    ).text();
    const paths = [...webhooks.matchAll(/\/api\/admission\/[^/"]+\/([^/"]+)\//g)].map(
      ([, token]) => token ?? '',
    );
    expect(paths.length).toBeGreaterThan(0);
    const log = lines.join('\n');
    expect(log).toContain('validateAdmission');
    for (const secret of [...secretsOf(stack.settings), ...paths]) {
      expect(secret.length).toBeGreaterThan(16);
      expect(log.includes(secret), `a secret of ${secret.length} characters is in the log`).toBe(false);
    }
  }, 60_000);
});
