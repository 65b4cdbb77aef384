/** What a fold allocates. */

/**
 * Bytes of arrays allocated in a step of a fold over `next`, on average: what a collector takes away in between is not counted
 * against it.
 */
export const allocated = <X>(steps: number, next: (step: number) => X, fold: (xs: Iterable<X>) => unknown): number => {
  let total = 0
  const watched = function* () {
    let before = NaN
    for (let i = 0; i < steps; i++) {
      const { arrayBuffers } = process.memoryUsage()
      // The first steps make programs and arenas.
      if (i > 5) total += Math.max(0, arrayBuffers - before)
      before = arrayBuffers
      yield next(i)
    }
  }
  fold(watched())
  return total / (steps - 6)
}
