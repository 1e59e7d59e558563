import { writtenName } from './checks/variables';
import type { TraceHooks } from './codegen/emitter';
import type { TraceFunction } from './codegen/instantiate';
import type { SourcePosition } from './errors';
import type { Evaluation } from './evaluation';
import type { Group, Program } from './plan/program';
import { toJson } from './values/to-json';
import type { JsonValue } from './values/value';

/** States of one body kept for the reader; a loop over thousands of objects would bury what matters. */
const MAX_STATES = 20;

/** How one body of a rule fared. */
export interface BodyExplanation {
  /** `data.example.violation` */
  readonly rule: string;
  /** Where the body's rule stands. */
  readonly at: SourcePosition;
  /** `skipped`: nothing asked for it. */
  readonly outcome: 'succeeded' | 'failed' | 'skipped';
  /** Times the whole body held. */
  readonly solutions: number;
  /** For a failed body: the first statement that never held. */
  readonly failedAt?: SourcePosition;
  /** What the variables were bound to where the body got furthest, one entry for each way there. */
  readonly bindings: readonly { readonly [variable: string]: JsonValue }[];
}

/** Why a document has the value it has: for each body of the rules that were asked, how far it got. */
export interface Explanation {
  readonly evaluation: Evaluation;
  readonly bodies: readonly BodyExplanation[];
}

interface Step {
  readonly group: Group;
  readonly definition: number;
  /** Place in the body as it is evaluated; -1: the body was entered. */
  readonly index: number;
}

interface Progress {
  entered: boolean;
  furthest: number;
  solutions: number;
  bindings: Record<string, JsonValue>[];
  state: Record<string, JsonValue>;
}

export interface Tracer {
  readonly hooks: TraceHooks;
  readonly trace: TraceFunction;
  /** Forgets what was recorded. */
  reset(): void;
  bodies(): BodyExplanation[];
}

/** Records, for instrumented code, how far each body gets. */
export function createTracer(program: Program): Tracer {
  const steps: Step[] = [];
  let progress = new Map<string, Progress>();
  const at = (step: Step): Progress => {
    const key = `${step.group.index}/${step.definition}`;
    let known = progress.get(key);
    if (known === undefined) {
      known = { entered: false, furthest: -1, solutions: 0, bindings: [], state: {} };
      progress.set(key, known);
    }
    return known;
  };
  return {
    hooks: {
      entry: (group, definition) => steps.push({ group, definition, index: -1 }) - 1,
      literal(literal, group, definition) {
        const body = group?.definitions[definition]?.body;
        const index = body?.indexOf(literal) ?? -1;
        return group === undefined || index < 0 ? undefined : steps.push({ group, definition, index }) - 1;
      },
    },
    trace(id, values) {
      const step = steps[id];
      if (step === undefined) return;
      const p = at(step);
      p.entered = true;
      if (step.index <= 0) p.state = {};
      for (const [name, value] of values) p.state[writtenName(name)] = toJson(value);
      if (step.index > p.furthest) {
        p.furthest = step.index;
        p.bindings = [];
      }
      if (step.index === p.furthest && p.bindings.length < MAX_STATES) p.bindings.push({ ...p.state });
      if (step.index === (step.group.definitions[step.definition]?.body.length ?? 0) - 1) p.solutions++;
    },
    reset() {
      progress = new Map();
    },
    bodies: () =>
      program.groups.flatMap((group) =>
        group.definitions.map((definition, i): BodyExplanation => {
          const p = progress.get(`${group.index}/${i}`);
          const base = { rule: group.name, at: definition.rule.pos };
          if (p === undefined || !p.entered)
            return { ...base, outcome: 'skipped', solutions: 0, bindings: [] };
          if (p.solutions > 0)
            return { ...base, outcome: 'succeeded', solutions: p.solutions, bindings: p.bindings };
          const failed = definition.body[p.furthest + 1];
          const failedAt = failed === undefined ? definition.rule.pos : failed.pos;
          return { ...base, outcome: 'failed', solutions: 0, failedAt, bindings: p.bindings };
        }),
      ),
  };
}
