import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { webhookConfigurations } from '../shared/pipeline';
import { isClusterType, parseArmId } from '../shared/policy';

const usage = `Prints the webhook configurations that let a cluster ask Plimsoll before it stores anything.

  npm run --silent admission:manifest -- CLUSTER [--url URL] | kubectl apply -f -

  CLUSTER    ARM id of the cluster; az aks show -g GROUP -n NAME --query id -o tsv prints it
  --url URL  where the cluster reaches the Function App (https); PLIMSOLL_PUBLIC_URL when left out
  --help     shows this

PLIMSOLL_ADMISSION_SECRET must be that of the Function App. Both settings are taken from the environment, or else from
local.settings.json. The output holds the secret path of this cluster: do not commit it. docs/admission.md has more.
`;

async function localSettings(): Promise<Record<string, unknown>> {
  try {
    const { Values } = JSON.parse(await readFile('local.settings.json', 'utf8')) as {
      Values?: Record<string, unknown>;
    };
    return Values ?? {};
  } catch {
    return {};
  }
}

const fail = (message: string): void => {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
};

function readArguments(): { cluster: string; url: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const [cluster, ...more] = positionals;
    if (values.help !== true && cluster !== undefined && more.length === 0)
      return { cluster, url: values.url };
    if (values.help === true) process.stdout.write(usage);
    else fail(usage);
  } catch (error) {
    fail(`${(error as Error).message}\n\n${usage}`);
  }
  return undefined;
}

async function print(cluster: string, url: string | undefined): Promise<void> {
  const stored = await localSettings();
  const setting = (name: string): string => process.env[name] ?? String(stored[name] ?? '');
  const secret = setting('PLIMSOLL_ADMISSION_SECRET');
  const publicUrl = (url ?? setting('PLIMSOLL_PUBLIC_URL')).replace(/\/+$/, '');
  const id = parseArmId(cluster);
  if (id?.kind !== 'resource' || !isClusterType(id.type ?? ''))
    return fail(
      `"${cluster}" is no ARM id of a cluster. az aks show -g GROUP -n NAME --query id -o tsv prints it.`,
    );
  if (secret.length < 32)
    return fail(
      'Set PLIMSOLL_ADMISSION_SECRET to the value that the Function App has (32 characters or more).',
    );
  if (!URL.canParse(publicUrl))
    return fail('Say with --url, or in PLIMSOLL_PUBLIC_URL, where the cluster reaches the Function App.');
  if (!publicUrl.startsWith('https:'))
    process.stderr.write(
      'The API server of a real cluster calls https addresses only; emulated ones do not mind.\n',
    );
  const documents = webhookConfigurations({ clusterId: id.id, publicUrl, secret });
  process.stdout.write(documents.map((document) => stringify(document)).join('---\n'));
}

const asked = readArguments();
if (asked !== undefined) await print(asked.cluster, asked.url);
