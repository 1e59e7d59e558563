/** Addresses of what runs on this machine. */
export interface LocalAddresses {
  readonly storageConnectionString: string;
  readonly cosmosEndpoint: string;
  readonly cosmosKey: string;
  readonly armEndpoint: string;
  readonly publicUrl: string;
}

/** Derives the webhook paths of emulated clusters; reachable from this machine alone. */
export const localAdmissionSecret = 'only-for-emulators-on-this-machine';

/** How often the timers tick on a developer's machine; in Azure these are app settings of their own. */
export const localSchedules = {
  PLIMSOLL_POLICY_SYNC_SCHEDULE: '0 */5 * * * *',
  PLIMSOLL_INCREMENTAL_SCAN_SCHEDULE: '0 */15 * * * *',
  PLIMSOLL_FULL_SCAN_SCHEDULE: '0 0 2 * * *',
} as const;

/**
 * The app settings that let the service run against the emulators: the same names as in local.settings.json and in
 * Azure.
 */
export function localAppSettings(
  addresses: LocalAddresses,
  subscriptionIds: readonly string[],
): Record<string, string> {
  return {
    FUNCTIONS_WORKER_RUNTIME: 'node',
    FUNCTIONS_EXTENSION_VERSION: '~4',
    AzureWebJobsStorage: addresses.storageConnectionString,
    ...localSchedules,
    PLIMSOLL_ARM_ENDPOINT: addresses.armEndpoint,
    PLIMSOLL_CREDENTIAL: 'emulator',
    PLIMSOLL_SUBSCRIPTIONS: subscriptionIds.join(','),
    PLIMSOLL_COSMOS_ENDPOINT: addresses.cosmosEndpoint,
    PLIMSOLL_COSMOS_KEY: addresses.cosmosKey,
    PLIMSOLL_PUBLIC_URL: addresses.publicUrl,
    PLIMSOLL_API_AUTHENTICATION: 'none',
    PLIMSOLL_ADMISSION_SECRET: localAdmissionSecret,
  };
}
