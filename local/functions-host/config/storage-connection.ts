/** The setting that a storage binding without `connection` uses, and the host's own storage. */
export const defaultConnectionName = 'AzureWebJobsStorage';

/**
 * The connection string behind a binding's `connection` (a setting's name, never a value): the host looks for
 * `AzureWebJobs<name>` first, then for `<name>`.
 */
export function storageConnection(
  name: string | undefined,
  settings: Readonly<Record<string, string>>,
): { readonly connectionString: string } | { readonly problem: string } {
  const wanted = name === undefined || name === '' ? defaultConnectionName : name;
  const connectionString = settings[`AzureWebJobs${wanted}`] ?? settings[wanted];
  if (connectionString !== undefined && connectionString !== '') {
    if (!/(^|;)\s*(AccountName|UseDevelopmentStorage|SharedAccessSignature)=/i.test(connectionString)) {
      return { problem: `the app setting '${wanted}' is no storage connection string` };
    }
    return { connectionString };
  }
  if (Object.keys(settings).some((key) => key.startsWith(`${wanted}__`))) {
    return {
      problem: `the connection '${wanted}' is identity-based; this host takes a connection string: set '${wanted}' (Azurite's locally)`,
    };
  }
  return { problem: `the app setting '${wanted}' is missing; set it to a storage connection string` };
}
