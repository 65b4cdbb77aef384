/**
 * `fold`: every element gathers its windows' values, from +0, in row-major order of the window. Along an axis of stride s
 * and dilation d, place x is tap w of position p where x = p·s + w·d: the taps of a place are an arithmetic progression,
 * w = w₀ + j·s/g and p = p₀ - j·d/g with g = gcd(s, d), so that a pointer runs through them by a constant step.
 */
import { bytesOf } from '../../program/elements.js'
import { positions } from '../../program/infer.js'
import { byteLength } from '../../program/plan.js'
import type { Of, TensorType } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { add, constant, parameter } from '../../program/scalar.js'
import { whole } from '../../program/view.js'
import type { DType } from '../../shape/shape.js'
import { control, i32, sequence, type I32, type Local, type Statement, type V128 } from './code.js'
import type { Kernel, Stages } from './kernel.js'
import { addLanes, constantLanes, loadNeighbours, storeFirst, vectorsOf, width, type Lanes } from './lanes.js'
import { map } from './map.js'
import type { Fresh } from './module.js'
import { repeat } from './nest.js'
import { fill } from './pad.js'

type Number = Exclude<DType, 'bool'>

interface Axis {
  readonly size: number
  readonly places: number
  readonly window: number
  readonly stride: number
  readonly dilation: number
  /** Bytes from one position to the next, and from one tap to the next, in the operand; and between places in the result. */
  readonly position: number
  readonly tap: number
  readonly out: number
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

const axesOf = (primitive: Of<'fold'>, { shape, dtype }: TensorType, result: TensorType): readonly Axis[] => {
  const { sizes, window, stride, dilation } = primitive
  const places = positions(sizes, primitive)
  const bytes = (shape: readonly number[], from: number): number => count(shape.slice(from)) * bytesOf[dtype]
  return sizes.map((size, i) => ({
    size, places: places[i]!, window: window[i]!, stride: stride[i]!,
    dilation: window[i] === 1 ? 1 : dilation[i]!,
    position: bytes(shape, 2 + i), tap: bytes(shape, 2 + sizes.length + i), out: bytes(result.shape, 2 + i),
  }))
}

const times = (a: I32, n: number): I32 => (n === 1 ? a : i32.mul(a, i32.const(n)))
const over = (a: I32, n: number): I32 => (n === 1 ? a : i32.divU(a, i32.const(n)))
const modulo = (a: I32, n: number): I32 => (n === 1 ? i32.const(0) : i32.remU(a, i32.const(n)))

/** The taps of one place: how many, where in the operand the first one is, and how far apart they are. */
interface Taps {
  readonly count: I32
  readonly most: number
  readonly step: number
}

/** Finds the taps of the place `x`; moves `pointer` to the first. */
const tapsOf = (fresh: Fresh, axis: Axis, x: I32, pointer: Local<'i32'>): { readonly code: Statement; readonly taps: Taps } => {
  const { places, window, stride, dilation } = axis
  const g = gcd(stride, dilation)
  const [tapStep, positionStep] = [stride / g, dilation / g]
  const step = tapStep * axis.tap - positionStep * axis.position
  const most = Math.ceil(window / tapStep)
  const [w, p, first, last] = [fresh('i32'), fresh('i32'), fresh('i32'), fresh('i32')]
  const zero = i32.const(0)
  // w₀·(d/g) = x/g modulo s/g.
  const inverse = Array.from({ length: tapStep }, (_, i) => i).find((i) => (i * positionStep) % tapStep === 1 % tapStep)!
  const exact = dilation === 1 || stride === 1
  return {
    code: sequence(
      w.set(modulo(times(over(modulo(x, stride), g), inverse), tapStep)),
      p.set(
        dilation === 1 ? over(x, stride)
        : stride === 1 ? x
        : i32.divS(i32.sub(x, times(w.get, dilation)), i32.const(stride))),
      // Between the first and the last: 0 ≤ p < places, and w inside the window.
      first.set(i32.sub(p.get, i32.const(places - 1))),
      first.set(i32.select(i32.ltS(first.get, zero), zero, over(i32.add(first.get, i32.const(positionStep - 1)), positionStep))),
      last.set(i32.add(over(p.get, positionStep), i32.const(1))),
      control.if(
        i32.ltS(bound(w.get, window, tapStep), last.get),
        last.set(bound(w.get, window, tapStep)),
      ),
      ...(exact ? [] : [control.if(i32.or(i32.ltS(p.get, zero), modulo(x, g)), last.set(zero))]),
      pointer.set(i32.add(
        i32.add(pointer.get, times(p.get, axis.position)),
        i32.add(times(w.get, axis.tap), i32.mul(first.get, i32.const(step))))),
      last.set(i32.sub(last.get, first.get)),
    ),
    taps: { count: last.get, most, step },
  }
}
/** How many taps from w on are inside the window. */
const bound = (w: I32, window: number, tapStep: number): I32 =>
  (tapStep === 1 ? i32.const(window) : over(i32.sub(i32.const(window + tapStep - 1), w), tapStep))

/** The body for every tap, those of the last axis innermost. */
const forTaps = (fresh: Fresh, list: readonly Taps[], pointer: I32, body: (pointer: I32) => Statement): Statement => {
  const [taps, ...inner] = list
  if (taps === undefined) return body(pointer)
  return control.if(i32.ltS(i32.const(0), taps.count),
    repeat(fresh, taps.count, [pointer], [taps.step], ([at]) => forTaps(fresh, inner, at!, body)))
}

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
        return repeat(fresh, i32.const(axis.size), [target], [axis.out], ([o], left) => {
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
  const expression = { parameters: [dtype], result: add(parameter(dtype, 0), constant(dtype, 0)) }
  return [map({ sources: [{ dtype, view, operand: 0 }], steps: [{ expression, args: [0] }] }, [{ type: result, value: 1 }], 1)]
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
