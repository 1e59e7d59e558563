import type { CatalogTemplate } from '../catalog-template';
import type { JsonObject } from '../json';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

const paths: JsonObject = {
  type: 'array',
  items: {
    type: 'object',
    properties: { pathPrefix: { type: 'string' }, readOnly: { type: 'boolean' } },
  },
};

/** Which host paths may be mounted; an allowed path may demand read-only mounts. */
export const allowedHostPaths: CatalogTemplate = {
  folder: 'allowed-host-paths',
  versions: {
    v1: 'K8sAzureHostFilesystem',
    v2: 'K8sAzureV2HostFilesystem',
    v3: 'K8sAzureV3HostFilesystem',
    v4: 'K8sAzureV4HostFilesystem',
  },
  description: 'hostPath volumes may use only allowed host paths; an empty list blocks them all.',
  parameters: { allowedHostPaths: paths, windowsAllowedHostPaths: paths, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  volume := input.review.object.spec.volumes[index]
  path := path_of(volume)
  not allowed(path)
  not spared(volume)
  msg := message(volume)
  details := {"path": sprintf("spec.volumes[%d].hostPath.path", [index]), "value": path, "expected": allowed_paths}
}

violation[{"msg": msg, "details": details}] {
  volume := input.review.object.spec.volumes[_]
  path := path_of(volume)
  allowed(path)
  not allowed_writable(path)
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  mount := container.volumeMounts[i]
  mount.name == volume.name
  not mount.readOnly == true
  not pod.excluded(container)
  msg := message(volume)
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("volumeMounts[%d].readOnly", [i])),
    "value": false,
    "expected": true,
  }
}

message(volume) = msg {
  msg := sprintf("HostPath volume %v is not allowed, pod: %v. Allowed path: %v", [volume, input.review.object.metadata.name, allowed_paths])
}

# A hostPath without a path is refused rather than passed over.
path_of(volume) = path {
  path := volume.hostPath.path
  is_string(path)
} else = "" {
  is_object(volume.hostPath)
}

allowed_paths = paths {
  pod.windows
  paths := object.get(input.parameters, "windowsAllowedHostPaths", [])
}

allowed_paths = paths {
  not pod.windows
  paths := object.get(input.parameters, "allowedHostPaths", [])
}

allowed(path) {
  below(allowed_paths[_].pathPrefix, path)
}

allowed_writable(path) {
  entry := allowed_paths[_]
  not entry.readOnly
  below(entry.pathPrefix, path)
}

# "/foo" takes in "/foo", "/foo/" and "/foo/bar", but not "/food"; "/" takes in everything, an empty prefix nothing.
below(prefix, path) {
  prefix != ""
  startswith(closed(path), closed(prefix))
}

closed(path) = whole {
  not pod.windows
  whole := enclosed(trim(path, "/"))
}

closed(path) = whole {
  pod.windows
  whole := enclosed(trim(with_drive(lower(replace(path, "\\\\", "/"))), "/"))
}

enclosed("") = "/"

enclosed(path) = whole {
  path != ""
  whole := sprintf("/%s/", [path])
}

# A path without a drive is on the drive of the system; two slashes begin a device or a share.
with_drive(path) = rooted {
  startswith(path, "/")
  not startswith(path, "//")
  rooted := sprintf("c:%s", [path])
} else = path {
  true
}

# A volume is spared when containers with excluded images, and only such, mount it.
spared(volume) {
  mounted(volume, true)
  not mounted(volume, false)
}

mounted(volume, true) {
  container := input.review.object.spec[pod.fields[_]][_]
  container.volumeMounts[_].name == volume.name
  pod.excluded_image(container)
}

mounted(volume, false) {
  container := input.review.object.spec[pod.fields[_]][_]
  container.volumeMounts[_].name == volume.name
  not pod.excluded_image(container)
}
`,
};
