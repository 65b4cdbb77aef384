/**
 * Graphs walked without recursion: an expression may be as long as it likes, the engine's stack does not grow with it.
 *
 * @example
 * const lists: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['c'], c: [] }
 * ascend('a', (name) => lists[name]!, (_, sizes: readonly number[]) => sizes.reduce((sum, n) => sum + n, 1)) // 4
 */

/** How deep a walk goes on the stack, where it is quickest. */
export const shallow = 32

/**
 * What `f` makes of a node from what it made of the node's parts. Each node is visited once, its parts before it and in their
 * order, as a recursive visit that remembers would; `known` holds what is made, in the order in which it was.
 */
export const ascend = <N, A>(
  root: N, partsOf: (node: N) => readonly N[], f: (node: N, parts: readonly A[]) => A, known: Map<N, A> = new Map(),
): A => {
  const visit = (node: N, depth: number): A => {
    const before = known.get(node)
    if (before !== undefined || known.has(node)) return before as A
    if (depth === shallow) return descend(node)
    const made: A[] = []
    for (const part of partsOf(node)) made.push(visit(part, depth + 1))
    const all = f(node, made)
    known.set(node, all)
    return all
  }
  /** The same with a stack of its own. */
  const descend = (from: N): A => {
    const waiting = [{ node: from, parts: partsOf(from), next: 0 }]
    for (let top = waiting[0]; top !== undefined; top = waiting.at(-1)) {
      const { node, parts } = top
      const part = parts[top.next++]
      if (part === undefined) {
        known.set(node, f(node, parts.map((p) => known.get(p)!)))
        waiting.pop()
      } else if (!known.has(part)) waiting.push({ node: part, parts: partsOf(part), next: 0 })
    }
    return known.get(from)!
  }
  return visit(root, 0)
}
