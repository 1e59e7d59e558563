import { app, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue, workQueueName } from './work-queue';

/** Queue: one work item. A failure is thrown, so that the queue tries again; a malformed item is counted and dropped. */
app.storageQueue('evaluate', {
  queueName: workQueueName,
  connection: 'AzureWebJobsStorage',
  extraOutputs: [workQueue],
  handler: async (message: unknown, context: InvocationContext): Promise<void> => {
    context.extraOutputs.set(workQueue, await service(context).work(message));
  },
});

/** Queue: what failed too often. The scan it belonged to must still come to its end, and the loss must be counted. */
app.storageQueue('evaluatePoison', {
  queueName: `${workQueueName}-poison`,
  connection: 'AzureWebJobsStorage',
  handler: async (message: unknown, context: InvocationContext): Promise<void> => {
    await service(context).giveUp(message);
  },
});
