/** `gather`, `scatterAdd` and the like: indices are checked first, in order, then rows are moved. */
import { bytesOf } from '../../../program/elements.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import type { DType } from '../../../shape/shape.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Engine } from '../engine.js'
import type { lookups } from '../layout.js'
import { fault } from './fault.js'
import { fill } from './fill.js'
import type { Kernel, Stages } from './kernel.js'
import { addLanes, loadNeighbours, storeFirst, storeNeighbours, storeUpTo, width, type Lanes } from './lanes.js'
import { repeat } from './nest.js'
import { copyRow } from './row.js'

/** Stops at the first index out of range. */
const check = (operation: typeof lookups[number], { shape }: TensorType, rows: number, { threads }: Engine): Stages => {
  const n = count(shape)
  return n === 0 ? [] : [{
    units: 1,
    cost: n,
    emit: ({ fresh, addresses: [, indices] }) => {
      const index = fresh('i32')
      return repeat(fresh, i32.const(n), [indices!], [4], ([at], left) =>
        control.if(i32.geU(index.tee(memory.loadI32(at!)), i32.const(rows)),
          fault(operation, i32.sub(i32.const(n), left), index.get, rows, threads)))
    },
  }]
}

export const gather = (
  _: Of<'gather'>, [x, where]: readonly TensorType[], [result]: readonly TensorType[], engine: Engine,
): Stages => {
  const bytes = count(x!.shape.slice(1)) * bytesOf[x!.dtype]
  const n = count(where!.shape)
  const checked = check('gather', where!, x!.shape[0]!, engine)
  return count(result!.shape) === 0 ? checked : [...checked, {
    units: n,
    cost: n * (2 + Math.ceil(bytes / 16)),
    emit: ({ fresh, addresses: [rows, indices, out], from, to }) => repeat(
      fresh, i32.sub(to, from),
      [i32.add(indices!, i32.mul(from, i32.const(4))), i32.add(out!, i32.mul(from, i32.const(bytes)))], [4, bytes],
      ([at, target]) => copyRow(fresh, target!, i32.add(rows!, i32.mul(memory.loadI32(at!), i32.const(bytes))), bytes),
    ),
  }]
}

/** Rows of so many vectors are added without a loop. */
const few = 8

/** How an update joins what is there. */
type Join = (dtype: Exclude<TensorType['dtype'], 'bool'>, a: Lanes, b: Lanes) => Lanes

/** Every thread joins all updates, in order, to columns of its own. */
const joinAll = (join: Join, dtype: Parameters<Join>[0], n: number, size: number): Kernel => {
  const bytes = size * bytesOf[dtype]
  const vectors = Math.ceil(size / width)
  const tail = size % width
  const step = width * bytesOf[dtype]
  const sum = (out: I32, from: I32, at: number): Lanes =>
    join(dtype, loadNeighbours(dtype, out, at), loadNeighbours(dtype, from, at))
  const whole = (out: I32, from: I32): Statement => sequence(...Array.from({ length: vectors }, (_, v) =>
    storeFirst(dtype, i32.add(out, i32.const(v * step)), sum(out, from, v * step), v === vectors - 1 && tail > 0 ? tail : width)))
  return {
    units: vectors <= few ? 1 : vectors,
    cost: n * (2 + 3 * vectors),
    emit: ({ fresh, addresses: [updates, indices, out], from, to }) => {
      const [row, begin] = [fresh('i32'), fresh('i32')]
      const each = (body: (from: I32) => Statement): Statement =>
        repeat(fresh, i32.const(n), [indices!, i32.add(updates!, begin.get)], [4, bytes], ([at, update]) => sequence(
          row.set(i32.add(i32.add(out!, begin.get), i32.mul(memory.loadI32(at!), i32.const(bytes)))), body(update!)))
      if (vectors <= few) return each((update) => whole(row.get, update))
      return sequence(
        begin.set(i32.mul(from, i32.const(step))),
        each((update) => {
          const left = fresh('i32')
          const one = ([o, f]: readonly I32[]): Statement => (tail === 0
            ? storeNeighbours(dtype, o!, sum(o!, f!, 0))
            : sequence(storeUpTo(dtype, o!, sum(o!, f!, 0), left.get, tail), left.set(i32.sub(left.get, i32.const(width)))))
          return sequence(
            ...(tail === 0 ? [] : [left.set(i32.sub(i32.const(size), i32.mul(from, i32.const(width))))]),
            repeat(fresh, i32.sub(to, from), [row.get, update], [step, step], one),
          )
        }),
      )
    },
  }
}

/** Updates joined to rows of one value, by element type. */
// @__NO_SIDE_EFFECTS__
export const scatter = (kind: 'scatterAdd' | 'scatterMax', begin: (dtype: DType) => number, join: Join) => (
  { rows }: Of<typeof kind>, [updates, where]: readonly TensorType[], [result]: readonly TensorType[], engine: Engine,
): Stages => {
  const { shape, dtype } = updates!
  if (dtype === 'bool') throw new Error(`${kind} of truth values`)
  const checked = check(kind, where!, rows, engine)
  if (count(result!.shape) === 0) return checked
  const n = count(where!.shape)
  const begun = fill(result!, begin(dtype))
  return n === 0 ? [begun] : [...checked, begun, joinAll(join, dtype, n, count(shape.slice(where!.shape.length)))]
}

export const scatterAdd = scatter('scatterAdd', () => 0, addLanes)
