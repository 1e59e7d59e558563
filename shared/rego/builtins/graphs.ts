import { get, isObject } from '../runtime/access';
import { charge } from '../runtime/session';
import { RegoSet, type RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { listOperand, wrong } from './operands';

export const graphBuiltins = builtinTable({
  'graph.reachable': (graph: RegoValue, start: RegoValue) => {
    if (!isObject(graph)) return wrong('graph.reachable', 1, 'object', graph);
    const from = listOperand(start);
    if (from === undefined) return wrong('graph.reachable', 2, '{array, set}', start);
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
    if (from === undefined) return wrong('graph.reachable_paths', 2, '{array, set}', start);
    const paths = new RegoSet();
    for (const node of from) {
      if (get(graph, node) !== undefined) follow(graph, node, [], new RegoSet(), paths);
    }
    return paths;
  },
});

/** Adds the paths from `node`. Nodes left behind on the way are not entered again: a path ends before them. */
function follow(graph: RegoValue, node: RegoValue, before: RegoValue[], left: RegoSet, paths: RegoSet): void {
  charge(before.length + 1);
  const known = get(graph, node);
  const path = known === undefined ? before : [...before, node];
  const edges = listOperand(known ?? null) ?? [];
  if (edges.length === 0) {
    paths.add(path);
    return;
  }
  for (const next of edges) {
    if (left.find(next) !== undefined) {
      paths.add(path);
    } else {
      if (get(graph, next) !== undefined) left.add(node);
      follow(graph, next, path, left, paths);
    }
  }
}
