import type { Agree } from './agree.js'
import type { Add, FloorDivide } from './arithmetic.js'
import { axisIndex } from './axes.js'
import type { AxisIndex } from './axes.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * Shapes of Fourier transforms along an axis. Real numbers have as many different frequencies as half of their number, and one.
 *
 * @example
 * type Bins = HalfSpectrum<readonly [32, 100], -1> // readonly [32, 51]
 * wholeSpectrum([32, 50], 100, -1) // 'axis -1 of [32, 50] is 50, but 100 real numbers have 51 frequencies'
 */
export type Spectrum<S extends Shape, A extends number> =
  number extends A | S['length'] ? readonly number[] : AxisIndex<S, A> extends infer W extends string ? W : S
export const spectrum = (shape: Shape, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  return typeof index === 'string' ? index : shape[index] === 0 ? `axis ${axis} of ${shapeText(shape)} has no elements` : shape
}

/** ⌊n / 2⌋ + 1. */
export type Bins<N extends number> = Add<FloorDivide<N, 2>, 1>
export const bins = (n: number): number => Math.floor(n / 2) + 1

/** The frequencies of real numbers along axis `A`, from 0 to half of them. */
export type HalfSpectrum<S extends Shape, A extends number> =
  number extends A | S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer I
    ? I extends number ? { readonly [D in keyof S]: D extends `${I}` ? Bins<S[D]> : S[D] } : I
    : never
export const halfSpectrum = (shape: Shape, axis: number): Shape | string => {
  const whole = spectrum(shape, axis)
  return typeof whole === 'string' ? whole : whole.map((n, i) => (i === axisIndex(shape, axis) ? bins(n) : n))
}

/** `N` real numbers along axis `A` of their frequencies. */
export type WholeSpectrum<S extends Shape, N extends number, A extends number> =
  number extends A | S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer I
    ? I extends number
      ? SizeAt<S, I> extends readonly [infer M extends number]
        ? Agree<M, Bins<N>> extends readonly [number] ? { readonly [D in keyof S]: D extends `${I}` ? N : S[D] }
          : `axis ${A} of ${ShapeText<S>} is ${SizeText<M>}, but ${N} real numbers have ${Bins<N>} frequencies`
        : never
      : I
    : never
type SizeAt<S extends Shape, I extends number> = readonly [S[I]]
export const wholeSpectrum = (shape: Shape, n: number, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  return typeof index === 'string' ? index
    : shape[index] === bins(n) ? shape.map((m, i) => (i === index ? n : m))
    : `axis ${axis} of ${shapeText(shape)} is ${shape[index]}, but ${n} real numbers have ${bins(n)} frequencies`
}
