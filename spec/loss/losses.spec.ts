/** Every loss against values and gradients from outside, in f64 and f32. */
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import type { Loss } from '../../src/loss/index.js'
import type { DType } from '../../src/shape/shape.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { of, toArray } from '../../src/tensor/index.js'
import { losses, type LossCase } from '../outside/losses.js'

type AnyLoss = Loss<any>
type Rows = LossCase['predictions']

const weightsOf = ({ settings }: LossCase): readonly number[] =>
  Object.entries(settings).filter(([name]) => name.startsWith('weight')).map(([, w]) => w)

/** Which loss a case is about; its examples' own weights, if it has some. */
const subjects: Readonly<Record<string, (about: LossCase) => readonly [AnyLoss, weights?: readonly number[]]>> = {
  squared: () => [loss.squaredError()],
  absolute: () => [loss.absoluteError()],
  huber: ({ settings }) => [loss.huber({ delta: settings['delta']! })],
  softmaxCrossEntropy: () => [loss.softmaxCrossEntropy()],
  softmaxCrossEntropyLabels: () => [loss.sparseSoftmaxCrossEntropy()],
  softmaxCrossEntropySmoothed: ({ settings }) => [loss.sparseSoftmaxCrossEntropy({ labelSmoothing: settings['smoothing']! })],
  softmaxCrossEntropyClassWeights: (about) => [loss.sparseSoftmaxCrossEntropy({ classWeights: weightsOf(about) })],
  softmaxCrossEntropySampleWeights: (about) => [loss.sparseSoftmaxCrossEntropy(), weightsOf(about)],
  sigmoidCrossEntropy: () => [loss.sigmoidBinaryCrossEntropy()],
  hinge: () => [loss.hinge()],
  multiclassHingeMax: () => [loss.multiclassHinge()],
  klDivergenceLogits: () => [loss.klDivergence()],
}

const shapeOf = (rows: Rows): readonly number[] =>
  Array.isArray(rows[0]) ? [rows.length, (rows[0] as readonly number[]).length] : [rows.length]
const tensor = (rows: Rows, dtype: DType): AnyTensor => of(shapeOf(rows), rows.flat(), dtype)
const near = (actual: AnyTensor, expected: readonly number[], tolerance: number): void => {
  const values = toArray(actual)
  expect(values.length).toBe(expected.length)
  values.forEach((v, i) => {
    const w = expected[i]!
    expect(Math.abs(v - w), `${v} is not ${w} at ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(w)))
  })
}

describe.each(losses.filter(({ name }) => name in subjects))('$name $settings', (about) => {
  const [subject, weights] = subjects[about.name]!(about)
  const isClass = typeof about.targets[0] === 'number' && ['multi', 'softmax'].some((word) => about.name.startsWith(word))
  // Elementwise cases give the value of each element, and average over all of them; we add up over an example's outputs.
  const columns = Array.isArray(about.values[0]) ? (about.values[0] as readonly number[]).length : 1
  const summed = about.values.map((v) => (typeof v === 'number' ? v : v.reduce((a, b) => a + b, 0)))
  const types = [['f64', 'f64', 1e-12], ['f64', 'f32', 1e-12], ['f32', 'f32', 2e-6]] as const
  test.each(types)('in %s against targets of %s', (dtype, targetType, tolerance) => {
    const targets = tensor(about.targets, isClass ? 'i32' : targetType)
    const mixed = !isClass && dtype !== targetType
    // Shares like 0.3 are other numbers in f32: only what rounding leaves of them is compared, away from kinks.
    if (mixed && about.targets.flat().some((t) => Math.fround(t) !== t)) return
    const predictions = tensor(about.predictions, dtype)
    const given = weights && of([weights.length], weights, dtype) as AnyTensor
    const each = toArray(subject.perExample(predictions, targets) as AnyTensor).map((v, j) => v * (weights?.[j] ?? 1))
    near(of([each.length], each, dtype) as AnyTensor, summed, tolerance)
    near(subject.of(predictions, targets, given), [about.mean * columns], tolerance)
    const slope = gradient(lift((p: AnyTensor) => subject.of(p, targets, given) as AnyTensor))(predictions)
    near(slope, about.gradient.flat().map((g) => g * columns), tolerance)
    expect(subject.complaint(targets, predictions.shape.slice(1))).toBeUndefined()
  })
})

test('cases without a subject are told apart from ours knowingly', () => {
  expect(losses.filter(({ name }) => !(name in subjects)).map(({ name }) => name)).toEqual([
    'softmaxCrossEntropySampleWeightsPerBatch', // divides by the batch, not by the weights
    'multiclassHingeSum', // Weston and Watkins
    'klDivergence', // of probabilities
    'klDivergenceLog', // of log-probabilities: same values, other gradient
  ])
})
