/** What targets may be, said in one sentence when they are not: the position, what is there, and what should be. */
import { printType } from '../program/infer.js'
import type { DType, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { toArray } from '../tensor/create.js'
import { elements, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { cast } from '../tensor/unary.js'
import { equal, reduce } from '../tensor/untyped.js'
import type { TargetForm } from './forms.js'

/** What is wrong with targets for a network of these outputs. */
export type Complaint = (targets: AnyTensor, outputs: Shape) => string | undefined

/** The form of targets: their element types, and their shape for predictions of a shape, both with the batch. */
export interface Form {
  readonly dtypes: readonly DType[]
  readonly shape: (predictions: Shape) => Shape
}

/** A number for each output. */
const perOutput: Form = { dtypes: ['f32', 'f64'], shape: (predictions) => predictions }
/** A class for the outputs along the last axis. */
const perPosition: Form = { dtypes: ['i32'], shape: (predictions) => predictions.slice(0, -1) }

const misfit = (targets: AnyTensor, predictions: Shape, { dtypes, shape }: Form): string | undefined => {
  const expected = shape(predictions)
  return dtypes.includes(targets.dtype) && equal(targets.shape, expected)
    ? undefined
    : `targets are ${printType(targets)}, expected ${dtypes.join(' or ')}${shapeText(expected)}`
}

/** Targets that are not of the form are complained of first; their elements are looked at where they are known. */
// @__NO_SIDE_EFFECTS__
export const complaintOf = (form: Form, look: Complaint): Complaint => (targets, outputs) =>
  misfit(targets, [targets.shape[0] ?? 0, ...outputs], form)
  ?? (recordingOf(targets) === undefined ? look(targets, outputs) : undefined)

/** Targets of one of the forms by name, of which more may be wrong. */
export const formed = (form: TargetForm, complaint: Complaint): Complaint => (targets, outputs) =>
  misfit(targets, [targets.shape[0] ?? 0, ...outputs], form === 'classes' ? perPosition : perOutput) ?? complaint(targets, outputs)

/** The index along each axis of the element at `offset`: `targets[3, 0]`. */
export const place = (offset: number, shape: Shape): string => {
  const indices = shape.reduceRight<{ readonly rest: number; readonly found: readonly number[] }>(
    ({ rest, found }, n) => ({ rest: Math.floor(rest / n), found: [rest % n, ...found] }), { rest: offset, found: [] })
  return `targets[${indices.found.join(', ')}]`
}

/** The first element that is not as expected. */
export const first = (targets: AnyTensor, fits: (x: number) => boolean, expected: string): string | undefined => {
  const list = elements(targets)
  const at = list.findIndex((x) => !fits(x))
  return at < 0 ? undefined : `${place(at, targets.shape)} is ${list[at]}, expected ${expected}`
}

// @__NO_SIDE_EFFECTS__
const eachOutput = (fits: (x: number) => boolean, expected: string): Complaint =>
  complaintOf(perOutput, (targets) => first(targets, fits, expected))

export const finite = eachOutput(Number.isFinite, 'a finite number')
export const chances = eachOutput((x) => x >= 0 && x <= 1, 'a number from 0 to 1')
export const counts = eachOutput((x) => x >= 0 && x < Infinity, 'a finite number of at least 0')
export const signs = eachOutput((x) => x === 1 || x === -1, '1 or -1')

/** Classes 0 … C - 1, where C is the last of the network's sizes, and the one that is ignored. */
// @__NO_SIDE_EFFECTS__
export const classes = (ignore?: number): Complaint => complaintOf(perPosition, (targets, outputs) => {
  const n = outputs.at(-1) ?? 0
  const isMore = ignore !== undefined && (ignore < 0 || ignore >= n)
  const expected = `a class from 0 to ${n - 1}${isMore ? ` or ${ignore}, which is ignored` : ''}`
  return first(targets, (x) => (x >= 0 && x < n) || x === ignore, expected)
})

/** How far the sum of a distribution may be from 1: shares are often written with few digits. */
const slack = 1e-3

/** Distributions along the last axis: no share below 0, and all together 1. */
export const distributions = complaintOf(perOutput, (targets) => {
  const share = first(targets, (x) => x >= 0 && x < Infinity, 'a share of at least 0')
  if (share !== undefined) return share
  const totals = toArray(reduce('sum', cast('f64')(targets), [targets.shape.length - 1]))
  const at = totals.findIndex((total) => Math.abs(total - 1) > slack)
  if (at < 0) return undefined
  return `${place(at, targets.shape.slice(0, -1))} adds up to ${totals[at]}, expected a distribution, which adds up to 1`
})
