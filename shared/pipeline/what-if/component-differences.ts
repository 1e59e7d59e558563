import type { ComponentOutcome, ComponentTally, EvaluatedComponent } from '../../compliance';
import type { ComponentChange, Transition } from './answer';
import { countTransitions, type TransitionCounter } from './count-transitions';
import type { Side } from './side';

/** The most objects listed per change; the counts tell of the others. */
export const mostListedComponents = 100;

/** What the objects of a cluster come to under one policy, on both sides. Its size does not grow with the cluster. */
export interface ComponentDifferences {
  readonly tally: Readonly<Record<Side, ComponentTally>>;
  readonly transitions: TransitionCounter;
  /** The changes to list: those from or to a violation or failure first. */
  listed(): readonly ComponentChange[];
  /** Takes one object; an outcome is absent where the policy does not match it. */
  add(
    component: EvaluatedComponent,
    before: ComponentOutcome | undefined,
    after: ComponentOutcome | undefined,
  ): void;
}

/** Starts counting and listing. */
export function componentDifferences(): ComponentDifferences {
  const tally = { before: emptyTally(), after: emptyTally() };
  const transitions = countTransitions();
  const telling: ComponentChange[] = [];
  const quiet: ComponentChange[] = [];
  return {
    tally,
    transitions,
    listed: () => [...telling, ...quiet].slice(0, mostListedComponents),
    add(component, before, after) {
      count(tally.before, before);
      count(tally.after, after);
      const transition: Transition = {
        from: before?.complianceState ?? null,
        to: after?.complianceState ?? null,
      };
      if (transition.from === transition.to) return;
      transitions.add(transition);
      const list = [transition.from, transition.to].some(isBad) ? telling : quiet;
      if (list.length >= mostListedComponents) return;
      const { componentId, componentType, componentName } = component;
      list.push({ componentId, componentType, componentName, ...transition, reason: reasonOf(after) });
    },
  };
}

type Tally = { -readonly [K in keyof ComponentTally]: number };

const emptyTally = (): Tally => ({ compliant: 0, nonCompliant: 0, error: 0 });

function count(tally: Tally, outcome: ComponentOutcome | undefined): void {
  if (outcome?.complianceState === 'Compliant') tally.compliant += 1;
  if (outcome?.complianceState === 'NonCompliant') tally.nonCompliant += 1;
  if (outcome?.complianceState === 'Error') tally.error += 1;
}

const isBad = (state: Transition['from']): boolean => state === 'NonCompliant' || state === 'Error';

function reasonOf(after: ComponentOutcome | undefined): string {
  if (after === undefined) return 'The policy would not look at this object.';
  return after.policyEvaluationDetails?.reason ?? 'The object does not violate the policy.';
}
