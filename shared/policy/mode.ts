/** The modes that are evaluated here, in their canonical spelling. */
export type SupportedMode = 'All' | 'Indexed' | 'Microsoft.Kubernetes.Data';

const supported: ReadonlyMap<string, SupportedMode> = new Map([
  ['all', 'All'],
  ['indexed', 'Indexed'],
  ['microsoft.kubernetes.data', 'Microsoft.Kubernetes.Data'],
]);

const resourceProviderMode = /^microsoft\.[a-z0-9]{1,100}(?:\.[a-z0-9]{1,100}){0,4}\.data$/i;

/** The canonical spelling of a supported mode given in any letter case; undefined for every other text. */
export function parseMode(mode: string): SupportedMode | undefined {
  return supported.get(mode.trim().toLowerCase());
}

/** True for a mode of the form `Microsoft.X.Data`, evaluated by a resource provider. */
export function isResourceProviderMode(mode: string): boolean {
  return resourceProviderMode.test(mode.trim());
}

/** True for `Microsoft.Kubernetes.Data` in any letter case. */
export function isKubernetesMode(mode: string): boolean {
  return parseMode(mode) === 'Microsoft.Kubernetes.Data';
}
