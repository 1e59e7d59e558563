import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue } from './work-queue';

const insights = 'providers/Microsoft.PolicyInsights';
const trigger = `${insights}/policyStates/latest/triggerEvaluation`;
const group = 'subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}';

/** HTTP: start an evaluation of a subscription, as `az policy state trigger-scan` asks for it. */
app.http('triggerSubscriptionScan', {
  route: `subscriptions/{subscriptionId}/${trigger}`,
  methods: ['POST'],
  extraOutputs: [workQueue],
  handler: start,
});

/** HTTP: start an evaluation of a resource group. */
app.http('triggerResourceGroupScan', {
  route: `${group}/${trigger}`,
  methods: ['POST'],
  extraOutputs: [workQueue],
  handler: start,
});

/** HTTP: 202 while the evaluation runs, 200 when it has ended well, an error when it has not. */
app.http('followScan', {
  route: `subscriptions/{subscriptionId}/${insights}/asyncOperationResults/{operationId}`,
  methods: ['GET'],
  handler: (request, context) => service(context).followScan(request),
});

async function start(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const { response, items } = await service(context).triggerScan(request);
  context.extraOutputs.set(workQueue, items);
  return response;
}
