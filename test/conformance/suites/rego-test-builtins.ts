import { isIP } from 'node:net';
import { type SuppliedBuiltin, setOf } from '../../../shared/rego';

/** `test.sleep` of OPA's test runner, which the cases on caching call. Nothing here depends on real time passing. */
export const testSleep: SuppliedBuiltin = { arity: 1, call: () => null };

/** Nothing is sent: cases that name these replace them by `with`. */
export const unreachable: SuppliedBuiltin = { arity: 1, call: () => undefined };

/** Names are not looked up: addresses stand for themselves, and `localhost` is what it is everywhere. */
export const hostTable: SuppliedBuiltin = {
  arity: 1,
  call: (name) => {
    if (name === 'localhost') return setOf(['127.0.0.1']);
    return typeof name === 'string' && isIP(name) !== 0 ? setOf([name]) : undefined;
  },
};
