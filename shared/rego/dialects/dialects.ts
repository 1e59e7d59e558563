import type { Dialect, DialectName } from './dialect';
import { regorus } from './regorus';

const opa: Dialect = {
  checksTypes: true,
  keywords: [],
  builtins: Object.create(null),
  module: (module) => module,
  emptySet: 'set()',
};

/** Every dialect by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { opa, regorus };
