/** Positions in ascending order, by merging: runs of twice the length in each round, of equals the left one first. */
import type { Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import type { Prepare } from './kernel.js'

/** Whether an element comes before another: NaN comes after all others. */
const precedes = (a: number, b: number): boolean => a < b || (b !== b && a === a)

/** Merges what begins at `begin` with what begins at `middle` and ends before `end`. */
const merge = (to: Int32Array, from: Int32Array, x: Elements, base: number, begin: number, middle: number, end: number): void => {
  let [left, right] = [begin, middle]
  for (let i = begin; i < end; i++) {
    const isRight = left === middle || (right < end && precedes(x[base + from[right]!]!, x[base + from[left]!]!))
    to[i] = from[isRight ? right++ : left++]!
  }
}

export const sort: Prepare<'sort'> = (_, [operand]) => {
  const [n, rows] = [operand!.shape.at(-1)!, count(operand!.shape.slice(0, -1))]
  let [from, to] = [new Int32Array(n), new Int32Array(n)]
  return ([out], [x]) => {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < n; i++) from[i] = i
      for (let width = 1; width < n; width *= 2) {
        for (let begin = 0; begin < n; begin += 2 * width)
          merge(to, from, x!, row * n, begin, Math.min(begin + width, n), Math.min(begin + 2 * width, n))
        ;[from, to] = [to, from]
      }
      out!.set(from, row * n)
    }
  }
}
