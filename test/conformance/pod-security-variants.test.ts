import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../shared/gatekeeper';
import {
  judgePod,
  type PodSecurityLevel,
  type PodSecurityRule,
  podSecurityRules,
} from './pod-security-rules';
import { type Variant, type Verdict, variants } from './pod-security-variants';

/** A Pod with one compliant container in each list but `list`, whose container has the fields of the variant. */
function podOf(variant: Variant, level: PodSecurityLevel, list: string): JsonObject {
  const strict = level === 'restricted';
  const security = strict ? { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } : {};
  const context = strict ? { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } : {};
  const containers = (name: string): JsonValue => {
    const changed: Partial<Variant> = name === list || variant.everywhere ? variant : {};
    return [
      {
        name: name === list ? 'app' : name.toLowerCase(),
        image: 'registry.example/app:1',
        ...changed.container,
        securityContext: { ...security, ...changed.security },
      },
    ];
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', annotations: variant.annotations ?? {} },
    spec: {
      securityContext: { ...context, ...variant.context },
      ...Object.fromEntries(
        ['containers', 'initContainers', 'ephemeralContainers'].map((name) => [name, containers(name)]),
      ),
      ...variant.spec,
    },
  };
}

const known = new Map<string, PodSecurityRule[]>();
function rulesFor(level: PodSecurityLevel, version: string): PodSecurityRule[] {
  const key = `${level} ${version}`;
  const rules = known.get(key) ?? podSecurityRules(level, version);
  known.set(key, rules);
  return rules;
}

const cases = variants.flatMap((variant) => {
  const onContainers = variant.container !== undefined || variant.security !== undefined;
  const lists =
    onContainers && !variant.everywhere
      ? ['containers', 'initContainers', 'ephemeralContainers']
      : ['containers'];
  return (['baseline', 'restricted'] as const).flatMap((level) =>
    Object.entries(variant[level] ?? {}).flatMap(([version, verdict]) =>
      lists.map((list) => ({ says: variant.says, level, version, verdict, list, variant })),
    ),
  );
});

function judged({ variant, level, version, list }: (typeof cases)[number]): Verdict {
  const { refusedBy, errors } = judgePod(podOf(variant, level, list), rulesFor(level, version));
  expect(errors).toEqual([]);
  return refusedBy.length === 0 ? 'pass' : 'fail';
}

describe('the built-ins against the Pod Security Standards', () => {
  it.each(cases.filter(({ variant }) => variant.differs === undefined))(
    'agree on $says in $list: $verdict at $level $version',
    (each) => {
      expect(judged(each)).toBe(each.verdict);
    },
  );

  it.each(cases.filter(({ variant }) => variant.differs !== undefined))(
    'differ on $says in $list, which is to $verdict at $level $version ($variant.differs)',
    (each) => {
      expect(judged(each)).not.toBe(each.verdict);
    },
  );
});
