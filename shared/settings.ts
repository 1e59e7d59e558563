import { z } from 'zod';

/** What the service needs to know about the place it runs in. Read once, at the first invocation. */
export interface Settings {
  /** Azure Resource Manager, e.g. `https://management.azure.com`; a loopback `http://` address means the emulator. */
  readonly armEndpoint: string;
  /** The subscriptions whose clusters are watched, lower-cased. */
  readonly subscriptionIds: readonly string[];
  /** Azure Cosmos DB account endpoint. */
  readonly cosmosEndpoint: string;
  /** Account key, for emulators only; in Azure the managed identity is used. */
  readonly cosmosKey?: string;
  readonly cosmosDatabase: string;
  /** Where clients reach this service, without a trailing slash: the base of every link in an answer. */
  readonly publicUrl: string;
  /** `appService`: App Service authentication stands in front and names the caller. `none`: loopback use only. */
  readonly apiAuthentication: 'appService' | 'none';
  /** `azure`: `DefaultAzureCredential`. `emulator`: a fixed token, accepted for loopback endpoints only. */
  readonly credential: 'azure' | 'emulator';
  /** Wall time that one policy may take on one object, in milliseconds. */
  readonly policyTimeLimitMs: number;
  /** What the paths of the admission webhooks are derived from; without it there are no webhooks. */
  readonly admissionSecret?: string;
  /** Hosts that constraint templates may be fetched from, lower-cased. */
  readonly templateHosts: readonly string[];
  /** Clusters whose Gatekeeper gets our templates and constraints: lower-cased ids, or `*` for all. */
  readonly constraintSync: readonly string[];
  /** A kubeconfig file whose contexts are watched as clusters, beside those of the subscriptions. */
  readonly kubeconfigFile?: string;
}

/** A setting is missing or wrong. The message names every such setting, what it must be and where to set it. */
export class SettingsError extends Error {
  readonly code = 'InvalidSettings';
  constructor(
    readonly settings: readonly string[],
    details: readonly string[],
  ) {
    super(
      [
        `${settings.length === 1 ? 'A setting needs' : `${settings.length} settings need`} attention:`,
        ...details.map((detail) => `  ${detail}`),
        'Set them in local.settings.json ("Values") on your machine, or as app settings of the Function App in Azure.',
      ].join('\n'),
    );
    this.name = 'SettingsError';
  }
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const isLoopback = (url: string): boolean => URL.canParse(url) && loopback.test(new URL(url).hostname);

const serviceUrl = z
  .url({ protocol: /^https?$/, message: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''))
  .refine(
    (url) => url.startsWith('https:') || isLoopback(url),
    'must use https, unless it is a loopback address',
  );

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');

/** The secret of `local.settings.sample.json`. */
const sampleAdmissionSecret = 'only-for-emulators-on-this-machine';
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const schema = z
  .object({
    PLIMSOLL_ARM_ENDPOINT: serviceUrl.default('https://management.azure.com'),
    PLIMSOLL_SUBSCRIPTIONS: z
      .string({ error: 'must list at least one subscription id, separated by commas' })
      .transform(commaList)
      .refine((ids) => ids.length > 0, 'must list at least one subscription id, separated by commas')
      .refine(
        (ids) => ids.every((id) => guid.test(id)),
        'must hold subscription ids (GUIDs), separated by commas',
      ),
    PLIMSOLL_COSMOS_ENDPOINT: serviceUrl,
    PLIMSOLL_COSMOS_KEY: z
      .string()
      .min(1, 'must be left out or hold the account key of an emulator')
      .optional(),
    PLIMSOLL_COSMOS_DATABASE: z.string().min(1).default('plimsoll'),
    PLIMSOLL_PUBLIC_URL: serviceUrl.optional(),
    PLIMSOLL_API_AUTHENTICATION: z.enum(['appService', 'none']).default('appService'),
    PLIMSOLL_CREDENTIAL: z.enum(['azure', 'emulator']).default('azure'),
    PLIMSOLL_POLICY_TIME_LIMIT_MS: z.coerce
      .number('must be a number of milliseconds')
      .int()
      .min(10, 'must be 10 or more')
      .max(60_000, 'must be 60000 or less')
      .default(1_000),
    PLIMSOLL_ADMISSION_SECRET: z
      .string()
      .min(32, 'must be 32 random characters or more, e.g. of: openssl rand -base64 32')
      .optional(),
    PLIMSOLL_TEMPLATE_HOSTS: z
      .string()
      .default('store.policy.core.windows.net')
      .transform(commaList)
      .refine(
        (hosts) => hosts.every((host) => hostName.test(host)),
        'must hold host names, separated by commas (or be "none")',
      )
      .transform((hosts) => hosts.filter((host) => host !== 'none')),
    PLIMSOLL_CONSTRAINT_SYNC: z
      .string()
      .default('')
      .transform(commaList)
      .refine(
        (ids) => ids.every((id) => id === '*' || id.startsWith('/subscriptions/')),
        'must hold ids of clusters (/subscriptions/…), separated by commas, or be *',
      ),
    PLIMSOLL_KUBECONFIG: z.string().min(1).optional(),
    WEBSITE_HOSTNAME: z.string().optional(),
  })
  .superRefine((values, context) => {
    const complain = (setting: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [setting], message });
    if (values.PLIMSOLL_COSMOS_KEY !== undefined && !isLoopback(values.PLIMSOLL_COSMOS_ENDPOINT))
      complain('PLIMSOLL_COSMOS_KEY', 'must be left out in Azure: the managed identity is used there');
    if (values.PLIMSOLL_CREDENTIAL === 'emulator' && !isLoopback(values.PLIMSOLL_ARM_ENDPOINT))
      complain('PLIMSOLL_CREDENTIAL', 'must be "azure" unless PLIMSOLL_ARM_ENDPOINT is a loopback address');
    const isLocal = isLoopback(values.PLIMSOLL_PUBLIC_URL ?? `https://${values.WEBSITE_HOSTNAME}`);
    if (values.PLIMSOLL_API_AUTHENTICATION === 'none' && !isLocal)
      complain(
        'PLIMSOLL_API_AUTHENTICATION',
        'must be left out unless PLIMSOLL_PUBLIC_URL is a loopback address: anybody could call the service',
      );
    if (values.PLIMSOLL_ADMISSION_SECRET === sampleAdmissionSecret && !isLocal)
      complain(
        'PLIMSOLL_ADMISSION_SECRET',
        'must be a secret of your own, e.g. of: openssl rand -base64 32. The one of the sample is public',
      );
    if (values.PLIMSOLL_PUBLIC_URL === undefined && values.WEBSITE_HOSTNAME === undefined)
      complain(
        'PLIMSOLL_PUBLIC_URL',
        'must be the address that clients use, e.g. https://plimsoll.example.net',
      );
  });

/**
 * Reads and checks every app setting of the service.
 *
 * @param environment names and values, as in `process.env`
 * @throws SettingsError naming all settings that are missing or wrong at once
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const known = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(known);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({
      setting: String(issue.path[0]),
      message:
        issue.code === 'invalid_type' && !(String(issue.path[0]) in known) ? 'is missing' : issue.message,
    }));
    throw new SettingsError(
      [...new Set(issues.map((issue) => issue.setting))],
      issues.map(({ setting, message }) => `${setting} ${message}.`),
    );
  }
  const values = parsed.data;
  return {
    armEndpoint: values.PLIMSOLL_ARM_ENDPOINT,
    subscriptionIds: values.PLIMSOLL_SUBSCRIPTIONS,
    cosmosEndpoint: values.PLIMSOLL_COSMOS_ENDPOINT,
    ...(values.PLIMSOLL_COSMOS_KEY === undefined ? {} : { cosmosKey: values.PLIMSOLL_COSMOS_KEY }),
    cosmosDatabase: values.PLIMSOLL_COSMOS_DATABASE,
    publicUrl: values.PLIMSOLL_PUBLIC_URL ?? `https://${values.WEBSITE_HOSTNAME}`,
    apiAuthentication: values.PLIMSOLL_API_AUTHENTICATION,
    credential: values.PLIMSOLL_CREDENTIAL,
    policyTimeLimitMs: values.PLIMSOLL_POLICY_TIME_LIMIT_MS,
    ...(values.PLIMSOLL_ADMISSION_SECRET === undefined
      ? {}
      : { admissionSecret: values.PLIMSOLL_ADMISSION_SECRET }),
    constraintSync: values.PLIMSOLL_CONSTRAINT_SYNC,
    templateHosts: values.PLIMSOLL_TEMPLATE_HOSTS,
    ...(values.PLIMSOLL_KUBECONFIG === undefined ? {} : { kubeconfigFile: values.PLIMSOLL_KUBECONFIG }),
  };
}
