export { ArgumentsError, parseArguments, type StartArguments, usage } from './arguments';
export { complianceTable } from './compliance-table';
export { printable, printableLines } from './printable';
export { createProgressBar, type ProgressBar } from './progress-bar';
export type { ReportNames } from './report';
export { transitionLine } from './transition-line';
