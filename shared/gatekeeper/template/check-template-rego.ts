import { type ScannedModule, type ScannedReference, scanRego } from './scan-rego';

/** The Rego of a template: one entry module and its libraries, checked against the rules for templates. */
export interface TemplateRego {
  /** `data.<entry package>.violation`. */
  readonly entrypoint: string;
  readonly usesInventory: boolean;
}

/**
 * Checks what the constraint framework demands of template Rego beyond the language: a rule named `violation`,
 * libraries below `lib`, only `data.lib` and `future` imports, and no `data` but `data.lib` and `data.inventory`.
 *
 * @returns what the driver needs, or every problem found, each with the file's name and line
 */
export function checkTemplateRego(
  entry: string,
  libs: readonly string[],
): TemplateRego | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const module = scanRego(entry);
  if (entry.trim() === '') problems.push('rego: Empty module');
  else if (module.packagePath.length === 0) problems.push('rego: package is missing');
  if (!module.ruleNames.has('violation')) problems.push('rego: missing required rules: [violation]');
  checkReferences('rego', module, problems);
  let usesInventory = readsInventory(module);
  libs.forEach((source, index) => {
    const lib = scanRego(source);
    const file = `libs[${index}]`;
    if (lib.packagePath[0] !== 'lib' || lib.packagePath.length < 2) {
      problems.push(`${file}: the package must lie below "lib", such as "package lib.helpers"`);
    }
    checkReferences(file, lib, problems);
    usesInventory ||= readsInventory(lib);
  });
  if (problems.length > 0) return { problems };
  return { entrypoint: `data.${toReference(module.packagePath)}.violation`, usesInventory };
}

function checkReferences(file: string, module: ScannedModule, problems: string[]): void {
  for (const reference of module.imports) {
    const [root, second] = reference.path;
    if (root === 'input') problems.push(`${file}:${reference.line}: cannot import input`);
    else if (!(root === 'future' || (root === 'data' && second === 'lib'))) {
      problems.push(`${file}:${reference.line}: bad import ${show(reference)}`);
    }
  }
  for (const reference of module.dataReferences) {
    const [root] = reference.path;
    if (root !== 'lib' && root !== 'inventory') {
      problems.push(`${file}:${reference.line}: disallowed ref data${root === undefined ? '' : `.${root}`}`);
    }
  }
}

function readsInventory(module: ScannedModule): boolean {
  return module.dataReferences.some((reference) => reference.path[0] === 'inventory');
}

function show(reference: ScannedReference): string {
  return reference.path.map((segment) => segment ?? '[…]').join('.');
}

function toReference(path: readonly string[]): string {
  return path
    .map((segment, index) => {
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(segment)) return index === 0 ? segment : `.${segment}`;
      return `[${JSON.stringify(segment)}]`;
    })
    .join('');
}
