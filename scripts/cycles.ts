interface Edge {
  readonly from: string;
  readonly to: string;
}

function buildGraph(edges: readonly Edge[]): Map<string, readonly string[]> {
  const graph = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const targets = graph.get(from);
    if (targets === undefined) graph.set(from, [to]);
    else targets.push(to);
  }
  return graph;
}

/**
 * At least one cycle of every knot in the graph, each as the way round, its first file repeated at the end;
 * empty exactly when there is none (depth-first search: a graph has a cycle if and only if it has a back edge).
 */
export function findCycles(edges: readonly Edge[]): string[][] {
  const graph = buildGraph(edges);
  const done = new Set<string>();
  const way: string[] = [];
  const cycles: string[][] = [];

  function visit(node: string): void {
    const start = way.indexOf(node);
    if (start >= 0) {
      cycles.push([...way.slice(start), node]);
      return;
    }
    if (done.has(node)) return;
    way.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    way.pop();
    done.add(node);
  }

  for (const node of graph.keys()) visit(node);
  return cycles;
}
