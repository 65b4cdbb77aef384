/** Losses for particular tasks against values and gradients from outside, in f64 and f32. */
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import type { DType } from '../../src/shape/shape.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { of, sum, toArray } from '../../src/tensor/index.js'
import { taskLosses, type TaskLossCase } from '../outside/taskLosses.js'

type AnyLoss = loss.Loss<any>
type Make = (settings: any) => AnyLoss

/** The loss of each case; two are about a mean. */
const subjects: Readonly<Record<string, Make>> = {
  ...loss as unknown as Readonly<Record<string, Make>>, tripletOfOne: loss.triplet, ntXentMean: loss.ntXent,
}
const integers = ['sparseSoftmaxFocal', 'cosineEmbedding', 'contrastive', 'triplet', 'tripletOfOne', 'ntXent', 'ntXentMean', 'ctc']

const near = (actual: AnyTensor, expected: readonly number[], tolerance: number): void => {
  const values = toArray(actual)
  expect(values.length).toBe(expected.length)
  values.forEach((v, i) => {
    const w = expected[i]!
    expect(Math.abs(v - w), `${v} is not ${w} at ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(w)))
  })
}

const added = (x: AnyTensor): AnyTensor => (sum() as (x: AnyTensor) => AnyTensor)(x)

/** Where the source gives the mean of a batch or the cost of one of its examples, so do we. */
const costs = (about: TaskLossCase, subject: AnyLoss) => (p: AnyTensor, t: AnyTensor): AnyTensor => {
  const n = about.values.length
  if (about.name === 'ntXentMean') return subject.of(p, t) as AnyTensor
  const each = subject.perExample(p, t) as AnyTensor
  return about.name === 'tripletOfOne' ? subject.of(p, t, of([n], [1, 0, 0], p.dtype)) as AnyTensor : each
}

describe.each(taskLosses)('$name by $source, $settings', (about) => {
  const subject = subjects[about.name]!(about.settings)
  const f = costs(about, subject)
  const isOne = about.name === 'ntXentMean' || about.name === 'tripletOfOne'
  const expected = isOne ? [about.values.reduce((a, b) => a + b, 0)] : about.values
  // Keras computes some of its values in single precision.
  test.each<[DType, number]>([['f64', about.source.includes('keras') ? 1e-7 : 4e-12], ['f32', 4e-5]])('in %s', (dtype, tolerance) => {
    const predictions = of(about.shape, about.predictions, dtype) as AnyTensor
    const targets = of(about.targetShape, about.targets, integers.includes(about.name) ? 'i32' : dtype) as AnyTensor
    near(f(predictions, targets), expected, tolerance)
    const slope = gradient(lift((p: AnyTensor) => added(f(p, targets))))(predictions)
    near(slope as AnyTensor, about.gradient, tolerance * 10)
    expect(subject.complaint(targets as never, about.shape.slice(1))).toBeUndefined()
  })
})
