import type { SuppliedBuiltin } from '../../../shared/rego';

/** `test.sleep` of OPA's test runner, which the cases on caching call. Nothing here depends on real time passing. */
export const testSleep: SuppliedBuiltin = { arity: 1, call: () => null };

/** Nothing is sent: cases that name these replace them by `with`. */
export const unreachable: SuppliedBuiltin = { arity: 1, call: () => undefined };
