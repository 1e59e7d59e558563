/**
 * An endpoint or credential cannot be used as configured.
 *
 * `InsecureEndpoint`: plain http to another machine. `EmulatorCredential`: a fixed token for another machine.
 * `MissingCredential`: neither a key nor an identity. `InvalidKubeconfig`: the text is no usable kubeconfig.
 */
export class AzureConnectionError extends Error {
  constructor(
    readonly code: 'InsecureEndpoint' | 'EmulatorCredential' | 'MissingCredential' | 'InvalidKubeconfig',
    /** The endpoint or context that the error is about. */
    readonly endpoint: string,
    message: string,
  ) {
    super(message);
    this.name = 'AzureConnectionError';
  }
}
