import type { CatalogTemplate } from '../catalog-template';
import { allowedHostPaths } from './allowed-host-paths';
import { blockDefaultNamespace } from './block-default-namespace';
import { blockHostNamespace, blockHostProcessNamespaces } from './block-host-namespace';
import { containerAllowedCapabilities } from './container-allowed-capabilities';
import { containerAllowedImages } from './container-allowed-images';
import { containerNoPrivilege } from './container-no-privilege';
import { containerResourceLimits } from './container-resource-limits';
import { hostNetworkPortRange, hostNetworkPorts } from './host-network-ports';
import { ingressHttpsOnly } from './ingress-https-only';
import { loadBalancerNoPublicIps } from './load-balancer-no-public-ips';

/** Every rule of the catalog. */
export const catalogTemplates: readonly CatalogTemplate[] = [
  allowedHostPaths,
  blockDefaultNamespace,
  blockHostNamespace,
  blockHostProcessNamespaces,
  containerAllowedCapabilities,
  containerAllowedImages,
  containerNoPrivilege,
  containerResourceLimits,
  hostNetworkPortRange,
  hostNetworkPorts,
  ingressHttpsOnly,
  loadBalancerNoPublicIps,
];
