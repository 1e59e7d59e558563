import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonValue, RegoSource } from '../shared/rego';

/** One thing to measure: a policy, its data, and inputs to go through again and again. */
export interface RegoWorkload {
  readonly name: string;
  readonly group: 'constraint templates' | 'other policies';
  readonly version: 'v0' | 'v1';
  readonly target: string;
  readonly modules: readonly RegoSource[];
  readonly data: JsonValue;
  readonly inputs: readonly JsonValue[];
}

type Json = { readonly [key: string]: never };

const MAX_CONTAINERS = 20;
const RULES = 10_000;
const INVENTORY = 5_000;

/** The constraint templates at hand, an allow/deny policy over many rules, and policies over a large inventory. */
export function regoWorkloads(): RegoWorkload[] {
  return [...templateWorkloads(), allowDeny(), ...referential()];
}

interface LibraryTest {
  readonly test: string;
  readonly template: { readonly spec: { readonly targets: readonly Target[] } };
  readonly constraint: { readonly spec?: { readonly parameters?: JsonValue; readonly match?: Json } };
  readonly cases: readonly { readonly object: JsonValue; readonly inventory: readonly JsonValue[] }[];
}

interface Target {
  readonly rego?: string;
  readonly libs?: readonly string[];
  readonly code?: readonly {
    readonly engine: string;
    readonly source: { readonly rego?: string; readonly libs?: readonly string[] };
  }[];
}

function libraryTests(): { folder: string; test: LibraryTest }[] {
  const dir = resolve(
    process.env['CONFORMANCE_DIR'] ?? '../shared/conformance',
    'gatekeeper-library',
    'library',
  );
  if (!existsSync(dir)) {
    console.error(`rego: no constraint templates, ${dir} is missing (set CONFORMANCE_DIR)`);
    return [];
  }
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const { tests } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as { tests: LibraryTest[] };
      return tests.map((test) => ({ folder: file.replace(/\.json$/, ''), test }));
    });
}

function regoOf(test: LibraryTest): { rego: string; libs: readonly string[] } | undefined {
  const [target] = test.template.spec.targets;
  if (target?.rego !== undefined) return { rego: target.rego, libs: target.libs ?? [] };
  const code = target?.code?.find((c) => c.engine === 'Rego')?.source;
  return code?.rego === undefined ? undefined : { rego: code.rego, libs: code.libs ?? [] };
}

function templateWorkloads(): RegoWorkload[] {
  const seen = new Set<string>();
  return libraryTests().flatMap(({ folder, test }) => {
    const source = regoOf(test);
    if (source === undefined || seen.has(folder) || source.rego.includes('data.inventory')) return [];
    seen.add(folder);
    const objects = test.cases.map((c) => c.object as { kind?: string });
    const parameters = test.constraint.spec?.parameters ?? {};
    const isPod = objects.some((o) => o.kind === 'Pod');
    const reviewed = isPod
      ? Array.from({ length: MAX_CONTAINERS }, (_, i) => pod(i + 1))
      : objects.map((o) => o as JsonValue);
    return [
      {
        name: folder,
        group: 'constraint templates',
        version: 'v0',
        target: `data.${packageOf(source.rego)}.violation`,
        modules: modulesOf(source),
        data: {},
        inputs: reviewed.map((object) => ({ review: reviewOf(object), parameters })),
      } satisfies RegoWorkload,
    ];
  });
}

function modulesOf({ rego, libs }: { rego: string; libs: readonly string[] }): RegoSource[] {
  return [rego, ...libs].map((source, i) => ({ file: i === 0 ? 'template.rego' : `lib${i}.rego`, source }));
}

function packageOf(rego: string): string {
  return /^\s*package\s+([\w.]+)/m.exec(rego)?.[1] ?? 'unknown';
}

function reviewOf(object: JsonValue): JsonValue {
  const {
    apiVersion = 'v1',
    kind = '',
    metadata,
  } = object as {
    apiVersion?: string;
    kind?: string;
    metadata?: { name?: string; namespace?: string };
  };
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return {
    kind: { group: group as string, version: version as string, kind },
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? 'default',
    operation: 'CREATE',
    object,
  };
}

/** A Pod as people write them: some containers violate, most do not. */
function pod(containers: number): JsonValue {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${containers}`,
      namespace: 'shop',
      labels: { app: 'shop', tier: 'web' },
      annotations: { owner: 'team-a' },
    },
    spec: {
      serviceAccountName: 'shop',
      volumes: [{ name: 'data', emptyDir: {} }],
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: Array.from({ length: containers }, (_, i) => ({
        name: `c${i}`,
        image: i % 7 === 6 ? `docker.io/library/nginx:latest` : `registry.example.com/shop/api-${i}:1.${i}.0`,
        args: ['--port', String(8000 + i)],
        env: [{ name: 'MODE', value: 'prod' }],
        ports: [{ containerPort: 8000 + i, protocol: 'TCP' }],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        resources: {
          requests: { cpu: '100m', memory: '64Mi' },
          limits: { cpu: `${200 + i}m`, memory: '128Mi' },
        },
        // One of the two: k8spsphostprobeslifecycle conflicts with itself on containers that have both.
        [i % 2 === 0 ? 'readinessProbe' : 'livenessProbe']: { httpGet: { path: '/health', port: 8000 + i } },
        securityContext: {
          allowPrivilegeEscalation: i % 9 === 8,
          privileged: false,
          capabilities: { drop: ['ALL'], add: i % 5 === 4 ? ['NET_ADMIN'] : [] },
        },
      })),
    },
  };
}

function allowDeny(): RegoWorkload {
  const rules = Array.from({ length: RULES }, (_, i) => {
    const name = i % 2 === 0 ? 'allow' : 'deny';
    return `${name} if {\n\tinput.user == "user-${i}"\n\tinput.action == "${i % 3 === 0 ? 'read' : 'write'}"\n\tstartswith(input.path, "/files/${i}/")\n}\n`;
  });
  const source = `package access\n\ndefault decision := false\n\ndecision if {\n\tallow\n\tnot deny\n}\n\n${rules.join('\n')}`;
  return {
    name: `allow/deny over ${RULES} rules`,
    group: 'other policies',
    version: 'v1',
    target: 'data.access.decision',
    modules: [{ file: 'access.rego', source }],
    data: {},
    inputs: Array.from({ length: 100 }, (_, k) => {
      const i = (k * 7919) % RULES;
      return { user: `user-${i}`, action: i % 3 === 0 ? 'read' : 'write', path: `/files/${i}/report.txt` };
    }),
  };
}

function referential(): RegoWorkload[] {
  return libraryTests().flatMap(({ folder, test }) => {
    const source = regoOf(test);
    const kind = { 'general/uniqueingresshost': 'Ingress', 'general/uniqueserviceselector': 'Service' }[
      folder
    ];
    if (source === undefined || kind === undefined) return [];
    const make = kind === 'Ingress' ? ingress : service;
    const namespace: Record<string, JsonValue> = {};
    for (let n = 0; n < 50; n++) {
      const members: Record<string, JsonValue> = {};
      for (let i = 0; i < INVENTORY / 50; i++) members[`o-${n}-${i}`] = make(n, i);
      const apiVersion = kind === 'Ingress' ? 'networking.k8s.io/v1' : 'v1';
      namespace[`ns-${n}`] = { [apiVersion]: { [kind]: members } };
    }
    return [
      {
        name: `${folder} over ${INVENTORY} objects`,
        group: 'other policies',
        version: 'v0',
        target: `data.${packageOf(source.rego)}.violation`,
        modules: modulesOf(source),
        data: { inventory: { namespace, cluster: {} } },
        inputs: [make(3, 4), make(60, 1)].map((object) => ({ review: reviewOf(object), parameters: {} })),
      } satisfies RegoWorkload,
    ];
  });
}

function ingress(n: number, i: number): JsonValue {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: `o-${n}-${i}`, namespace: `ns-${n}` },
    spec: {
      rules: [
        { host: `host-${n}-${i}.example.com`, http: { paths: [] } },
        { host: `alt-${n}-${i}.example.com` },
      ],
    },
  };
}

function service(n: number, i: number): JsonValue {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `o-${n}-${i}`, namespace: `ns-${n}` },
    spec: { selector: { app: `app-${n}-${i}`, tier: 'web' }, ports: [{ port: 80 }] },
  };
}
