import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Which FlexVolume drivers may be used. */
export const flexvolumeDrivers: CatalogTemplate = {
  folder: 'flexvolume-drivers',
  versions: { v1: 'K8sAzureV1FlexVolumes' },
  description: 'FlexVolumes may use only allowed drivers.',
  parameters: { allowedFlexVolumeDrivers: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  volume := input.review.object.spec.volumes[index]
  driver := volume.flexVolume.driver
  is_string(driver)
  not allowed(driver)
  msg := sprintf("FlexVolume %v is not allowed, pod: %v. Allowed drivers: %v", [volume, input.review.object.metadata.name, object.get(input.parameters, "allowedFlexVolumeDrivers", [])])
  details := {
    "path": sprintf("spec.volumes[%d].flexVolume.driver", [index]),
    "value": driver,
    "expected": object.get(input.parameters, "allowedFlexVolumeDrivers", []),
  }
}

allowed(driver) {
  input.parameters.allowedFlexVolumeDrivers[_] == driver
}
`,
};
