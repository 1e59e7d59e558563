import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { service } from '../shared/pipeline';
import { workQueue } from './work-queue';

// The API server can send no key and no query: the path is the secret, so that the level is anonymous.
const webhook = {
  methods: ['POST' as const],
  authLevel: 'anonymous' as const,
};
const route = 'api/admission/{clusterKey}/{token}';

/** HTTP: may an object be written? Admitted writes leave work behind, so that their states follow at once. */
app.http('validateAdmission', {
  ...webhook,
  route: `${route}/validate`,
  extraOutputs: [workQueue],
  handler: async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> => {
    const { response, items } = await service(context).admit('validate', await callOf(request));
    if (items.length > 0) context.extraOutputs.set(workQueue, items);
    return response;
  },
});

/** HTTP: how should an object be changed before it is written? */
app.http('mutateAdmission', {
  ...webhook,
  route: `${route}/mutate`,
  handler: async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    (await service(context).admit('mutate', await callOf(request))).response,
});

const callOf = async (request: HttpRequest) => ({
  clusterKey: request.params['clusterKey'] ?? '',
  token: request.params['token'] ?? '',
  body: await request.text(),
});
