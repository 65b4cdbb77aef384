/** A heap: whatever is least comes out first. */
export interface Heap<A> {
  readonly push: (value: A) => void
  readonly pop: () => A | undefined
}

/**
 * An empty heap. It grows in place and belongs to whoever made it.
 *
 * @example
 * const { push, pop } = heap<number>((a, b) => a < b)
 * const values = [3, 1, 2]
 * values.forEach(push)
 * values.map(pop) // [1, 2, 3]
 */
export const heap = <A>(isBefore: (a: A, b: A) => boolean): Heap<A> => {
  const list: A[] = []
  const exchange = (i: number, j: number): void => { [list[i], list[j]] = [list[j] as A, list[i] as A] }
  const precedes = (i: number, j: number): boolean => isBefore(list[i] as A, list[j] as A)
  return {
    push: (value) => {
      list.push(value)
      for (let i = list.length - 1, up = (i - 1) >> 1; i > 0 && precedes(i, up); i = up, up = (i - 1) >> 1) exchange(i, up)
    },
    pop: () => {
      if (list.length === 0) return undefined
      exchange(0, list.length - 1)
      const first = list.pop()
      for (let i = 0; ;) {
        const [left, right] = [2 * i + 1, 2 * i + 2]
        const least = right < list.length && precedes(right, left) ? right : left
        if (least >= list.length || !precedes(least, i)) return first
        exchange(i, least)
        i = least
      }
    },
  }
}
