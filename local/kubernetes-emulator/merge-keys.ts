/**
 * By which field the elements of a list are told apart in a strategic merge, by the list's own field name; `''` for
 * lists of plain values that are merged as sets. Lists not named here are replaced whole. Facts of the Kubernetes
 * API types (patchMergeKey), in which a name means the same list wherever it occurs, `ports` excepted.
 */
const mergeKeys = new Map<string, readonly string[]>([
  ['containers', ['name']],
  ['initContainers', ['name']],
  ['ephemeralContainers', ['name']],
  ['env', ['name']],
  ['volumes', ['name']],
  ['volumeMounts', ['mountPath']],
  ['volumeDevices', ['devicePath']],
  ['ports', ['containerPort', 'port']],
  ['imagePullSecrets', ['name']],
  ['secrets', ['name']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey']],
  ['resourceClaims', ['name']],
  ['schedulingGates', ['name']],
  ['ownerReferences', ['uid']],
  ['conditions', ['type']],
  ['addresses', ['type']],
  ['podIPs', ['ip']],
  ['finalizers', ['']],
]);

/** Undefined: the list is atomic. Otherwise the fields that may tell elements apart; the first present one counts. */
export function mergeKeysOf(field: string): readonly string[] | undefined {
  return mergeKeys.get(field);
}
