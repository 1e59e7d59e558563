/**
 * Rego library `lib.pod`: the container lists of a Pod, who is left out, and where a value stands. Rules test the
 * offending value first and the exclusions last, so that a compliant container costs one look-up.
 */
export const podLibrary = `package lib.pod

fields := ["containers", "initContainers", "ephemeralContainers"]

# Ephemeral containers can have neither resources nor ports nor probes.
long_running_fields := ["containers", "initContainers"]

excluded(container) {
  input.parameters.excludedContainers[_] == container.name
}

excluded(container) {
  excluded_image(container)
}

excluded_image(container) {
  input.parameters.excludedImages[_] == container.image
}

excluded_image(container) {
  pattern := input.parameters.excludedImages[_]
  endswith(pattern, "*")
  startswith(container.image, trim_suffix(pattern, "*"))
}

# Holds when some container is not left out, so that rules on the whole Pod apply to it.
judged {
  container := input.review.object.spec[fields[_]][_]
  not excluded(container)
}

judged {
  not has_containers
}

has_containers {
  input.review.object.spec[fields[_]][_]
}

windows {
  input.review.object.spec.os.name == "windows"
}

windows {
  input.review.object.spec.nodeSelector["kubernetes.io/os"] == "windows"
}

at(field, index, tail) = path {
  path := sprintf("spec.%s[%d].%s", [field, index, tail])
}

# Where a setting stands that a container takes over from the Pod unless it has its own; with neither, where its own would.
standing(container, field, index, keys) = path {
  object.get(container, array.concat(["securityContext"], keys), null) == null
  object.get(input.review.object.spec, array.concat(["securityContext"], keys), null) != null
  path := sprintf("spec.securityContext.%s", [concat(".", keys)])
} else = path {
  path := at(field, index, sprintf("securityContext.%s", [concat(".", keys)]))
}
`;
