import { equal } from '../../values/value';
import { BuiltinFailure } from '../failure';
import { childOf, childrenOf, has, type Node, textOf } from './graphql-node';
import { fieldOf, type GraphqlSchema, namedType, possibleTypes, typeText } from './graphql-schema';

/** Selections and pairs of fields looked at for one operation; beyond it the query is refused as too large. */
const MAX_STEPS = 200_000;

interface Found {
  readonly field: Node;
  readonly parent: string;
}

/** Fields with the same response name must be the same field (GraphQL specification 5.3.2). Throws if they are not. */
export function checkFieldsMerge(
  schema: GraphqlSchema,
  fragments: ReadonlyMap<string, Node>,
  operation: Node,
  root: string,
): void {
  let left = MAX_STEPS;
  const step = (): void => {
    if (--left < 0) throw new BuiltinFailure('GraphQL query is too large to be validated');
  };
  const compare = (sets: readonly { node: Node; parent: string }[]): void => {
    const byName = new Map<string, Found[]>();
    for (const { node, parent } of sets) collect(node, parent, byName, new Set());
    for (const [name, found] of byName) {
      const [first, ...rest] = found as [Found, ...Found[]];
      for (const other of rest) {
        step();
        checkPair(name, first, other);
      }
      compare(found.map(({ field, parent }) => ({ node: field, parent: targetOf(field, parent) })));
    }
  };
  const collect = (node: Node, parent: string, byName: Map<string, Found[]>, seen: Set<string>): void => {
    for (const selection of childrenOf(node, 'SelectionSet')) {
      step();
      if (has(selection, 'Alias')) {
        const name = textOf(selection, 'Alias');
        const found = byName.get(name);
        if (found === undefined) byName.set(name, [{ field: selection, parent }]);
        else found.push({ field: selection, parent });
      } else if (has(selection, 'Name')) {
        const name = textOf(selection, 'Name');
        if (seen.has(name)) continue;
        seen.add(name);
        const fragment = fragments.get(name);
        if (fragment !== undefined) collect(fragment, textOf(fragment, 'TypeCondition'), byName, seen);
      } else collect(selection, textOf(selection, 'TypeCondition') || parent, byName, seen);
    }
  };
  const typeOf = ({ field, parent }: Found): Node | undefined =>
    childOf(fieldOf(schema.types.get(parent), textOf(field, 'Name')), 'Type');
  const targetOf = (field: Node, parent: string): string => namedType(typeOf({ field, parent }));
  const checkPair = (name: string, a: Found, b: Found): void => {
    const overlap = possibleTypes(schema, a.parent).some((type) =>
      possibleTypes(schema, b.parent).includes(type),
    );
    const conflict = (why: string): BuiltinFailure =>
      new BuiltinFailure(
        `Fields "${name}" conflict because ${why}. Use different aliases on the fields to fetch both if this was intentional.`,
      );
    const [nameA, nameB] = [textOf(a.field, 'Name'), textOf(b.field, 'Name')];
    if (overlap && nameA !== nameB) throw conflict(`"${nameA}" and "${nameB}" are different fields`);
    if (overlap && !sameArguments(a.field, b.field)) throw conflict('they have differing arguments');
    const [typeA, typeB] = [typeText(typeOf(a)), typeText(typeOf(b))];
    const leaf = childrenOf(a.field, 'SelectionSet').length === 0;
    if (leaf && typeA !== typeB) throw conflict(`they return conflicting types "${typeA}" and "${typeB}"`);
  };
  compare([{ node: operation, parent: root }]);
}

function sameArguments(a: Node, b: Node): boolean {
  const byName = (node: Node): Node[] =>
    [...childrenOf(node, 'Arguments')].sort((x, y) => (textOf(x, 'Name') < textOf(y, 'Name') ? -1 : 1));
  return equal(byName(a), byName(b));
}
