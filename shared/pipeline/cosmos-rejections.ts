import type { Container } from '@azure/cosmos';
import type { Rejections } from './reject';

/** The partition key path that the container of counters must have. */
export const countersPartitionKey = '/partition';

/** Counts rejections in a Cosmos DB container: one document per source and code, incremented in place. */
export function createCosmosRejections(container: Container): Rejections {
  const partition = 'rejections';
  return {
    async counts() {
      const { resources } = await container.items
        .query<{ id: string; count: number }>('SELECT c.id, c["count"] FROM c', { partitionKey: partition })
        .fetchAll();
      return Object.fromEntries(resources.map(({ id, count }) => [id, count]));
    },
    async count(source, code) {
      const id = `${source}-${code}`.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 200);
      const increment = () => container.item(id, partition).patch([{ op: 'incr', path: '/count', value: 1 }]);
      try {
        await increment();
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        try {
          await container.items.create({ id, partition, source, code, count: 1 });
        } catch (conflict) {
          if (statusOf(conflict) !== 409) throw conflict;
          await increment();
        }
      }
    },
  };
}

const statusOf = (error: unknown): number => Number((error as { code?: unknown }).code);
