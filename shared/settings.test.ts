import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings';

const good = {
  PLIMSOLL_SUBSCRIPTIONS: '7D1F0A52-3c4e-4b7a-9a61-0c5b8e2f4d10',
  PLIMSOLL_COSMOS_ENDPOINT: 'https://plimsoll.documents.azure.com/',
  PLIMSOLL_PUBLIC_URL: 'https://plimsoll.example.net/',
};

describe('readSettings', () => {
  it('fills defaults, lower-cases subscription ids and drops trailing slashes', () => {
    expect(readSettings(good)).toEqual({
      armEndpoint: 'https://management.azure.com',
      subscriptionIds: ['7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10'],
      cosmosEndpoint: 'https://plimsoll.documents.azure.com',
      cosmosDatabase: 'plimsoll',
      publicUrl: 'https://plimsoll.example.net',
      apiAuthentication: 'appService',
      credential: 'azure',
      policyTimeLimitMs: 1000,
      templateHosts: ['store.policy.core.windows.net'],
      constraintSync: [],
    });
  });

  it("takes the Function App's own host name when no public address is set", () => {
    const { PLIMSOLL_PUBLIC_URL: _, ...rest } = good;
    expect(readSettings({ ...rest, WEBSITE_HOSTNAME: 'plimsoll.azurewebsites.net' }).publicUrl).toBe(
      'https://plimsoll.azurewebsites.net',
    );
  });

  it('takes the settings of the sample as they are', async () => {
    const sample: unknown = JSON.parse(
      await readFile(fileURLToPath(new URL('../local.settings.sample.json', import.meta.url)), 'utf8'),
    );
    const { Values } = sample as { Values: Record<string, string> };
    expect(readSettings(Values)).toMatchObject({ apiAuthentication: 'none', credential: 'emulator' });
  });

  it.each([
    ['nothing set', {}, ['PLIMSOLL_SUBSCRIPTIONS', 'PLIMSOLL_COSMOS_ENDPOINT']],
    [
      'a subscription that is no GUID',
      { ...good, PLIMSOLL_SUBSCRIPTIONS: 'prod' },
      ['PLIMSOLL_SUBSCRIPTIONS'],
    ],
    ['no public address', { ...good, PLIMSOLL_PUBLIC_URL: '' }, ['PLIMSOLL_PUBLIC_URL']],
    [
      'plain http off the machine',
      { ...good, PLIMSOLL_ARM_ENDPOINT: 'http://example.net' },
      ['PLIMSOLL_ARM_ENDPOINT'],
    ],
    [
      'a Cosmos DB key outside an emulator',
      { ...good, PLIMSOLL_COSMOS_KEY: 'c2VjcmV0' },
      ['PLIMSOLL_COSMOS_KEY'],
    ],
    [
      'the emulator credential against Azure',
      { ...good, PLIMSOLL_CREDENTIAL: 'emulator' },
      ['PLIMSOLL_CREDENTIAL'],
    ],
    [
      'no authentication where others can call',
      { ...good, PLIMSOLL_API_AUTHENTICATION: 'none' },
      ['PLIMSOLL_API_AUTHENTICATION'],
    ],
    [
      'the public secret of the sample off this machine',
      { ...good, PLIMSOLL_ADMISSION_SECRET: 'only-for-emulators-on-this-machine' },
      ['PLIMSOLL_ADMISSION_SECRET'],
    ],
    [
      'a time limit of zero',
      { ...good, PLIMSOLL_POLICY_TIME_LIMIT_MS: '0' },
      ['PLIMSOLL_POLICY_TIME_LIMIT_MS'],
    ],
  ])('refuses %s, naming the setting', (_, environment, settings) => {
    const error = catchError(() => readSettings(environment));
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).settings).toEqual(settings);
    for (const setting of settings) expect((error as Error).message).toContain(setting);
    expect((error as Error).message).toContain('local.settings.json');
  });

  it('never repeats the value of a key in its message', () => {
    const error = catchError(() => readSettings({ ...good, PLIMSOLL_COSMOS_KEY: 'c2VjcmV0' }));
    expect((error as Error).message).not.toContain('c2VjcmV0');
  });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
