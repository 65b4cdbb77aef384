/** `concatenate`: rows side by side, or operands one after the other. */
import { byteLength } from '../../../program/plan.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { i32, memory, sequence, type I32 } from '../assembler/code.js'
import type { Kernel, Stages } from './kernel.js'
import { repeat } from './nest.js'
import { copyRow } from './row.js'

/** Operands of one kernel: each takes some of the locals that a function may have. */
const most = 256

const after = (address: I32, n: I32 | number): I32 => i32.add(address, typeof n === 'number' ? i32.const(n) : n)

export const concatenate = (
  { axis }: Of<'concatenate'>, operands: readonly TensorType[], [result]: readonly TensorType[],
): Stages => {
  const rows = count(result!.shape.slice(0, axis))
  const bytes = operands.map((x) => byteLength(x) / rows)
  const whole = byteLength(result!) / rows
  const before: number[] = []
  bytes.reduce((sum, n, i) => (before[i] = sum) + n, 0)
  const present = bytes.flatMap((n, i) => (n > 0 ? [i] : []))
  const costOf = (list: readonly number[]): number => Math.ceil(list.reduce((sum, i) => sum + bytes[i]!, 0) * rows / 16)
  /** Some operands beside each other in each row. */
  const beside = (list: readonly number[]): Kernel => ({
    units: rows,
    cost: costOf(list),
    emit: ({ fresh, addresses, from, to }) => repeat(
      fresh, i32.sub(to, from),
      [
        after(addresses.at(-1)!, i32.mul(from, i32.const(whole))),
        ...list.map((i) => after(addresses[i]!, i32.mul(from, i32.const(bytes[i]!)))),
      ],
      [whole, ...list.map((i) => bytes[i]!)],
      ([out, ...ins]) => sequence(...list.map((i, j) => copyRow(fresh, after(out!, before[i]!), ins[j]!, bytes[i]!))),
    ),
  })
  /** One row: each operand is cut into parts. */
  const inParts = (list: readonly number[]): Kernel => {
    const cost = costOf(list)
    const parts = Math.max(1, Math.min(16, Math.floor(cost / 1024)))
    return {
      units: parts,
      cost,
      emit: ({ fresh, addresses, from, to }) => sequence(...list.map((i) => {
        const part = Math.ceil(bytes[i]! / parts / 64) * 64
        const bound = (unit: I32): I32 => {
          const at = fresh('i32')
          return i32.select(i32.ltU(at.tee(i32.mul(unit, i32.const(part))), i32.const(bytes[i]!)), at.get, i32.const(bytes[i]!))
        }
        const begin = fresh('i32')
        return sequence(
          begin.set(bound(from)),
          memory.copy(
            after(after(addresses.at(-1)!, before[i]!), begin.get),
            after(addresses[i]!, begin.get),
            i32.sub(bound(to), begin.get),
          ),
        )
      })),
    }
  }
  const lists = Array.from({ length: Math.ceil(present.length / most) }, (_, i) => present.slice(i * most, (i + 1) * most))
  return lists.map(rows > 1 ? beside : inParts)
}
