import { isResourceProviderMode, parseMode } from './mode';
import {
  isClusterType,
  isNeverEvaluated,
  providerModeConcerns,
  supportsTagsAndLocation,
} from './resource-types';

/**
 * Whether policies of a mode concern resources of a type (azure-policy documentation, definition structure: modes).
 * For modes that are not evaluated here the answer says where that has to be reported: a mode of another resource
 * provider concerns that provider's types, and a mode that cannot be read concerns everything.
 *
 * @param mode as written, any letter case
 * @param type the resource type, lower-cased
 * @param hasLocation whether the resource carries a location
 */
export function modeCovers(mode: string, type: string, hasLocation: boolean): boolean {
  if (isNeverEvaluated(type)) return false;
  switch (parseMode(mode)) {
    case 'All':
      return true;
    case 'Indexed':
      return supportsTagsAndLocation(type, hasLocation);
    case 'Microsoft.Kubernetes.Data':
      return isClusterType(type);
    case undefined:
      return isResourceProviderMode(mode) ? providerModeConcerns(mode, type) : true;
  }
}
