/**
 * Graphs walked without recursion: an expression may be as long as it likes, the engine's stack does not grow with it.
 *
 * @example
 * const lists: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['c'], c: [] }
 * ascend('a', (name) => lists[name]!, (_, sizes: readonly number[]) => sizes.reduce((sum, n) => sum + n, 1)) // 4
 */

/**
 * What `f` makes of a node from what it made of the node's parts. Each node is visited once, its parts before it and in their
 * order, as a recursive visit that remembers would; `known` holds what is made, in the order in which it was.
 */
export const ascend = <N, A>(
  root: N, partsOf: (node: N) => readonly N[], f: (node: N, parts: readonly A[]) => A, known: Map<N, A> = new Map(),
): A => {
  const waiting: { readonly node: N; readonly parts: readonly N[]; next: number }[] = []
  const enter = (node: N): void => { if (!known.has(node)) waiting.push({ node, parts: partsOf(node), next: 0 }) }
  enter(root)
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    const { node, parts } = top
    while (top.next < parts.length && known.has(parts[top.next]!)) top.next++
    if (top.next < parts.length) {
      enter(parts[top.next]!)
      continue
    }
    known.set(node, f(node, parts.map((part) => known.get(part)!)))
    waiting.pop()
  }
  return known.get(root)!
}
