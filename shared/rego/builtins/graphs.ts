import { get, isObject } from '../runtime/access';
import { charge } from '../runtime/session';
import { RegoSet, type RegoValue, setOf } from '../values/value';
import { builtinTable } from './builtin';
import { listOperand, wrong } from './operands';

export const graphBuiltins = builtinTable({
  'graph.reachable': (graph: RegoValue, start: RegoValue) => {
    if (!isObject(graph)) return wrong('graph.reachable', 1, 'object', graph);
    const from = listOperand(start);
    if (from === undefined) return wrong('graph.reachable', 2, 'one of {set, array}', start);
    const reached = new RegoSet();
    const queue = [...from];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      const edges = get(graph, node);
      if (edges === undefined || !reached.add(node)) continue;
      charge(1);
      queue.push(...(listOperand(edges) ?? []));
    }
    return reached;
  },
  'graph.reachable_paths': (graph: RegoValue, start: RegoValue) => {
    if (!isObject(graph)) return wrong('graph.reachable_paths', 1, 'object', graph);
    const from = listOperand(start);
    if (from === undefined) return wrong('graph.reachable_paths', 2, 'one of {set, array}', start);
    const paths = new RegoSet();
    for (const node of from)
      if (get(graph, node) !== undefined) follow(graph, node, [node], setOf([node]), paths);
    return paths;
  },
});

/** Adds every maximal path; an edge back to the path, or to a node that is none, ends it. */
function follow(graph: RegoValue, node: RegoValue, path: RegoValue[], seen: RegoSet, paths: RegoSet): void {
  charge(path.length);
  const edges = listOperand(get(graph, node) ?? null) ?? [];
  let ended = edges.length === 0;
  for (const next of edges) {
    if (seen.find(next) !== undefined || get(graph, next) === undefined) {
      ended = true;
      continue;
    }
    follow(graph, next, [...path, next], setOf([...seen.items, next]), paths);
  }
  if (ended) paths.add(path);
}
