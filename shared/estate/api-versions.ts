import type { ArmRestClient } from '../azure/index';
import { isJsonObject, type JsonObject, type JsonValue } from '../policy/index';

/** Which api-version to read a resource type with. */
export interface ApiVersions {
  /** Throws ArmRequestError when the provider cannot be asked. */
  forType(type: string, subscriptionId: string | undefined): Promise<string>;
}

const providersApiVersion = '2021-04-01';
/** What is read all the time, or what the provider's own list gets wrong, is fixed. */
const fixed = new Map([
  ['microsoft.containerservice/managedclusters', '2026-04-01'],
  ['microsoft.insights/diagnosticsettings', '2021-05-01-preview'],
  // Built-in ones belong to no subscription, whose providers could be asked.
  ['microsoft.authorization/policydefinitions', '2024-05-01'],
  ['microsoft.authorization/policysetdefinitions', '2024-05-01'],
]);
/** For a type that its provider does not list. */
const lastResort = '2021-04-01';

/** Asks each resource provider once for the api-versions of its types, and prefers stable ones. */
export function createApiVersions(armRest: ArmRestClient): ApiVersions {
  const providers = new Map<string, Promise<Map<string, string>>>();
  return {
    async forType(type, subscriptionId) {
      const key = type.toLowerCase();
      const known = fixed.get(key);
      if (known !== undefined || subscriptionId === undefined) return known ?? lastResort;
      const [namespace = '', ...rest] = key.split('/');
      const asked = providers.get(namespace) ?? newestVersions(armRest, subscriptionId, namespace);
      providers.set(namespace, asked);
      // A failure must not be remembered, or one bad moment would last for the life of the process.
      asked.catch(() => providers.delete(namespace));
      return (await asked).get(rest.join('/')) ?? lastResort;
    },
  };
}

async function newestVersions(
  armRest: ArmRestClient,
  subscriptionId: string,
  namespace: string,
): Promise<Map<string, string>> {
  const provider = await armRest.get(`/subscriptions/${subscriptionId}/providers/${namespace}`, {
    apiVersion: providersApiVersion,
  });
  const types = provider?.['resourceTypes'];
  return new Map(
    (Array.isArray(types) ? (types as JsonValue[]) : []).filter(isJsonObject).flatMap((type) => {
      const version = newest(type);
      return version === undefined ? [] : [[String(type['resourceType']).toLowerCase(), version] as const];
    }),
  );
}

function newest(type: JsonObject): string | undefined {
  const listed = type['apiVersions'];
  const versions = (Array.isArray(listed) ? (listed as JsonValue[]) : []).map(String).sort().reverse();
  return versions.find((version) => !/[a-z]/i.test(version)) ?? versions[0];
}
