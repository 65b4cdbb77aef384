/** The greatest of the updates that go to a place; NaN is greater than all. */
import { count } from '../program/program.js'
import type { DType } from '../shape/shape.js'
import { row } from './generate.js'
import type { Prepare } from './kernel.js'

/** What a maximum begins with. */
export const least: Readonly<Record<DType, number>> = { f32: -Infinity, f64: -Infinity, i32: -2147483648, u32: 0, bool: 0 }

export const scatterMax: Prepare<'scatterMax'> = ({ rows }, [updates, where]) => {
  const n = count(where!.shape)
  const size = count(updates!.shape.slice(where!.shape.length))
  const begin = least[updates!.dtype]
  return ([out], [from, indices]) => {
    out!.fill(begin)
    for (let i = 0; i < n; i++) {
      const at = row('scatterMax', indices!, i, rows) * size
      for (let j = 0; j < size; j++) out![at + j] = Math.max(out![at + j]!, from![i * size + j]!)
    }
  }
}
