import { app, type EventGridEvent, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue } from './work-queue';

/** Event Grid: a resource, or an object inside a cluster, was written or deleted. */
app.eventGrid('onResourceChanged', {
  extraOutputs: [workQueue],
  handler: async (event: EventGridEvent, context: InvocationContext): Promise<void> => {
    context.extraOutputs.set(workQueue, await service(context).planResourceEvent(event));
  },
});
