import { type ConstraintTemplate, compileConstraintTemplate } from '../../gatekeeper';
import { contentHash, type JsonObject, type PolicyInForce } from '../../policy';
import { type CompiledPolicyRule, compilePolicyRule } from '../../rules';
import { forEngine } from './json';

/** A policy did not compile. */
export interface CompileProblem {
  readonly code: string;
  readonly message: string;
}

/** Something compiled, or the problem that kept it from compiling. */
export type Compiled<T> = { readonly value: T } | { readonly problem: CompileProblem };

/** Compiled policies by the hash of their source: an evaluation never parses. */
export interface Engines {
  rule(policy: PolicyInForce): Compiled<CompiledPolicyRule>;
  template(source: JsonObject): Compiled<ConstraintTemplate>;
}

/** Most compiled sources kept per kind; the estate of a large tenant has a few hundred. */
const mostKept = 2_000;

/** Creates an empty cache of compiled policies. A source that does not compile is kept as its problem. */
export function createEngines(): Engines {
  const rules = new Map<string, Compiled<CompiledPolicyRule>>();
  const templates = new Map<string, Compiled<ConstraintTemplate>>();
  return {
    rule: (policy) =>
      remember(rules, policy.ruleHash, () =>
        compilePolicyRule(policy.definition.policyRule, {
          parameters: policy.definition.parameters,
          mode: policy.definition.mode,
        }),
      ),
    template: (source) =>
      remember(templates, contentHash(source), () => compileConstraintTemplate(forEngine(source))),
  };
}

function remember<T>(cache: Map<string, Compiled<T>>, key: string, compile: () => T): Compiled<T> {
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const compiled = attempt(compile);
  cache.set(key, compiled);
  const oldest = cache.keys().next().value;
  if (cache.size > mostKept && oldest !== undefined) cache.delete(oldest);
  return compiled;
}

/** Runs a compiler of untrusted source; whatever it throws becomes the problem of that source alone. */
export function attempt<T>(compile: () => T): Compiled<T> {
  try {
    return { value: compile() };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return {
      problem: {
        code: typeof code === 'string' ? code : 'PolicyCompileError',
        message: typeof message === 'string' ? message : String(error),
      },
    };
  }
}
