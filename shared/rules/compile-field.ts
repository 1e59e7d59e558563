import type { CompileScope } from './compile-scope';
import { createFieldReader, type FieldReader } from './field-reader';
import { MAX_REMEMBERED_FIELDS } from './limits';
import { resolveField } from './resolve-field';

/** Compiles a field's literal name; notes names that no alias table confirms. Throws PolicyRuleError. */
export function compileFieldName(name: string, scope: CompileScope, path: string): FieldReader {
  const field = resolveField(name, scope.aliases, path);
  if (field.kind === 'path' && !field.alias.known) scope.tally.unknownAliases.add(name);
  return createFieldReader(field, scope.frames);
}

/** Remembers what names compile to, for names that are computed during evaluation. */
export function rememberNames<Compiled>(compile: (name: string) => Compiled): (name: string) => Compiled {
  const remembered = new Map<string, Compiled>();
  return (name) => {
    let compiled = remembered.get(name);
    if (compiled === undefined) {
      compiled = compile(name);
      if (remembered.size >= MAX_REMEMBERED_FIELDS) remembered.clear();
      remembered.set(name, compiled);
    }
    return compiled;
  };
}
