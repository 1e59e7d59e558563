import type { CatalogTemplate } from '../catalog-template';
import { allowedExternalIps } from './allowed-external-ips';
import { allowedHostPaths } from './allowed-host-paths';
import { allowedProcMountTypes } from './allowed-proc-mount-types';
import { allowedSeccompAnnotations, allowedSeccompProfiles } from './allowed-seccomp-profiles';
import { allowedSysctlInterfaces } from './allowed-sysctl-interfaces';
import { allowedUsersGroups } from './allowed-users-groups';
import { allowedVolumeTypes } from './allowed-volume-types';
import { blockAdminRolebindings } from './block-admin-rolebindings';
import { blockAutomountToken } from './block-automount-token';
import { blockDefaultNamespace } from './block-default-namespace';
import { blockEndpointEditDefaultRole } from './block-endpoint-edit-default-role';
import { blockHostNamespace, blockHostProcessNamespaces } from './block-host-namespace';
import { blockNakedPods } from './block-naked-pods';
import { blockResource } from './block-resource';
import { blockWildcardRoles } from './block-wildcard-roles';
import { containerAllowedCapabilities } from './container-allowed-capabilities';
import { containerAllowedImages } from './container-allowed-images';
import { containerAllowedPorts } from './container-allowed-ports';
import { containerAllowedPullPolicy } from './container-allowed-pull-policy';
import { containerDisallowedCapabilities } from './container-disallowed-capabilities';
import { containerEnforcePreStopHook } from './container-enforce-pre-stop-hook';
import { containerEnforceProbes } from './container-enforce-probes';
import { containerNoLatestImage } from './container-no-latest-image';
import { containerNoPrivilege } from './container-no-privilege';
import { containerNoPrivilegeEscalation } from './container-no-privilege-escalation';
import { containerNoPrivilegeEscalationExplicit } from './container-no-privilege-escalation-explicit';
import { containerResourceLimits } from './container-resource-limits';
import { containerResourceRequests } from './container-resource-requests';
import { containerRestrictedImagePulls } from './container-restricted-image-pulls';
import { disallowedBadPodDisruptionBudgets } from './disallowed-bad-pod-disruption-budgets';
import { enforceApparmorProfile } from './enforce-apparmor-profile';
import { enforceCsiDriver } from './enforce-csi-driver';
import { enforceRequiredAnnotation } from './enforce-required-annotation';
import { flexvolumeDrivers } from './flexvolume-drivers';
import { forbiddenSysctlInterfaces } from './forbidden-sysctl-interfaces';
import { hostNetworkPortRange, hostNetworkPorts } from './host-network-ports';
import { ingressHostnamesConflict } from './ingress-hostnames-conflict';
import { ingressHttpsOnly } from './ingress-https-only';
import { loadBalancerNoPublicIps } from './load-balancer-no-public-ips';
import { podEnforceAntiaffinity } from './pod-enforce-antiaffinity';
import { podEnforceLabels } from './pod-enforce-labels';
import { printMutationsAnnotations } from './print-mutations-annotations';
import { readOnlyRootFilesystem } from './read-only-root-filesystem';
import { requireIngressHost } from './require-ingress-host';
import { restrictedLabels } from './restricted-labels';
import { restrictedNodeEdits } from './restricted-node-edits';
import { restrictedTaints } from './restricted-taints';
import { selinux, selinuxOptionSets } from './selinux';
import { serviceAllowedPorts } from './service-allowed-ports';
import { uniqueServiceSelectors } from './unique-service-selectors';
import { windowsBlockContainerAdmin } from './windows-block-container-admin';
import { windowsBlockHostProcess } from './windows-block-host-process';
import { windowsContainerAllowedUsernames } from './windows-container-allowed-usernames';
import { windowsContainerResources } from './windows-container-resources';

/** Every rule of the catalog. */
export const catalogTemplates: readonly CatalogTemplate[] = [
  allowedExternalIps,
  allowedHostPaths,
  allowedProcMountTypes,
  allowedSeccompProfiles,
  allowedSeccompAnnotations,
  allowedSysctlInterfaces,
  allowedUsersGroups,
  allowedVolumeTypes,
  blockAdminRolebindings,
  blockAutomountToken,
  blockDefaultNamespace,
  blockEndpointEditDefaultRole,
  blockHostNamespace,
  blockHostProcessNamespaces,
  blockNakedPods,
  blockResource,
  blockWildcardRoles,
  containerAllowedCapabilities,
  containerAllowedImages,
  containerAllowedPorts,
  containerAllowedPullPolicy,
  containerDisallowedCapabilities,
  containerEnforcePreStopHook,
  containerEnforceProbes,
  containerNoLatestImage,
  containerNoPrivilegeEscalationExplicit,
  containerNoPrivilegeEscalation,
  containerNoPrivilege,
  containerResourceLimits,
  containerResourceRequests,
  containerRestrictedImagePulls,
  disallowedBadPodDisruptionBudgets,
  enforceApparmorProfile,
  enforceCsiDriver,
  enforceRequiredAnnotation,
  flexvolumeDrivers,
  forbiddenSysctlInterfaces,
  hostNetworkPorts,
  hostNetworkPortRange,
  ingressHostnamesConflict,
  ingressHttpsOnly,
  loadBalancerNoPublicIps,
  podEnforceAntiaffinity,
  podEnforceLabels,
  printMutationsAnnotations,
  readOnlyRootFilesystem,
  requireIngressHost,
  restrictedLabels,
  restrictedNodeEdits,
  restrictedTaints,
  selinux,
  selinuxOptionSets,
  serviceAllowedPorts,
  uniqueServiceSelectors,
  windowsBlockContainerAdmin,
  windowsBlockHostProcess,
  windowsContainerAllowedUsernames,
  windowsContainerResources,
];
