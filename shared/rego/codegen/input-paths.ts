import { stringLiteral } from './string-literal';

/** Variables for what several paths into `input` have in common, at most. */
const MAX_VARIABLES = 32;

/** Stands in no generated code otherwise: texts of policies are JSON literals there, with control characters escaped. */
const MARK = '\u0001';

/**
 * Collects the paths into `input` that a program reads. What several of them start with is read once when an evaluation
 * starts, into a variable; paths then go on from there. Which those are is known when all code is there: until then a
 * mark stands for each path.
 */
export interface InputPaths {
  /** A mark for the property chain along `keys`, to be replaced by `resolve`. */
  mark(keys: readonly string[]): string;
  /** Puts JavaScript in place of the marks, and gives the variables and the statements that read them. */
  resolve(source: string): { readonly source: string; readonly names: string[]; readonly reads: string };
}

interface PathNode {
  readonly key: string;
  readonly parent: PathNode | undefined;
  readonly children: Map<string, PathNode>;
  ends: boolean;
}

export function createInputPaths(): InputPaths {
  const root: PathNode = { key: '', parent: undefined, children: new Map(), ends: false };
  const marked: PathNode[] = [];
  return {
    mark(keys) {
      let node = root;
      for (const key of keys) {
        let child = node.children.get(key);
        if (child === undefined) {
          child = { key, parent: node, children: new Map(), ends: false };
          node.children.set(key, child);
        }
        node = child;
      }
      node.ends = true;
      return `${MARK}${marked.push(node) - 1}${MARK}`;
    },
    resolve(source) {
      const names = new Map<PathNode, string>([[root, 'input']]);
      const reads: string[] = [];
      const chain = (node: PathNode): string =>
        names.get(node) ?? `${chain(node.parent as PathNode)}?.[${stringLiteral(node.key)}]`;
      const visit = (node: PathNode): void => {
        if (node !== root && node.children.size + (node.ends ? 1 : 0) > 1 && names.size <= MAX_VARIABLES) {
          const name = `p${names.size}`;
          reads.push(`${name} = ${chain(node)};`);
          names.set(node, name);
        }
        for (const child of node.children.values()) visit(child);
      };
      visit(root);
      const pieces = source.split(MARK);
      const text = pieces.map((piece, i) => (i % 2 === 0 ? piece : chain(marked[Number(piece)] as PathNode)));
      return { source: text.join(''), names: [...names.values()].slice(1), reads: reads.join(' ') };
    },
  };
}
