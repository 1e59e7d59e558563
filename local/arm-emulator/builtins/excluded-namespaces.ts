/** Namespaces that Azure itself works in: never a user's concern. */
export const systemNamespaces: readonly string[] = ['kube-system', 'gatekeeper-system', 'azure-arc'];
/** The same with the namespace in which cluster extensions report their usage. */
export const systemAndExtensionNamespaces: readonly string[] = [
  ...systemNamespaces,
  'azure-extensions-usage-system',
];
