/** Numbers for fuzzing, the same for the same seed: Marsaglia's xorshift (2003), quick rather than good. */
export interface Draw {
  /** From 0 up to and without n; 0 for n = 0. */
  readonly below: (n: number) => number
  readonly pick: <A>(from: readonly A[]) => A
}

export const draws = (seed: number): Draw => {
  let x = Math.imul(seed + 1, 0x9e3779b1) | 1
  const below = (n: number): number => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return Math.floor(((x >>> 0) / 0x100000000) * n)
  }
  return { below, pick: (from) => from[below(from.length)] as (typeof from)[number] }
}
