import type { JsonObject, JsonValue } from '../../shared/gatekeeper';

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const some = <T>(random: Random, list: readonly T[], most: number): T[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(random, list));

const kinds = [
  ['v1', 'Pod'],
  ['v1', 'Namespace'],
  ['apps/v1', 'Deployment'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
] as const;
const namespaces = ['prod', 'prod-a', 'dev', 'kube-system', 'default', 'gone'] as const;
const keys = ['app', 'env', 'constructor', 'a/b'];
const values = ['x', 'y', ''];

function labels(random: Random): JsonObject {
  return Object.fromEntries(some(random, keys, 3).map((key) => [key, pick(random, values)]));
}

function object(random: Random, uid: number): JsonObject {
  const [apiVersion, kind] = pick(random, kinds);
  const namespaced = kind === 'Pod' || kind === 'Deployment';
  const metadata = {
    name: kind === 'Namespace' ? pick(random, namespaces) : pick(random, ['web', 'web-1', 'my-web']),
    uid: String(uid),
    labels: labels(random),
    ...(namespaced && random() < 0.8 ? { namespace: pick(random, namespaces) } : {}),
  };
  return {
    apiVersion,
    kind,
    metadata,
    spec: { replicas: 3, ratio: 0.5, words: ['b', 'a'], map: { a: 1, b: 'c' } },
  };
}

function wildcard(random: Random): string {
  const base = pick(random, [...namespaces, 'prod', 'web']);
  return pick(random, [base, `${base}*`, `*${base}`, `*${base}*`, '*', 'prod-', 'kube-*']);
}

function selector(random: Random): JsonObject {
  const matchExpressions = some(random, ['In', 'NotIn', 'Exists', 'DoesNotExist'], 2).map((operator) => ({
    key: pick(random, keys),
    operator,
    ...(operator.endsWith('In') ? { values: [pick(random, values), pick(random, values)] } : {}),
  }));
  return { matchLabels: random() < 0.3 ? labels(random) : {}, matchExpressions };
}

function match(random: Random): JsonObject {
  const criteria: Readonly<Record<string, () => JsonValue>> = {
    kinds: () => [
      {
        apiGroups: some(random, ['', 'apps', '*'], 2),
        kinds: some(random, ['Pod', 'Namespace', 'Deployment', '*'], 2),
      },
    ],
    scope: () => pick(random, ['*', 'Cluster', 'Namespaced', 'cluster']),
    namespaces: () => some(random, [wildcard(random), wildcard(random)], 2),
    excludedNamespaces: () => some(random, [wildcard(random), wildcard(random)], 2),
    labelSelector: () => selector(random),
    namespaceSelector: () => selector(random),
    name: () => wildcard(random),
    source: () => pick(random, ['All', 'Original', 'Generated']),
  };
  return Object.fromEntries(
    Object.entries(criteria)
      .filter(() => random() < 0.3)
      .map(([key, make]) => [key, make()]),
  );
}

/** Parts of CEL expressions by what they are; `%b`, `%i` and `%s` stand for a further bool, int and text. */
const parts: Readonly<Record<string, readonly string[]>> = {
  b: [
    'true',
    'has(object.spec.nope)',
    '(%b && %b)',
    '(%b || %b)',
    '!%b',
    '(%i < %i)',
    '(%i == object.spec.ratio)',
    '(%s in object.metadata.labels)',
    '%s.startsWith(%s)',
    'object.spec.words.exists(w, w == %s)',
    'object.spec.map.all(k, v, k != %s || %b)',
    '(object.spec.map[%s] == 1)',
    '%s.matches("^[a-z]+$")',
    '(object.spec.replicas.x == %i)',
    'isQuantity(%s)',
  ],
  i: [
    '1',
    '-2',
    'object.spec.replicas',
    '(%i + %i)',
    '(%i / %i)',
    '(%i %% %i)',
    'size(object.spec.words)',
    '%s.indexOf(%s)',
    '[dyn(%i), dyn(%i)].indexOf(%i)',
    '(%b ? %i : %i)',
    'object.?spec.?nope.orValue(%i)',
    'int(object.metadata.uid + %s)',
    '[3, 1, 2][%i]',
  ],
  s: [
    '"a"',
    '"b-C"',
    '"1Gi"',
    'string(object.metadata.name)',
    '(%s + %s)',
    'string(%i)',
    '%s.upperAscii()',
    '%s.replace("a", %s)',
    'object.spec.words.map(w, w + %s).join("/")',
    '"%%s-%%d".format([%s, %i])',
    '%s.substring(%i)',
    '(%b ? %s : %s)',
  ],
};

function expression(random: Random, kind: string, depth: number): string {
  const choices = (parts[kind] ?? []).filter((part) => depth > 0 || !/%[bis]/.test(part));
  return pick(random, choices).replace(/%([bis%])/g, (_all, next: string) =>
    next === '%' ? '%' : expression(random, next, depth - 1),
  );
}

function celTemplate(random: Random): JsonObject {
  const validations = Array.from({ length: 20 }, (_each, index) => {
    const text = expression(random, pick(random, ['b', 'i', 's']), 3);
    return {
      expression: `size([dyn(${index}), dyn(${text})]) == 0`,
      messageExpression: `"${index}: %s".format([${text}])`,
    };
  });
  return template('FuzzedCel', { code: [{ engine: 'K8sNativeValidation', source: { validations } }] });
}

function template(kind: string, target: JsonObject): JsonObject {
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name: kind.toLowerCase() },
    spec: {
      crd: { spec: { names: { kind } } },
      targets: [{ target: 'admission.k8s.gatekeeper.sh', ...target }],
    },
  };
}

const rego = 'package fuzz\nviolation[{"msg": msg}] { msg := sprintf("hit %v", [input.review.kind]) }';

function constraint(kind: string, name: string, matched: JsonObject): JsonObject {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind,
    metadata: { name },
    spec: { match: matched },
  };
}

/** Templates, constraints and objects for one run of `gator test`. Objects have a uid, nothing else has. */
export function randomBag(random: Random): {
  readonly templates: readonly JsonObject[];
  readonly constraints: readonly JsonObject[];
  readonly objects: readonly JsonObject[];
} {
  return {
    templates: [template('FuzzedMatch', { rego }), celTemplate(random)],
    constraints: [
      constraint('FuzzedCel', 'cel', {}),
      ...Array.from({ length: 20 }, (_each, index) =>
        constraint('FuzzedMatch', `match-${index}`, match(random)),
      ),
    ],
    objects: Array.from({ length: 12 }, (_each, index) => object(random, index)),
  };
}
