/** Rows along any axis: one gather of rows of what lies behind the axis. */
import { count } from '../program/program.js'
import { add, constant, mul } from '../program/scalar.js'
import type { Shape } from '../shape/shape.js'
import { recordingOf, type AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

const place = (n: number): ((before: AnyTensor, index: AnyTensor) => AnyTensor) =>
  raw.elementwise((before, index) => add(mul(before, constant('i32', n)), index))

/** The places of `indices` along an axis, among the rows of what lies behind it: [before, ...where]. */
const places = (shape: Shape, indices: AnyTensor, axis: number): AnyTensor => {
  const n = shape[axis] as number
  const to = [count(shape.slice(0, axis)), count(indices.shape)]
  // Looked up among all, so that one outside is an error, and no other row.
  const index = raw.reshape(raw.gather(raw.iota([n], 0), indices), [1, to[1] as number])
  return place(n)(raw.iota(to, 0), raw.broadcast(index, to))
}

/** What stands along an axis at i32 indices, which take the place of the axis. */
export const take = (x: AnyTensor, indices: AnyTensor, axis: number): AnyTensor => {
  if (axis === 0) return raw.gather(x, indices)
  const [front, behind]: readonly Shape[] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  // Known indices are fewer than places, which a trace would hold.
  if (recordingOf(indices) === undefined) return toAxis(raw.gather(toFront(x, axis, 1), indices), axis, indices.shape.length)
  const rows = raw.reshape(x, [count(x.shape.slice(0, axis + 1)), ...behind as Shape])
  return raw.reshape(raw.gather(rows, places(x.shape, indices, axis)), [...front as Shape, ...indices.shape, ...behind as Shape])
}

/** With `n` axes from `axis` on in front of all others. */
export const toFront = (x: AnyTensor, axis: number, n: number): AnyTensor => {
  const axes: Shape = x.shape.map((_: number, i: number) => i)
  return raw.permute(x, [...axes.slice(axis, axis + n), ...axes.slice(0, axis), ...axes.slice(axis + n)])
}
/** With the first `n` axes moved before what is then axis `axis`. */
export const toAxis = (x: AnyTensor, axis: number, n: number): AnyTensor => {
  const axes: Shape = x.shape.map((_: number, i: number) => i)
  return raw.permute(x, [...axes.slice(n, n + axis), ...axes.slice(0, n), ...axes.slice(n + axis)])
}

/** What stands along an axis at positions that are known. */
export const takeListed = (x: AnyTensor, positions: readonly number[], axis: number): AnyTensor =>
  take(x, raw.vector(positions, 'i32'), axis)

/** The elements of an axis from the last to the first. */
export const reversed = (x: AnyTensor, axis: number): AnyTensor => {
  const n = x.shape[axis] as number
  return n < 2 ? x : takeListed(x, Array.from({ length: n }, (_, i) => n - 1 - i), axis)
}

/** A part of one axis. */
export const within = (x: AnyTensor, axis: number, start: number, stop: number): AnyTensor =>
  raw.slice(
    x, x.shape.map((_: number, i: number) => (i === axis ? start : 0)), x.shape.map((n: number, i: number) => (i === axis ? stop : n)),
  )
