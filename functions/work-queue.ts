import { output } from '@azure/functions';

/** The name of the queue that every trigger writes to and `evaluate` reads from. */
export const workQueueName = 'plimsoll-work';

/** The output binding that enqueues work items: an array becomes one message each, nothing an empty array. */
export const workQueue = output.storageQueue({ queueName: workQueueName, connection: 'AzureWebJobsStorage' });
