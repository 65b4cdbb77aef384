/** Layers that make sequences and images finer. */
import { add, like, mul } from '../program/scalar.js'
import { anInteger, check, checkOptions, oneOf } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Extent, Pair } from '../shape/window.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { repeat } from '../tensor/arrange.js'
import { extent } from '../tensor/window.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { resizing, type Sized } from './resize.js'
import type { LayerRule, ShapeIn } from './rule.js'

/** What a layer that makes finer does to types. */
export interface UpSampleRule<Name extends string, Rank extends 1 | 2, F> extends LayerRule {
  readonly name: Name
  readonly out: Sized<Name, ShapeIn<this['in']>, Rank, 'scale', F>
}

/** How elements between the old ones are made. */
export interface UpSampleOptions<M extends string> {
  /** `'nearest'` repeats each element and is the default; the other way interpolates on straight lines. */
  readonly method?: 'nearest' | M
}

/** A layer that makes axes longer by whole factors. */
export interface UpSample<Name extends string, Rank extends 1 | 2, E extends Extent, M extends string> {
  <const F extends E>(factor: F, options?: UpSampleOptions<M>): Layer<UpSampleRule<Name, Rank, F>>
}

/** What makes an axis finer. */
type Finer = (x: AnyTensor, axis: number) => AnyTensor

/** The parts of a shape around an axis, and its size. */
const around = ({ shape }: AnyTensor, axis: number): readonly [before: Shape, n: number, after: Shape] =>
  [shape.slice(0, axis), shape[axis] as number, shape.slice(axis + 1)]

const repeating = (factor: number): Finer => (x, axis) =>
  repeat(x.shape.map((_: number, i: number) => (i === axis ? factor : 1)) as Shape)(x) as AnyTensor

/** The elements before or after each along an axis; at the end it is the last one itself. */
const neighbors = (x: AnyTensor, axis: number, step: -1 | 1): AnyTensor => {
  const shape = x.shape as Shape
  const n = shape[axis] as number
  const part = (from: number, to: number): AnyTensor =>
    raw.slice(x, shape.map((_, i) => (i === axis ? from : 0)), shape.map((m, i) => (i === axis ? to : m)))
  return raw.concatenate(step < 0 ? [part(0, 1), part(0, n - 1)] : [part(1, n), part(n - 1, n)], axis)
}

/** Of s elements in the place of one the i-th lies (i + ½) / s - ½ from its middle. */
const interpolating = (factor: number): Finer => {
  const phases = Array.from({ length: factor }, (_, i) => {
    const offset = (i + 0.5) / factor - 0.5
    const share = Math.abs(offset)
    return { offset, mix: raw.elementwise((a, b) => add(mul(like(a, 1 - share), a), mul(like(b, share), b))) }
  })
  return (x, axis) => {
    const [before, n, after] = around(x, axis)
    const [left, right] = [neighbors(x, axis, -1), neighbors(x, axis, 1)]
    const each = phases.map(({ offset, mix }) => offset === 0 ? x : mix(x, offset < 0 ? left : right))
    const apart = each.map((y) => raw.reshape(y, [...before, n, 1, ...after]))
    return raw.reshape(raw.concatenate(apart, axis + 1), [...before, n * factor, ...after])
  }
}

// @__NO_SIDE_EFFECTS__
const upSample = (name: string, rank: 1 | 2, lines: string) => (factor: Extent, options: UpSampleOptions<string> = {}) => {
  const expected = rank === 1 ? 'a whole number of at least 1' : 'a whole number of at least 1, or [height, width]'
  const isFactor = (x: unknown): boolean => anInteger.holds(x) || (rank === 2 && extent(2).holds(x))
  check(name, { factor }, { factor: { expected, holds: isFactor } })
  const { method = 'nearest' } = checkOptions<UpSampleOptions<string>>(name, options, { method: oneOf('nearest', lines) })
  const factors: Shape = typeof factor === 'number' ? Array.from({ length: rank }, () => factor) : factor
  return layerOf(name, (net) => {
    const along: readonly Finer[] = factors.map(method === 'nearest' ? repeating : interpolating)
    const finer = (x: AnyTensor): AnyTensor => along.reduce((y, make, i) => make(y, i + 1), x)
    return resizing(name, net, rank, 'scale', factor, method === 'nearest' ? 0 : 3 * rank, finer)
  })
}

/**
 * Finer images: [height, width, channels] to [height·f, width·f, channels], or with a factor for each. `'nearest'` repeats each
 * element; `'bilinear'` interpolates between the middles of the old ones, and beyond the outermost middles repeats them. Factors
 * are whole numbers of at least 1.
 *
 * @example
 * pipe(input([14, 14, 8]), upSample2d(2)) // [28, 28, 8]
 * pipe(input([14, 14, 8]), upSample2d([2, 3], { method: 'bilinear' })) // [28, 42, 8]
 */
export const upSample2d = upSample('upSample2d', 2, 'bilinear') as unknown as UpSample<'upSample2d', 2, number | Pair, 'bilinear'>

/**
 * As `upSample2d` along one axis: [length, channels] to [length·f, channels], by `'nearest'` or `'linear'`.
 *
 * @example
 * pipe(input([50, 8]), upSample1d(2)) // [100, 8]
 * pipe(input([50, 8]), upSample1d(2, { method: 'linear' })) // [100, 8]
 */
export const upSample1d = upSample('upSample1d', 1, 'linear') as unknown as UpSample<'upSample1d', 1, number, 'linear'>
