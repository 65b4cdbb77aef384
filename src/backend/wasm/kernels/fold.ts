/** `fold`: every element gathers its windows' values, from +0, in row-major order of the window. */
import { bytesOf } from '../../../program/elements.js'
import { expression } from '../../../program/expression.js'
import { byteLength } from '../../../program/plan.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { add, constant } from '../../../program/scalar.js'
import { whole } from '../../../program/view.js'
import type { DType } from '../../../shape/shape.js'
import { i32, sequence, type I32, type Local, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { fill } from './fill.js'
import type { Kernel, Stages } from './kernel.js'
import { addLanes, constantLanes, loadNeighbours, storeFirst, vectorsOf, width, type Lanes } from './lanes.js'
import { map } from './map.js'
import { repeat } from './nest.js'
import { axesOf, forTaps, modulo, over, tapsOf, times, type Axis, type Taps } from './taps.js'

type Number = Exclude<DType, 'bool'>

/** The channels of one place, some vectors at a time. */
const channels = (fresh: Fresh, dtype: Number, size: number, list: readonly Taps[], out: I32, pointer: I32): Statement => {
  const step = width * bytesOf[dtype]
  const most = 4 / vectorsOf(dtype)
  const vectors = Math.ceil(size / width)
  /** `n` vectors from vector `v` on, the last of which may be short. */
  const some = (v: number, n: number, short: number, to: I32, from: I32): Statement => {
    const sums = Array.from({ length: n }, () => Array.from({ length: vectorsOf(dtype) }, () => fresh('v128')))
    const got = (i: number): Lanes => sums[i]!.map((s) => s.get)
    const setTo = (i: number, lanes: Lanes): Statement => sequence(...sums[i]!.map((s, j) => s.set(lanes[j] as V128)))
    const next = (i: number, at: I32): Lanes => addLanes(dtype, got(i), loadNeighbours(dtype, at, (v + i) * step))
    return sequence(
      ...sums.map((_, i) => setTo(i, constantLanes(dtype, 0))),
      forTaps(fresh, list, from, (at) => sequence(...sums.map((_, i) => setTo(i, next(i, at))))),
      ...sums.map((_, i) => storeFirst(dtype, i32.add(to, i32.const((v + i) * step)), got(i), i === n - 1 ? short : width)),
    )
  }
  const short = size - (vectors - 1) * width
  const rounds = Math.floor((vectors - 1) / most)
  const rest = some(rounds * most, vectors - rounds * most, short, out, pointer)
  return rounds === 0 ? rest : sequence(
    repeat(fresh, i32.const(rounds), [out, pointer], [most * step, most * step], ([o, p]) => some(0, most, width, o!, p!)), rest)
}

const gathering = (primitive: Of<'fold'>, x: TensorType, result: TensorType, dtype: Number): Kernel => {
  const [batches, size] = [result.shape[0]!, result.shape.at(-1)!]
  const [outer, ...inner] = axesOf(primitive, x, result)
  const rows = outer?.size ?? 1
  const batch = byteLength(x) / batches
  const row = byteLength(result) / batches / rows
  return {
    units: batches * rows,
    cost: Math.ceil(count(x.shape) / size) * Math.ceil(size / width) * 2 * vectorsOf(dtype) + Math.ceil(byteLength(result) / 16),
    emit: ({ fresh, addresses: [from, out], from: begin, to: end }) => {
      const place = (axes: readonly Axis[], done: readonly Taps[], target: I32, pointer: Local<'i32'>): Statement => {
        const [axis, ...others] = axes
        if (axis === undefined) return channels(fresh, dtype, size, done, target, pointer.get)
        return repeat(fresh, i32.const(axis.size), [target], [axis.placeBytes], ([o], left) => {
          const at = fresh('i32')
          const { code, taps } = tapsOf(fresh, axis, i32.sub(i32.const(axis.size), left), at)
          return sequence(at.set(pointer.get), code, place(others, [...done, taps], o!, at))
        })
      }
      const [unit, pointer] = [fresh('i32'), fresh('i32')]
      const body = (target: I32): Statement => {
        const { code, taps } = tapsOf(fresh, outer!, modulo(unit.get, rows), pointer)
        const start = i32.add(from!, times(over(unit.get, rows), batch))
        return sequence(pointer.set(start), code, place(inner, [taps], target, pointer))
      }
      return sequence(
        unit.set(begin),
        repeat(fresh, i32.sub(end, begin), [i32.add(out!, times(begin, row))], [row], ([o]) =>
          sequence(body(o!), unit.set(i32.add(unit.get, i32.const(1))))),
      )
    },
  }
}

/** Windows side by side that cover everything: a copy in another order, with +0 added. */
const sideBySide = (primitive: Of<'fold'>, x: TensorType, result: TensorType, dtype: Number): Stages => {
  const n = primitive.sizes.length
  const { axes } = whole(x.shape)
  const covered = primitive.sizes.map((_, i) => [...axes[1 + i]!, ...axes[1 + n + i]!])
  const view = { offset: 0, axes: [axes[0]!, ...covered, axes.at(-1)!] }
  const plusZero = expression([dtype], (x) => add(x, constant(dtype, 0)))
  const work = { sources: [{ dtype, view, operand: 0 }], steps: [{ expression: plusZero, args: [0] }] }
  return [map(work, [{ type: result, value: 1 }], 1)]
}

export const fold = (primitive: Of<'fold'>, [x]: readonly TensorType[], [result]: readonly TensorType[]): Stages => {
  const { dtype, shape } = x!
  if (dtype === 'bool') throw new Error('fold of truth values')
  if (count(shape) === 0) return [fill(result!, 0)]
  const { sizes, window, stride, dilation } = primitive
  const covered = sizes.every((size, i) =>
    stride[i] === window[i] && (dilation[i] === 1 || window[i] === 1) && size === window[i]! * shape[1 + i]!)
  return covered ? sideBySide(primitive, x!, result!, dtype) : [gathering(primitive, x!, result!, dtype)]
}
