export { type ConstraintSync, createConstraintSync } from './create-constraint-sync';
export type { SyncProblem } from './plan-constraint-sync';
