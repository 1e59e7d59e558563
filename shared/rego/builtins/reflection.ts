import { RegoCompileError } from '../errors';
import { builtinError } from '../runtime/session';
import { parseModule } from '../syntax/parse-module';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

export const reflectionBuiltins = builtinTable({
  /** Package and rule names only: the rest of OPA's syntax tree is its own affair. */
  'rego.parse_module': (file: RegoValue, source: RegoValue) => {
    if (typeof file !== 'string') return wrong('rego.parse_module', 1, 'string', file);
    if (typeof source !== 'string') return wrong('rego.parse_module', 2, 'string', source);
    try {
      const module = parseModule(source, file, 'v1');
      const path = ['data', ...module.package].map((value, i) => ({
        type: i === 0 ? 'var' : 'string',
        value,
      }));
      const rules = module.rules.map((rule) => {
        const [first] = rule.path;
        return { head: { name: first?.kind === 'scalar' ? first.value : '' } };
      });
      return { package: { path }, ...(rules.length > 0 ? { rules } : {}) };
    } catch (error) {
      if (!(error instanceof RegoCompileError)) throw error;
      const [first] = error.errors;
      return builtinError(
        'rego.parse_module',
        `1 error occurred: ${file}:${first?.row}: ${first?.code}: ${first?.message}`,
      );
    }
  },
});
