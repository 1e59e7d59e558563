import { createEventGridDelivery } from './arm-emulator';
import { estateOf } from './session';
import { installWebhooks, localAdmissionSecret, startEmulators } from './stack';

/** The ports that local.settings.sample.json names, and the address where `func start` listens. */
const ports = { arm: 8070, cosmos: 8081, blob: 10000, queue: 10001 };
const host = 'http://127.0.0.1:7071';
const subscribers = ['onResourceChanged', 'onPolicyChanged'];

const estate = await estateOf(process.argv[2]);
const delivery = createEventGridDelivery({
  subscriptions: subscribers.map((name) => ({
    name,
    endpoint: `${host}/runtime/webhooks/eventgrid?functionName=${name}`,
  })),
});
const emulators = await startEmulators({ estate, ports, onEvent: (event) => delivery.deliver(event) });
for (const clusterId of emulators.clusters.keys())
  installWebhooks(emulators, clusterId, { publicUrl: host, secret: localAdmissionSecret });

const rows: [string, string][] = [
  ['Azure Resource Manager', emulators.arm?.url ?? ''],
  ['Cosmos DB', emulators.cosmos.endpoint],
  ['Azurite blob', emulators.azurite.blobUrl],
  ['Azurite queue', emulators.azurite.queueUrl],
  ...[...emulators.clusters].map(([id, { url }]): [string, string] => [
    `Kubernetes ${id.slice(id.lastIndexOf('/') + 1)}`,
    url,
  ]),
];
for (const [name, url] of rows) process.stdout.write(`  ${name.padEnd(34)} ${url}\n`);
process.stdout.write(
  `\n  Events go to ${host}. Now: cp local.settings.sample.json local.settings.json && func start\n`,
);

const stop = (): void => {
  delivery.close();
  void emulators.close();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
