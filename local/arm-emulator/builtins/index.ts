import type { JsonObject } from '../../../shared/policy/index';
import { clusterAudit } from './cluster-audit';
import { clusterAuditRows } from './cluster-audit-rows';
import { clusterUpdate } from './cluster-update';
import { clusterUpdateRows } from './cluster-update-rows';
import { companionDefinition } from './companion-definition';
import { companionRows } from './companion-rows';
import { extensionRows } from './extension-rows';
import { fluxRows } from './flux-rows';
import { gitOpsRows } from './gitops-rows';
import { initiative } from './initiative';
import { initiativeRows } from './initiative-rows';
import { mutationDefinition } from './mutation-definition';
import { mutationRows } from './mutation-rows';
import { networkAndAccessRows } from './network-and-access-rows';
import { podSecurityRows } from './pod-security-rows';
import { validationDefinition } from './validation-definition';
import { workloadRows } from './workload-rows';

/** The built-in policy definitions for Kubernetes, as ARM resources under their real ids. */
export function builtInDefinitions(): JsonObject[] {
  return [
    ...[...podSecurityRows, ...workloadRows, ...networkAndAccessRows].map(validationDefinition),
    ...mutationRows.map(mutationDefinition),
    ...clusterAuditRows.map(clusterAudit),
    ...clusterUpdateRows.map(clusterUpdate),
    ...[...companionRows, ...extensionRows, ...fluxRows, ...gitOpsRows].map(companionDefinition),
  ];
}

/** The built-in initiatives for Kubernetes, as ARM resources under their real ids. */
export function builtInSetDefinitions(): JsonObject[] {
  return initiativeRows.map(initiative);
}
