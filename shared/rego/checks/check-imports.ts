import type { Module } from '../syntax/ast';
import type { Problems } from './problems';

/** What v1 demands of imports: none twice. */
export function checkImports(module: Module, problems: Problems): void {
  const seen = new Set<string>();
  for (const { path, alias, pos } of module.imports) {
    if (path[0] === 'future') continue;
    if (module.version === 'v1' && seen.has(alias)) {
      problems.add('rego_compile_error', pos, `import must not shadow import ${path.join('.')}`);
    }
    seen.add(alias);
  }
  if (module.version !== 'v1') return;
  for (const { path, pos } of module.rules) {
    const [first] = path;
    if (first?.kind === 'scalar' && (first.value === 'input' || first.value === 'data')) {
      problems.add(
        'rego_compile_error',
        pos,
        `rules must not shadow ${first.value} (use a different rule name)`,
      );
    }
  }
}
