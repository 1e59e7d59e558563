/** What an evaluation reads and spends. */
export interface CelFrame {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Counts the cost of a step; throws when there is nothing left. */
  readonly tick: (cost: number) => void;
  /** Values of the variables of macros, by their slots. */
  readonly locals: unknown[];
}

/** An expression, ready to run. */
export type CelPlan = (frame: CelFrame) => unknown;
