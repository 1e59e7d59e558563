import { badRequest } from './api-error';
import type { KindInfo } from './built-in-kinds';
import { at, type KubernetesObject } from './kubernetes-object';

/** The fields, beside name and namespace, that the API server lets a client select each kind by. */
const fieldsByKind: Record<string, readonly string[]> = {
  '/Pod': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  '/Namespace': ['status.phase'],
  '/Node': ['spec.unschedulable'],
  '/Secret': ['type'],
  '/Service': ['spec.clusterIP', 'spec.type'],
  '/Event': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  '/ReplicationController': ['status.replicas'],
  'apps/ReplicaSet': ['status.replicas'],
  'batch/Job': ['status.successful'],
};

/** Parses the `fieldSelector` query parameter: `path=value`, `path==value`, `path!=value`, joined by commas. */
export function parseFieldSelector(text: string, info: KindInfo): (object: KubernetesObject) => boolean {
  const known = [
    'metadata.name',
    'metadata.namespace',
    ...(fieldsByKind[`${info.group}/${info.kind}`] ?? []),
  ];
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(part);
      if (match === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
      const [, path = '', operator, value = ''] = match;
      if (!known.includes(path)) {
        throw badRequest(`field label not supported: "${path}"; ${info.kind} knows ${known.join(', ')}`);
      }
      const steps = path.split('.');
      return (object: KubernetesObject) =>
        (String(at(object, ...steps) ?? '') === value) === (operator !== '!=');
    });
  return (object) => requirements.every((requirement) => requirement(object));
}
