import { app, type EventGridEvent, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue } from './work-queue';

/** Event Grid: a policy definition, initiative, assignment or exemption was written or deleted. */
app.eventGrid('onPolicyChanged', {
  extraOutputs: [workQueue],
  handler: async (event: EventGridEvent, context: InvocationContext): Promise<void> => {
    context.extraOutputs.set(workQueue, await service(context).planPolicyEvent(event));
  },
});
