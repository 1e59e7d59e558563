import type { GroupVersionKind } from '../expansion/compile-expansion-template';
import type { ConstraintTemplate } from '../template/constraint-template';

/**
 * The kinds that an inventory must hold for these templates: what those that read it declare, every alternative
 * included, each kind once. Templates that do not read the inventory ask for nothing.
 */
export function neededKinds(templates: Iterable<ConstraintTemplate>): GroupVersionKind[] {
  const needed = new Map<string, GroupVersionKind>();
  for (const template of templates) {
    if (!template.program.usesInventory) continue;
    for (const { groups, versions, kinds } of template.requiresSync.flat()) {
      for (const group of groups)
        for (const version of versions)
          for (const kind of kinds) needed.set(`${group}/${version}/${kind}`, { group, version, kind });
    }
  }
  return [...needed.values()];
}
