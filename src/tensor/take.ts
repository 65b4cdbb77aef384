/** Rows along any axis: one gather of rows of what lies behind the axis. */
import { count } from '../program/program.js'
import { add, constant, ge, lt, mul, or, select } from '../program/scalar.js'
import type { Shape } from '../shape/shape.js'
import { recordingOf, type AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** The places of rows by their index along an axis of size `n`, as often as there are rows in front of it; outside of it -1, an error. */
const places = (n: number): ((before: AnyTensor, index: AnyTensor) => AnyTensor) => raw.elementwise((before, index) => select(
  or(lt(index, constant('i32', 0)), ge(index, constant('i32', n))), constant('i32', -1),
  add(mul(before, constant('i32', n)), index),
))

/** `x` as rows of what lies behind the axis, and the places of `indices` among them: [before, ...where]. */
export const rowsOf = (shape: Shape, indices: AnyTensor, axis: number): AnyTensor => {
  const to = [count(shape.slice(0, axis)), count(indices.shape)]
  const index = raw.broadcast(raw.reshape(indices, [1, to[1] as number]), to)
  return places(shape[axis] as number)(raw.iota(to, 0), index)
}

/** What stands along an axis at i32 indices, which take the place of the axis. */
export const take = (x: AnyTensor, indices: AnyTensor, axis: number): AnyTensor => {
  if (axis === 0) return raw.gather(x, indices)
  const [front, behind]: readonly Shape[] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  // Known indices are fewer than places, which a trace would hold.
  if (recordingOf(indices) === undefined) return toAxis(raw.gather(toFront(x, axis, 1), indices), axis, indices.shape.length)
  const rows = raw.reshape(x, [count(x.shape.slice(0, axis + 1)), ...behind as Shape])
  return raw.reshape(raw.gather(rows, rowsOf(x.shape, indices, axis)), [...front as Shape, ...indices.shape, ...behind as Shape])
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
  raw.slice(x, x.shape.map((_: number, i: number) => (i === axis ? start : 0)), x.shape.map((n: number, i: number) => (i === axis ? stop : n)))
