import {
  ExpressionFailure,
  ExpressionSyntaxError,
  evaluateExpression,
  type JsonObject,
  type JsonValue,
} from '../../shared/expressions';
import {
  applyOperations,
  type CompiledPolicyRule,
  compilePolicyRule,
  PolicyEvaluationError,
  PolicyRuleError,
  parsePolicyDefinitionText,
  RAW_PATHS,
  REGORUS_SEMANTICS,
  type RuleContext,
} from '../../shared/rules';
import { randomArm, randomExpression, randomJson, randomRule } from './rules-generators';
import { randomSource } from './rules-random';

const ROUNDS = 20_000;
/** One evaluation may take this long before it counts as a finding, in milliseconds. */
const SLOW = 2_000;

interface Finding {
  readonly round: number;
  readonly what: string;
  readonly error: string;
}

/** `npm run fuzz -- rules [--rounds=N] [--seed=N]`: nothing but typed errors may come out, and soon. */
export const fuzz = {
  name: 'rules',
  run(args: readonly string[] = []): number {
    const option = (name: string, fallback: number): number =>
      Number(args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback);
    const rounds = option('rounds', ROUNDS);
    const seed = option('seed', 1);
    const random = randomSource(seed);
    const findings: Finding[] = [];
    const tally = { compiled: 0, refused: 0, hits: 0, failures: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const attempt = (what: string, run: () => void): void => {
        const start = performance.now();
        try {
          run();
        } catch (error) {
          if (error instanceof PolicyRuleError) tally.refused += 1;
          else if (!isTyped(error)) findings.push({ round, what, error: describe(error) });
        }
        const took = performance.now() - start;
        if (took > SLOW) findings.push({ round, what, error: `took ${Math.round(took)} ms` });
      };
      attempt('expression', () => {
        evaluateExpression(randomExpression(random), {
          parameters: randomArm(random),
          utcNow: '2026-01-01T00:00:00Z',
          budget: { steps: 10_000 },
        });
      });
      attempt('definition text', () => {
        parsePolicyDefinitionText(random() < 0.5 ? JSON.stringify(randomJson(random)) : mangled(random));
      });
      attempt('rule', () => {
        const rule = compilePolicyRule(randomRule(random), {
          ...(random() < 0.7 ? { aliases: RAW_PATHS } : {}),
          ...(random() < 0.5 ? { semantics: REGORUS_SEMANTICS } : {}),
        });
        tally.compiled += 1;
        exercise(rule, random, tally);
      });
      attempt('junk rule', () => {
        exercise(compilePolicyRule(randomJson(random)), random, tally);
      });
    }
    console.log(
      `rules: ${rounds} rounds from seed ${seed}: ${tally.compiled} rules compiled, ${tally.refused} refused, ` +
        `${tally.hits} hits, ${tally.failures} failed evaluations, ${findings.length} findings`,
    );
    for (const finding of findings.slice(0, 20))
      console.error(`  round ${finding.round}, ${finding.what}: ${finding.error}`);
    return findings.length === 0 ? 0 : 1;
  },
};

function exercise(
  rule: CompiledPolicyRule,
  random: () => number,
  tally: { hits: number; failures: number },
): void {
  const resource = randomArm(random);
  freezeDeeply(resource);
  const context: RuleContext = {
    resource,
    parameters: randomArm(random),
    utcNow: '2026-01-01T00:00:00Z',
    budget: { steps: 10_000 },
  };
  const outcome = rule.evaluate(context);
  if (outcome.hit) tally.hits += 1;
  if (outcome.error) tally.failures += 1;
  for (const effect of ['audit', 'auditIfNotExists', 'modify', 'append', 'nonsense']) {
    rule.applicable(context, effect);
    typed(() => rule.related(context, effect));
    typed(() => {
      const operations = rule.operations(context, effect);
      if (operations) applyOperations(resource, operations);
    });
  }
  rule.existence(context, [randomArm(random), randomArm(random)]);
  typed(() => rule.details(context));
  typed(() => rule.effect(context.parameters));
}

/** A change to what was handed in would throw a TypeError from now on. */
function freezeDeeply(value: JsonValue): void {
  const pending: JsonValue[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    pending.push(...(Object.values(next) as JsonValue[]));
  }
}

function typed(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!isTyped(error)) throw error;
  }
}

function isTyped(error: unknown): boolean {
  return (
    error instanceof PolicyRuleError ||
    error instanceof PolicyEvaluationError ||
    error instanceof ExpressionFailure ||
    error instanceof ExpressionSyntaxError
  );
}

/** Text of a definition with some characters changed. */
function mangled(random: () => number): string {
  const definition: JsonObject = {
    properties: { policyRule: randomRule(random) as JsonValue, parameters: {} },
  };
  const characters = [...JSON.stringify(definition)];
  for (let count = Math.floor(random() * 4); count > 0; count -= 1) {
    characters[Math.floor(random() * characters.length)] = '{}[]",:x\\\u0000'[
      Math.floor(random() * 10)
    ] as string;
  }
  return characters.join('');
}

function describe(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ')
    : String(error);
}
