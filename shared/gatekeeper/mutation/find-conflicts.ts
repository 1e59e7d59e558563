import type { Mutator } from './compile-mutator';

/**
 * Ids of mutators that cannot both be right about the shape of an object: they see the same place of the same kind as
 * an object and as a list, as lists with different key fields, as a set and as a keyed list, or one changes below a
 * place that another takes for a text. All of them are skipped, as in Gatekeeper.
 */
export function findConflicts(mutators: readonly Mutator[]): ReadonlySet<string> {
  const places = new Map<string, Map<string, Set<string>>>();
  for (const mutator of mutators) {
    for (const subject of subjectsOf(mutator)) {
      for (const [path, shape] of shapesOf(mutator)) {
        const shapes = places.get(`${subject} ${path}`) ?? new Map<string, Set<string>>();
        places.set(`${subject} ${path}`, shapes);
        const holders = shapes.get(shape) ?? new Set<string>();
        shapes.set(shape, holders.add(mutator.id));
      }
    }
  }
  const conflicting = new Set<string>();
  for (const shapes of places.values()) {
    if (shapes.size < 2) continue;
    for (const holders of shapes.values()) for (const id of holders) conflicting.add(id);
  }
  return conflicting;
}

function subjectsOf({ targets }: Mutator): string[] {
  return (targets ?? []).flatMap(({ groups, versions, kinds, operations }) =>
    (operations.length === 0 ? ['CREATE', 'UPDATE'] : operations).flatMap((operation) =>
      groups.flatMap((group) =>
        versions.flatMap((version) => kinds.map((kind) => `${operation} ${group}/${version}/${kind}`)),
      ),
    ),
  );
}

/** The shape that the location implies for each place on its way; the end of an Assign is of unknown shape. */
function shapesOf({ kind, location }: Mutator): [path: string, shape: string][] {
  const shapes: [string, string][] = [];
  let path = '';
  location.forEach((node, index) => {
    path += node.type === 'object' ? `.${JSON.stringify(node.name)}` : '[]';
    const next = location[index + 1];
    if (next !== undefined) shapes.push([path, next.type === 'object' ? 'object' : `list by ${next.key}`]);
    else if (kind === 'ModifySet') shapes.push([path, 'set']);
    else if (kind === 'AssignImage') shapes.push([path, 'text']);
  });
  return shapes;
}
