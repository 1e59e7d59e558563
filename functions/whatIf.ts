import { app } from '@azure/functions';
import { service } from '../shared/pipeline';

/** HTTP: which states would change if policies, or a cluster, were other than they are. Records nothing. */
app.http('whatIf', {
  route: 'api/whatIf',
  methods: ['POST'],
  handler: (request, context) => service(context).whatIf(request),
});
