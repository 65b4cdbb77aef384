/** Loops over strided elements: broadcasting, permuting, slicing, padding, joining and unfolding are all one copy. */
import type { DType, Shape } from '../shape/shape.js'
import type { Elements } from '../program/elements.js'

/** The distance between neighbours along each axis, in elements, in row-major order. */
export const stridesOf = (shape: Shape): readonly number[] => {
  const strides = shape.map(() => 1)
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!
  return strides
}

/** One axis of a walk over two arrays at once. */
interface Axis {
  readonly size: number
  readonly out: number
  readonly from: number
}

type Row = (out: Elements, o: number, os: number, from: Elements, f: number, fs: number, n: number) => void

const copyF32: Row = (out, o, os, from, f, fs, n) => {
  const [t, s] = [out as Float32Array, from as Float32Array]
  for (let i = 0; i < n; i++) t[o + i * os] = s[f + i * fs]!
}
const copyAny: Row = (out, o, os, from, f, fs, n) => { for (let i = 0; i < n; i++) out[o + i * os] = from[f + i * fs]! }
const addF32: Row = (out, o, os, from, f, fs, n) => {
  const [t, s] = [out as Float32Array, from as Float32Array]
  for (let i = 0; i < n; i++) t[o + i * os] = t[o + i * os]! + s[f + i * fs]!
}
const addAny: Row = (out, o, os, from, f, fs, n) => {
  for (let i = 0; i < n; i++) out[o + i * os] = out[o + i * os]! + from[f + i * fs]!
}

/** Neighbouring axes that are one axis in both arrays, merged; axes of size 1 dropped. */
const merge = (axes: readonly Axis[]): readonly Axis[] =>
  axes.filter((a) => a.size !== 1).reduceRight<readonly Axis[]>((merged, a) => {
    const [b, ...rest] = merged
    return b !== undefined && a.out === b.out * b.size && a.from === b.from * b.size
      ? [{ size: a.size * b.size, out: b.out, from: b.from }, ...rest]
      : [a, ...merged]
  }, [])

/** Where a strided walk begins and how far apart its neighbours are. */
export interface Walk {
  readonly offset: number
  readonly strides: readonly number[]
}

const walker = (row: Row, shape: Shape, out: Walk, from: Walk, ordered: boolean) => {
  const whole = shape.map((size, i): Axis => ({ size, out: out.strides[i]!, from: from.strides[i]! }))
  const axes = ordered ? whole.filter((a) => a.size !== 1) : merge(whole)
  const { size: n, out: os, from: fs } = axes.at(-1) ?? { size: 1, out: 1, from: 1 }
  const depth = axes.length - 1
  const empty = shape.includes(0)
  const walk = (axis: number, target: Elements, o: number, source: Elements, f: number): void => {
    if (axis >= depth) return row(target, o, os, source, f, fs, n)
    const { size, out: outer, from: inner } = axes[axis]!
    for (let i = 0; i < size; i++) walk(axis + 1, target, o + i * outer, source, f + i * inner)
  }
  return (target: Elements, source: Elements): void => { if (!empty) walk(0, target, out.offset, source, from.offset) }
}

/** Copies elements of `shape` from one walk to another. */
export const copier = (dtype: DType, shape: Shape, out: Walk, from: Walk) =>
  walker(dtype === 'f32' ? copyF32 : copyAny, shape, out, from, false)

/** Adds elements one by one in row-major order of `shape`; each sum is rounded. */
export const adder = (dtype: DType, shape: Shape, out: Walk, from: Walk) =>
  walker(dtype === 'f32' ? addF32 : addAny, shape, out, from, true)
