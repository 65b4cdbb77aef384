/** Whether work grows no faster than its input: four times the input in less than twelve times the time, on any machine. */
import { cpuUsage } from 'node:process'

/** Shorter than this, in milliseconds, a clock says nothing about growth. */
const least = 60

/** Milliseconds of the processor's own: what else the machine does doesn't count. */
const timeOf = (work: () => unknown): number => {
  const before = cpuUsage()
  work()
  const { user, system } = cpuUsage(before)
  return (user + system) / 1000
}

/** Times of input n and 4n where they tell of a quadratic; nothing where the work is linear. The best of twelve counts. */
export const superlinear = (make: (n: number) => () => unknown, n: number): string | undefined => {
  const [once, more] = [make(n), make(4 * n)]
  let [t1, t4] = [Infinity, Infinity]
  for (let attempt = 0; attempt < 12; attempt++) {
    t4 = Math.min(t4, timeOf(more))
    if (t4 < least) return undefined
    t1 = Math.min(t1, timeOf(once))
    if (attempt > 0 && t4 < 12 * t1) return undefined
  }
  return t4 < 12 * t1 ? undefined : `${n}: ${t1.toFixed(1)} ms, ${4 * n}: ${t4.toFixed(1)} ms`
}
