/** What targets may be, said in one sentence when they are not: the position, what is there, and what should be. */
import type { DType, Shape } from '../shape/shape.js'
import { fail } from '../shape/error.js'
import { elements, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { equal } from '../tensor/untyped.js'

const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`

/** Targets of this shape and these element types, or an error. */
export const expectTargets = (operation: string, targets: AnyTensor, shape: Shape, dtypes: readonly DType[]): void => {
  if (!dtypes.includes(targets.dtype)) fail(operation, { argument: 'targets', expected: `a tensor of ${dtypes.join(' or ')}`, received: targets.dtype })
  if (!equal(targets.shape, shape)) fail(operation, { argument: 'targets', expected: `a tensor of shape ${shapeText(shape)}`, received: targets.shape })
}

/** The index along each axis of the element at `offset`: `targets[3, 0]`. */
const place = (offset: number, shape: Shape): string => {
  const indices = shape.reduceRight<{ readonly rest: number; readonly found: readonly number[] }>(
    ({ rest, found }, n) => ({ rest: Math.floor(rest / n), found: [rest % n, ...found] }), { rest: offset, found: [] })
  return `targets[${indices.found.join(', ')}]`
}

/** The first element that is not as expected; nothing is known of targets inside a trace. */
const first = (targets: AnyTensor, fits: (x: number) => boolean, expected: string): string | undefined => {
  if (recordingOf(targets) !== undefined) return undefined
  const list = elements(targets)
  const at = list.findIndex((x) => !fits(x))
  return at < 0 ? undefined : `${place(at, targets.shape)} is ${list[at]}, expected ${expected}`
}

export const finite = (targets: AnyTensor): string | undefined => first(targets, Number.isFinite, 'a finite number')

/** Classes 0 … C - 1, where C is the last of the network's sizes. */
export const classes = (targets: AnyTensor, outputs: Shape): string | undefined => {
  const n = outputs.at(-1) ?? 0
  return first(targets, (x) => x >= 0 && x < n, `a class from 0 to ${n - 1}`)
}

export const chances = (targets: AnyTensor): string | undefined => first(targets, (x) => x >= 0 && x <= 1, 'a number from 0 to 1')

export const signs = (targets: AnyTensor): string | undefined => first(targets, (x) => x === 1 || x === -1, '1 or -1')

/** How far the sum of a distribution may be from 1: shares are often written with few digits. */
const slack = 1e-3

/** Distributions along the last axis: no share below 0, and all together 1. */
export const distributions = (targets: AnyTensor): string | undefined => {
  const share = first(targets, (x) => x >= 0 && x < Infinity, 'a share of at least 0')
  if (share !== undefined || recordingOf(targets) !== undefined) return share
  const list = Array.from(elements(targets))
  const n: number = targets.shape.at(-1) ?? 1
  const rows = Array.from({ length: n === 0 ? 0 : list.length / n }, (_, i) => list.slice(i * n, i * n + n).reduce((a, b) => a + b, 0))
  const at = rows.findIndex((total) => Math.abs(total - 1) > slack)
  return at < 0 ? undefined : `${place(at, targets.shape.slice(0, -1))} adds up to ${rows[at]}, expected a distribution, which adds up to 1`
}
