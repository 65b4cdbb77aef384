/**
 * Where a number can be, however an engine rounds: between two numbers. What is known of nothing is between the least and the
 * greatest of its element type; of floats it may be NaN.
 */
import { isFloat } from '../../../../src/program/scalar.js'
import type { DType } from '../../../../src/shape/shape.js'

export type Range = readonly [from: number, to: number]

/** The ranges of many elements, of one element type. */
export interface Ranges {
  readonly from: Float64Array
  readonly to: Float64Array
}

/** All that there is of an element type. */
export const whole: Readonly<Record<DType, Range>> = {
  f32: [-Infinity, Infinity], f64: [-Infinity, Infinity], i32: [-2147483648, 2147483647], u32: [0, 4294967295], bool: [0, 1],
}

export const isPoint = ([from, to]: Range): boolean => from === to

/** Whether nothing is known of a float: it may be NaN. */
export const isUnknown = ([from, to]: Range): boolean => from === -Infinity && to === Infinity

export const hull = (a: Range, b: Range): Range => [Math.min(a[0], b[0]), Math.max(a[1], b[1])]

/**
 * The relative error that an operation on floats may have: two units in the last place, where the nearest number is
 * half of one away. So passes may write a division as a product with the reciprocal, or round once where we round twice.
 */
export const unit = 2 ** -22

/** Below this, numbers may be flushed to 0, as operands and as results; there they are multiples of the second. */
const [least, tiniest] = [2 ** -126, 2 ** -149]
const greatest = 2 ** 128 - 2 ** 104

/** The same with the zero that it may be flushed to. */
export const flushed = ([from, to]: Range): Range => [from > 0 && from < least ? 0 : from, to < 0 && to > -least ? 0 : to]

/** A range of real numbers as an operation rounds it, with so much room beyond; NaN is anything. */
export const rounded = ([from, to]: Range, room = 0): Range => {
  const beyond = room + (from < least && to > -least && !(from === 0 && to === 0) ? tiniest : 0)
  const [low, high] = [from - unit * Math.abs(from) - beyond, to + unit * Math.abs(to) + beyond]
  // ∞ less a part of itself is NaN; what is no number at one end can be anything.
  const [a, b] = [from === -Infinity || from === Infinity ? from : low, to === Infinity || to === -Infinity ? to : high]
  if (Number.isNaN(a) || Number.isNaN(b)) return whole.f32
  return flushed([a < -greatest ? -Infinity : a, b > greatest ? Infinity : b])
}

/** Ranges of one element type, filled from a function of the position. */
export const rangesOf = (n: number, at: (i: number) => Range): Ranges => {
  const [from, to] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) [from[i], to[i]] = at(i) as [number, number]
  return { from, to }
}

export const at = ({ from, to }: Ranges, i: number): Range => [from[i]!, to[i]!]

/** The sum of integers in 32 bits, where it wraps for certain or not at all. */
export const inWord = (dtype: DType, [from, to]: Range): Range => {
  const [least, greatest] = whole[dtype]
  if (from >= least && to <= greatest) return [from, to]
  if (from !== to) return whole[dtype]
  const wrapped = dtype === 'u32' ? from >>> 0 : dtype === 'bool' ? from & 1 : from | 0
  return [wrapped, wrapped]
}

/**
 * A sum of so many terms in any order: of floats, each addition rounds what is at most the sum of the terms' sizes, and each term
 * may be flushed.
 */
export const summed = (dtype: DType, [from, to]: Range, sizes: number, terms: number): Range => {
  if (!isFloat(dtype)) return inWord(dtype, [from, to])
  if (terms < 2) return isPoint([from, to]) ? flushed([from, to]) : rounded([from, to])
  return sizes > greatest ? whole[dtype] : rounded([from, to], sizes === 0 ? 0 : terms * (unit * sizes + least))
}
