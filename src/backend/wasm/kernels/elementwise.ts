/**
 * Elementwise work on four lanes at a time: elements are read through views, expressions run in registers. `map` stores
 * what comes of it, a reduction adds it up, a matrix product ends in it.
 */
import { link, lower } from '../../../program/code.js'
import { bytesOf } from '../../../program/elements.js'
import type { Expression } from '../../../program/expression.js'
import type { View } from '../../../program/view.js'
import type { DType } from '../../../shape/shape.js'
import { control, i32, i32x4, sequence, v128, type I32, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { write } from './expression.js'
import { loadNeighbours, loadSplat, loadStrided, vectorsOf, width, type Lanes } from './lanes.js'

/** Where elements come from: an operand's memory by a view, or their own position (the view of an `iota`). */
export interface Source {
  readonly dtype: DType
  readonly view: View
  /** The operand's number; -1 where the place itself is the value. */
  readonly operand: number
}

/** Expressions over the sources, and over the values before them: sources are numbered first, then steps. */
export interface Elementwise {
  readonly sources: readonly Source[]
  readonly steps: readonly { readonly expression: Expression; readonly args: readonly number[] }[]
}

/** Bytes between neighbours of a source, or what a position counts by. */
export const scaleOf = ({ dtype, operand }: Source): number => (operand < 0 ? 1 : bytesOf[dtype])

/** Where a source's walk begins. */
export const beginOf = (source: Source, addresses: readonly I32[]): I32 => {
  const start = i32.const(source.view.offset * scaleOf(source))
  return source.operand < 0 ? start : i32.add(addresses[source.operand] as I32, start)
}

/** Reads four lanes, or the first `tail` of them when fewer are left, `stride` elements apart, `offset` bytes behind a pointer; gives code and lanes. */
const read = (fresh: Fresh, source: Source, pointer: I32, stride: number, tail: number, left?: I32, offset = 0): {
  readonly code: Statement
  readonly lanes: Lanes
} => {
  const { dtype } = source
  if (source.operand < 0) {
    const first = i32x4.splat(i32.add(pointer, i32.const(offset)))
    return { code: sequence(), lanes: [stride === 0 ? first : i32x4.add(first, v128.const([0, stride, 2 * stride, 3 * stride]))] }
  }
  if (stride === 0) return { code: sequence(), lanes: loadSplat(dtype, pointer, offset) }
  if (stride === 1) return { code: sequence(), lanes: loadNeighbours(dtype, pointer, offset) }
  const bytes = stride * bytesOf[dtype]
  const from = i32.add(pointer, i32.const(offset))
  const full = loadStrided(dtype, from, bytes, width)
  if (tail === 0) return { code: sequence(), lanes: full }
  const part = loadStrided(dtype, from, bytes, tail)
  if (left === undefined) return { code: sequence(), lanes: part }
  const places = Array.from({ length: vectorsOf(dtype) }, () => fresh('v128'))
  const setTo = (lanes: Lanes): Statement => sequence(...places.map((p, i) => p.set(lanes[i] as V128)))
  return { code: control.if(i32.ltU(left, i32.const(width)), setTo(part), setTo(full)), lanes: places.map((p) => p.get) }
}

/**
 * The steps made ready: `run` reads the sources at their pointers, those left aside whose lanes are given, which are the first, and
 * gives its code, line by line, and the lanes of every value, sources included.
 */
export const compose = (fresh: Fresh, { sources, steps }: Elementwise, wider: boolean) => {
  const linked = link(sources.map((s) => s.dtype), steps.map(({ expression, args }) => ({ code: lower(expression), args })))
  const { before, run } = write(fresh, linked, wider)
  return {
    before,
    run: (
      pointers: readonly I32[], strides: readonly number[], tail: number, left?: I32,
      offsets: readonly number[] = [], given: readonly Lanes[] = [],
    ): { readonly lines: readonly Statement[]; readonly values: readonly Lanes[] } => {
      const reads = sources.slice(given.length).map((s, i) => read(fresh, s, pointers[i]!, strides[i]!, tail, left, offsets[i]))
      const lanes = [...given, ...reads.map((r) => r.lanes)]
      const { lines, results } = run(lanes)
      return { lines: [...reads.map((r) => r.code), ...lines], values: [...lanes, ...results] }
    },
  }
}

/** About how many vector instructions four elements take. */
export const costOf = ({ sources, steps }: Elementwise, weigh: (e: Expression) => number): number =>
  2 * sources.length + steps.reduce((sum, { expression }) => sum + weigh(expression), 0)
