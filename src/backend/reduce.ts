/**
 * Reductions. A sum runs in 8 lanes, each from +0: lane l adds elements l, l+8, …, then the lanes (l, l+4), (l, l+2) and
 * (l, l+1) are added: the contract's order, whatever axes are reduced.
 */
import type { DType } from '../shape/shape.js'
import type { Elements } from '../program/elements.js'
import type { Reduction } from '../program/primitive.js'
import type { Prepare } from './kernel.js'
import { stridesOf } from './strided.js'

/** The element offsets of a walk over some axes, in row-major order. */
const offsets = (shape: readonly number[], strides: readonly number[], axes: readonly number[]): Int32Array =>
  axes.reduce((bases, axis) => {
    const [size, stride] = [shape[axis]!, strides[axis]!]
    const next = new Int32Array(bases.length * size)
    for (let i = 0; i < bases.length; i++) for (let j = 0; j < size; j++) next[i * size + j] = bases[i]! + j * stride
    return next
  }, new Int32Array(1))

type Fold = (out: Elements, x: Elements, bases: Int32Array, within: Int32Array) => void

const sumF32: Fold = (out, from, bases, within) => {
  const [t, x] = [out as Float32Array, from as Float32Array]
  const n = within.length
  const lanes = new Float32Array(8)
  for (let o = 0; o < bases.length; o++) {
    const base = bases[o]!
    lanes.fill(0)
    for (let i = 0; i < n; i++) lanes[i & 7] = lanes[i & 7]! + x[base + within[i]!]!
    for (let width = 4; width > 0; width >>= 1) for (let l = 0; l < width; l++) lanes[l] = lanes[l]! + lanes[l + width]!
    t[o] = lanes[0]!
  }
}

/** The same over f64. */
const sumF64: Fold = (out, x, bases, within) => {
  const lanes = new Float64Array(8)
  for (let o = 0; o < bases.length; o++) {
    lanes.fill(0)
    for (let i = 0; i < within.length; i++) lanes[i & 7] = lanes[i & 7]! + x[bases[o]! + within[i]!]!
    for (let width = 4; width > 0; width >>= 1) for (let l = 0; l < width; l++) lanes[l] = lanes[l]! + lanes[l + width]!
    out[o] = lanes[0]!
  }
}

const sumInteger: Fold = (out, x, bases, within) => {
  for (let o = 0; o < bases.length; o++) {
    let sum = 0
    for (let i = 0; i < within.length; i++) sum = (sum + x[bases[o]! + within[i]!]!) | 0
    out[o] = sum
  }
}

const extreme = (
  pick: (a: number, b: number) => number,
  from: Readonly<Record<DType, number>>,
) => (dtype: DType): Fold => (out, x, bases, within) => {
  for (let o = 0; o < bases.length; o++) {
    let best = from[dtype]
    for (let i = 0; i < within.length; i++) best = pick(best, x[bases[o]! + within[i]!]!)
    out[o] = best
  }
}
/** The least value of each element type, with which a maximum begins. */
export const leastValue: Readonly<Record<DType, number>> = { f32: -Infinity, f64: -Infinity, i32: -2147483648, u32: 0, bool: 0 }

const greatest = extreme(Math.max, leastValue)
const least = extreme(Math.min, { f32: Infinity, f64: Infinity, i32: 2147483647, u32: 4294967295, bool: 1 })

/** The first of the greatest; the first NaN where there is one. +0 and -0 are equal. */
const argmax: Fold = (out, x, bases, within) => {
  for (let o = 0; o < bases.length; o++) {
    let at = 0
    let best = x[bases[o]! + within[0]!]!
    for (let i = 1; i < within.length && best === best; i++) {
      const value = x[bases[o]! + within[i]!]!
      if (value > best || value !== value) { at = i; best = value }
    }
    out[o] = at
  }
}

const folds: Readonly<Record<Reduction, (dtype: DType) => Fold>> = {
  sum: (dtype) => (dtype === 'f32' ? sumF32 : dtype === 'f64' ? sumF64 : sumInteger),
  max: greatest,
  min: least,
  argmax: () => argmax,
}

export const reduce: Prepare<'reduce'> = ({ by, axes }, [x]) => {
  const { shape, dtype } = x!
  const strides = stridesOf(shape)
  const reduced = [...axes].sort((a, b) => a - b)
  const bases = offsets(shape, strides, shape.map((_, i) => i).filter((i) => !reduced.includes(i)))
  const within = offsets(shape, strides, reduced)
  const run = folds[by](dtype)
  return ([out], [from]) => run(out!, from!, bases, within)
}
