const advice = new Map<string, string>([
  ['Unauthorized', 'Check that the credentials in the kubeconfig are still valid.'],
  [
    'Forbidden',
    'Give the identity the right to it in the cluster (to read: e.g. "Azure Kubernetes Service RBAC Reader").',
  ],
  ['Expired', 'The list changed while it was read: read it again from its start.'],
  ['ConnectionFailed', 'Check that the cluster runs and that its API server can be reached from here.'],
  ['ResponseTooLarge', 'Ask for smaller pages.'],
]);

/** A Kubernetes API server refused a request, or could not be reached. */
export class KubernetesRequestError extends Error {
  constructor(
    /** `reason` of the Kubernetes Status (`NotFound`, `Forbidden`, `Expired`, …), or `ConnectionFailed`,
     * `ResponseTooLarge`, `InvalidResponse`. */
    readonly code: string,
    /** Path and query of the request. */
    readonly path: string,
    /** HTTP status; absent without an answer. */
    readonly status: number | undefined,
    reason: string,
  ) {
    super(
      [`${path}: ${code}. ${reason}`.trim(), advice.get(code)].filter((part) => part !== undefined).join(' '),
    );
    this.name = 'KubernetesRequestError';
  }
}
