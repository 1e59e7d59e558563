import { app, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue } from './work-queue';

/** Timer: read the policies again, for changes that raise no event (management groups, expired exemptions). */
app.timer('policySync', {
  schedule: '%PLIMSOLL_POLICY_SYNC_SCHEDULE%',
  extraOutputs: [workQueue],
  handler: (_timer, context) => enqueue(context, service(context).planPolicySync('policySync')),
});

/** Timer: evaluate what changed without telling: clusters edited since, and workloads. */
app.timer('incrementalScan', {
  schedule: '%PLIMSOLL_INCREMENTAL_SCAN_SCHEDULE%',
  extraOutputs: [workQueue],
  handler: (_timer, context) =>
    enqueue(context, service(context).planScheduledScan('incrementalScan', 'incremental')),
});

/** Timer: evaluate everything, and forget what is gone. */
app.timer('fullScan', {
  schedule: '%PLIMSOLL_FULL_SCAN_SCHEDULE%',
  extraOutputs: [workQueue],
  handler: (_timer, context) => enqueue(context, service(context).planScheduledScan('fullScan', 'full')),
});

async function enqueue(context: InvocationContext, items: Promise<readonly unknown[]>): Promise<void> {
  context.extraOutputs.set(workQueue, await items);
}
