import * as s from '../program/scalar.js'
import type { Scalar } from '../program/scalar.js'
import { held } from '../program/scalarFunction.js'
import { aBoolean, checkOptions, type Kind } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import { root } from './deviation.js'
import { axesOf, kept, type Axes, type Reducing } from './reduction.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** Which norm, and of what. */
export interface NormOptions<A extends Axes, K extends boolean> {
  /** 1: Σ|x|; 2: √Σx², which is the default; Infinity: max|x|. */
  readonly order?: number
  /** Over these axes, by default over all. */
  readonly axes?: A
  /** Leaves the reduced axes in place with size 1. */
  readonly keepDims?: K
}

/** `norm`, told which. */
export interface Norm {
  <const A extends Axes = undefined, const K extends boolean = false>(options?: NormOptions<A, K>): Reducing<A, K, Float>
}

const anOrder: Kind = { expected: '1, 2 or Infinity', holds: (x) => x === 1 || x === 2 || x === Infinity }

/** The greatest power of 2 that is at most x, 2⁻¹²⁶ (of f64: 2⁻¹⁰²²) where x is 0 or subnormal, 1 where x is no finite number. */
const scale = /* @__PURE__ */ raw.elementwise((x) => {
  const u32 = (value: number): Scalar<'u32'> => s.constant('u32', value)
  const power = x.dtype === 'f64'
    ? s.join(s.max(s.and(s.high(x), u32(0x7ff00000)), u32(0x00100000)), u32(0))
    : s.bitcast(s.max(s.and(s.bitcast(x, 'u32'), u32(0x7f800000)), u32(0x00800000)), 'f32')
  return held(s.select(s.lt(x, s.like(x, Infinity)), power as Scalar, s.like(x, 1)))
})
const size = /* @__PURE__ */ raw.elementwise(s.abs)

/**
 * A norm: √Σx², or as `order` says. Elements are divided by the greatest power of 2 in them, which rounds nothing, before they are
 * squared: so it overflows only where the norm itself does, and is 0 only where all elements are. Its derivative at 0 is 0.
 *
 * @example
 * pipe(of([2], [3, -4]), norm()) // 5
 * pipe(of([2, 2], [1, -2, 3, 4]), norm({ order: 1, axes: 1 })) // [3, 7]
 * pipe(of([2], [3e30, 4e30]), norm()) // 5e30
 */
// @__NO_SIDE_EFFECTS__
export const norm = ((options: NormOptions<Axes, boolean> = {}) => {
  const { order = 2, axes, keepDims = false } =
    checkOptions<NormOptions<Axes, boolean>>('norm', options, { order: anOrder, axes: true, keepDims: aBoolean })
  return (x: AnyTensor): AnyTensor => {
    const indices = axesOf('norm', expectTensor('norm', 'x', x, floats).shape, axes)
    // Of nothing it is 0.
    if (indices.some((axis) => x.shape[axis] === 0)) return kept(raw.reduce('sum', x, indices), x, indices, keepDims)
    const sizes = size(x)
    if (order === 1) return kept(raw.reduce('sum', sizes, indices), x, indices, keepDims)
    const greatest = raw.reduce('max', sizes, indices)
    if (order === Infinity) return kept(greatest, x, indices, keepDims)
    const unit = scale(greatest)
    const squares = raw.square(raw.div(x, raw.expand(unit, indices, x.shape)))
    return kept(raw.mul(root(raw.reduce('sum', squares, indices)), unit), x, indices, keepDims)
  }
}) as Norm
