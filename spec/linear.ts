/** Whether work grows no faster than its input: twice the input in less than three times the time, however fast the machine. */
import { performance } from 'node:perf_hooks'

/** Shorter than this, a clock says nothing about growth. */
const least = 25

const timeOf = (work: () => unknown): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Times of input n and 2n where they tell of a quadratic; nothing where the work is linear. The best of three counts. */
export const superlinear = (make: (n: number) => () => unknown, n: number): string | undefined => {
  const [once, twice] = [make(n), make(2 * n)]
  let [t1, t2] = [Infinity, Infinity]
  for (let attempt = 0; attempt < 3; attempt++) {
    t2 = Math.min(t2, timeOf(twice))
    if (t2 < least) return undefined
    t1 = Math.min(t1, timeOf(once))
  }
  return t2 < 3 * t1 ? undefined : `${n}: ${t1.toFixed(1)} ms, ${2 * n}: ${t2.toFixed(1)} ms`
}
