export { type ConstraintSync, createConstraintSync } from './create-constraint-sync';
export { fieldManager } from './desired-object';
export { type SyncProblem, syncProblem } from './sync-problem';
export { createCosmosSyncReports, type SyncReports } from './sync-reports';
export type { WantedInCluster } from './wanted-in-cluster';
export { withSyncProblems } from './with-sync-problems';
