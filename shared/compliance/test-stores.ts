import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import type { ComplianceStore } from './compliance-store';
import { createCosmosComplianceStore } from './create-cosmos-compliance-store';
import { createMemoryComplianceStore } from './create-memory-compliance-store';
import { ensureCosmosContainers } from './ensure-cosmos-containers';
import type { Evaluation } from './evaluation';
import type { PolicyStateTransition } from './policy-state-transition';
import { recordEvaluation } from './record-evaluation';
import { NOW } from './test-kit';

/** What a test of the compliance store works with; a new and empty store for each test. */
export interface StoreUnderTest {
  readonly kind: 'in memory' | 'in Cosmos DB';
  readonly store: ComplianceStore;
  /** Records evaluations one after the other. */
  record(...evaluations: readonly Evaluation[]): Promise<readonly PolicyStateTransition[]>;
  /** Goes on with another empty store. */
  startAfresh(): Promise<void>;
}

/** What comes from packages that only tests may import. */
export interface TestTools {
  readonly describe: (name: string, tests: () => void) => void;
  readonly beforeAll: (task: () => Promise<void>) => void;
  readonly afterAll: (task: () => Promise<void>) => void;
  readonly beforeEach: (task: () => Promise<void>) => void;
  readonly createHttpServer: (options: { keepAlive: boolean }) => Server;
}

/** Runs the same tests with a store in memory and with one in Cosmos DB (an emulator, over real sockets). */
export function describeStores(tools: TestTools, name: string, tests: (under: StoreUnderTest) => void): void {
  const { describe, beforeAll, afterAll, beforeEach, createHttpServer } = tools;
  describe(`${name}, in memory`, () => {
    tests(underTest('in memory', beforeEach, async () => createMemoryComplianceStore()));
  });
  describe(`${name}, in Cosmos DB`, () => {
    const server = createHttpServer({ keepAlive: true });
    let client: CosmosClient;
    let databases = 0;
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      client = new CosmosClient({
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        key: 'bm90IGEgc2VjcmV0',
        connectionPolicy: { enableEndpointDiscovery: false },
      });
    });
    afterAll(async () => {
      client.dispose();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
    tests(
      underTest('in Cosmos DB', beforeEach, async () => {
        databases += 1;
        const { database } = await client.databases.createIfNotExists({ id: `compliance-${databases}` });
        await ensureCosmosContainers(database);
        return createCosmosComplianceStore({ database });
      }),
    );
  });
}

function underTest(
  kind: StoreUnderTest['kind'],
  beforeEach: TestTools['beforeEach'],
  open: () => Promise<ComplianceStore>,
): StoreUnderTest {
  let store: ComplianceStore;
  const startAfresh = async (): Promise<void> => {
    store = await open();
  };
  beforeEach(startAfresh);
  return {
    kind,
    get store() {
      return store;
    },
    startAfresh,
    async record(...evaluations) {
      const transitions: PolicyStateTransition[] = [];
      for (const one of evaluations) {
        transitions.push(...(await recordEvaluation(store, one, { now: NOW })).transitions);
      }
      return transitions;
    },
  };
}
