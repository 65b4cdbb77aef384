/** Sorting by numbers of 64 bits. */

/**
 * The positions 0 … n - 1 in increasing order of the numbers 2³²·high + low there, equal ones by position: a radix sort, whose
 * passes keep the order of the one before, from the lowest digit to the highest.
 *
 * @example
 * order(Uint32Array.of(1, 0, 0), Uint32Array.of(0, 9, 8)) // [2, 1, 0]
 */
export const order = (high: Uint32Array, low: Uint32Array): Int32Array => {
  const n = high.length
  // A pass takes as long as there are positions and digits.
  const bits = n < 4096 ? 8 : 16
  const starts = new Int32Array(1 << bits)
  let [from, to] = [Int32Array.from({ length: n }, (_, i) => i), new Int32Array(n)]
  for (const words of [low, high]) {
    for (let shift = 0; shift < 32; shift += bits) {
      const digit = (i: number): number => ((words[i] as number) >>> shift) & (starts.length - 1)
      starts.fill(0)
      for (let i = 0; i < n; i++) starts[digit(i)]!++
      for (let d = 0, start = 0; d < starts.length; d++) {
        const many = starts[d] as number
        starts[d] = start
        start += many
      }
      for (const i of from) to[starts[digit(i)]!++] = i
      ;[from, to] = [to, from]
    }
  }
  return from
}
