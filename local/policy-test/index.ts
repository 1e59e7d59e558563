export { countResults, type ResultCounts } from './count-results';
export { junitReport } from './junit-report';
export { type NameFilter, readNameFilter } from './name-filter';
export { PolicyTestError } from './policy-test-error';
export type { PolicyTestProblem, PolicyTestResult } from './policy-test-result';
export { runPolicyTests } from './run-policy-tests';
export { textReport } from './text-report';
