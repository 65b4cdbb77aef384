/** Results of one value. */
import { byteLength } from '../../../program/plan.js'
import type { TensorType } from '../../../program/primitive.js'
import { control, i32, memory, sequence, type I32 } from '../assembler/code.js'
import type { Kernel } from './kernel.js'
import { repeat } from './nest.js'
import { patternOf } from './row.js'

/** A whole result of one value. */
export const fill = (type: TensorType, value: number): Kernel => {
  // It may fill up the room that every result has.
  const vectors = 2 * Math.ceil(byteLength(type) / 32)
  const block = 64
  const { vector, byte } = patternOf(type.dtype, value)
  return {
    units: Math.ceil(vectors / block),
    cost: vectors,
    emit: ({ fresh, addresses, from, to }) => {
      const [start, end] = [fresh('i32'), fresh('i32')]
      const out = i32.add(addresses.at(-1) as I32, i32.mul(start.get, i32.const(16)))
      return sequence(
        start.set(i32.mul(from, i32.const(block))),
        end.set(i32.mul(to, i32.const(block))),
        control.if(i32.ltU(i32.const(vectors), end.get), end.set(i32.const(vectors))),
        byte === undefined
          ? repeat(fresh, i32.sub(end.get, start.get), [out], [16], ([p]) => memory.storeV128(p as I32, vector))
          : memory.fill(out, i32.const(byte), i32.mul(i32.sub(end.get, start.get), i32.const(16))),
      )
    },
  }
}
