/** The greatest of the updates that go to a place; NaN is greater than all. */
import { count } from '../program/program.js'
import { row } from './generate.js'
import type { Prepare } from './kernel.js'
import { leastValue } from './reduce.js'

export const scatterMax: Prepare<'scatterMax'> = ({ rows }, [updates, where]) => {
  const n = count(where!.shape)
  const size = count(updates!.shape.slice(where!.shape.length))
  const begin = leastValue[updates!.dtype]
  return ([out], [from, indices]) => {
    out!.fill(begin)
    for (let i = 0; i < n; i++) {
      const at = row('scatterMax', indices!, i, rows) * size
      for (let j = 0; j < size; j++) out![at + j] = Math.max(out![at + j]!, from![i * size + j]!)
    }
  }
}
