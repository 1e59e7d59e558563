import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { AzureConnectionError } from './azure-connection-error';
import { isLoopback } from './is-loopback';

export interface CredentialOptions {
  /** `azure`: managed identity, environment, Azure CLI and the rest of `DefaultAzureCredential`. */
  readonly credential: 'azure' | 'emulator';
  /** The Resource Manager endpoint that the credential is for. */
  readonly armEndpoint: string;
  /** A user-assigned identity's client id; the system-assigned identity is used without it. */
  readonly managedIdentityClientId?: string;
}

const emulatorTokenLifetimeMs = 3_600_000;

/**
 * The identity that the service shows to Azure. The emulator's is a fixed token, given out for loopback endpoints
 * only, so that a slip in the configuration cannot send anything in place of a real identity.
 *
 * @throws AzureConnectionError `EmulatorCredential` when an emulator credential is asked for another machine
 */
export function createCredential(options: CredentialOptions): TokenCredential {
  if (options.credential === 'azure')
    return new DefaultAzureCredential(
      options.managedIdentityClientId === undefined
        ? {}
        : { managedIdentityClientId: options.managedIdentityClientId },
    );
  if (!isLoopback(options.armEndpoint))
    throw new AzureConnectionError(
      'EmulatorCredential',
      options.armEndpoint,
      `The emulator credential works for loopback endpoints only, and ${options.armEndpoint} is not one. Use the credential "azure".`,
    );
  return {
    getToken: async () => ({
      token: 'plimsoll-emulator',
      expiresOnTimestamp: Date.now() + emulatorTokenLifetimeMs,
    }),
  };
}
