import { recordings } from './trace.js'

/**
 * A function whose every step is recorded in the trace that it is called in, as far as it is of symbols: also what it does with
 * those of outer traces alone, which would be done there, whether the function is run or not.
 */
export const apart = <A extends readonly unknown[], B>(f: (...args: A) => B) => (...args: A): B => {
  const outer = recordings().slice(0, -1)
  const before = outer.map(({ inner }) => inner)
  for (const recording of outer) recording.inner = recordings().at(-1)
  try {
    return f(...args)
  } finally {
    outer.forEach((recording, i) => { recording.inner = before[i] })
  }
}
