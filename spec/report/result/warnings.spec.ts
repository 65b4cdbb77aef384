import { describe, expect, it, test } from 'vitest'
import { warnings } from '../../../src/report/result/warnings/index.js'
import type { Histograms, Result, Run, Validation } from '../../../src/run/index.js'
import { classes, resultOf, runOf, stepsOf } from './outcomes.js'

const named = (name: string, run: Partial<Run>): string | undefined => warnings(runOf(run)).find((warning) => warning.name === name)?.text
const about = (name: string, ...results: readonly Result[]): string | undefined =>
  named(name, { results: results.map((result) => ({ event: 'result', ...result })) })
const validationsOf = (losses: readonly number[], every = 10): readonly Validation[] =>
  losses.map((loss, i) => ({ event: 'validation', step: (i + 1) * every, values: { accuracy: 0.5, loss } }))
/** A little noise, the same each time. */
const noise = (i: number): number => ((i * 7919) % 101) / 101 - 0.5
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const falling = stepsOf(upTo(100).map((i) => 2 - i / 100))
const level = stepsOf(upTo(100).map((i) => 1 + 0.1 * noise(i)))
const ended = (step: number, given: object = {}) => ({ event: 'end', step, ...given }) as const

test('a run of which nothing is known has none', () => expect(warnings(runOf())).toEqual([]))

describe('not converged', () => {
  it('says by how much the loss still falls', () => {
    expect(named('not converged', { steps: falling, end: ended(100) })).toBe(
      'The loss still falls at the end: 1.055 in the mean of the last 10 steps, 1.155 in those before (8.7% less).'
      + ' More steps, or a larger learning rate, may give a better result.')
  })
  it.each<[string, Partial<Run>]>([
    ['a loss that only trembles', { steps: level }],
    ['a loss that rises', { steps: falling.toReversed() }],
    ['few steps', { steps: falling.slice(0, 30) }],
    ['a fall within what it trembles by', { steps: stepsOf(upTo(100).map((i) => 2 - i / 2000 + noise(i))) }],
    ['a state that was kept from before', { steps: falling, end: ended(100, { kept: 70 }) }],
    ['overfitting, which says more', { steps: falling, validations: validationsOf([1, 0.5, 0.6, 0.8, 0.9, 1]) }],
  ])('is not said of %s', (_, run) => expect(named('not converged', run)).toBeUndefined())
})

describe('overfitting', () => {
  const validations = validationsOf([1, 0.5, 0.55, 0.6, 0.7, 0.8])
  it('says since when, and by how much', () => {
    expect(named('overfitting', { steps: falling, validations })).toBe(
      'Overfits since step 20: there the loss in validation is 0.5, at the end 0.7 (40.0% more), while the loss in training still falls.')
  })
  it('says that the best state was kept', () =>
    expect(named('overfitting', { steps: falling, validations, end: ended(60, { kept: 20 }) })).toMatch(/The state of the best step was kept\.$/))
  it('follows another loss where there is none of that name', () => {
    const others = validations.map((one): Validation => ({ ...one, values: { r2: 0.5, meanAbsoluteError: one.values['loss'] as number } }))
    expect(named('overfitting', { steps: falling, validations: others })).toContain('mean absolute error in validation is 0.5')
  })
  it.each<[string, Partial<Run>]>([
    ['a loss of validation that falls', { steps: falling, validations: validationsOf([6, 5, 4, 3, 2, 1]) }],
    ['one that rises by little', { steps: falling, validations: validationsOf([1, 0.5, 0.51, 0.51, 0.52, 0.51]) }],
    ['one that has risen twice', { steps: falling, validations: validationsOf([1, 0.9, 0.5, 0.7, 0.8]) }],
    ['a loss of training that rises as well', { steps: falling.toReversed().map((step, i) => ({ ...step, step: i + 1 })), validations }],
    ['no validation', { steps: falling }],
    ['validation without a loss', { steps: falling, validations: validations.map((one) => ({ ...one, values: { accuracy: one.step } })) }],
  ])('is not said of %s', (_, run) => expect(named('overfitting', run)).toBeUndefined())
})

describe('not finite', () => {
  const steps = stepsOf([2, 1.5, 40, NaN, NaN])
  it('says at which step, of what, and what was before', () => {
    expect(named('not finite', { steps })).toBe(
      'At step 4 the loss became NaN. A step before, the loss was 40. A smaller learning rate, or clipped gradients, may help.')
    expect(named('not finite', { steps: steps.slice(3) })).toContain('It was the first step.')
  })
  it('finds a norm first, and the parameters', () => {
    const tensors = ['0.weights', '1.bias'].map((name, i): Histograms['tensors'][number] =>
      ({ name, weights: { edges: i === 0 ? [0, 1] : [NaN, NaN], counts: [3] } }))
    const normed = steps.map((step, i) => ({ ...step, gradientNorm: i < 2 ? 5 : Infinity }))
    expect(named('not finite', { steps: normed, histograms: [{ event: 'histograms', step: 4, tensors }] })).toBe(
      'At step 3 the norm of the gradient became ∞. A step before, the loss was 1.5, the norm of the gradient 5.'
      + ' The first parameters that are not finite: 1.bias. A smaller learning rate, or clipped gradients, may help.')
  })
  it('finds a validation', () =>
    expect(named('not finite', { steps: falling, validations: validationsOf([1, Infinity]) })).toBe(
      'In the validation after step 20 the loss is ∞, although no loss of a batch was.'))
  it('is not said of numbers', () => expect(named('not finite', { steps: falling, validations: validationsOf([1, 2]) })).toBeUndefined())
})

describe('an end', () => {
  it('before all steps', () =>
    expect(named('ended early', { start: { event: 'start', step: 0, steps: 400 }, steps: falling, end: ended(100, { stopped: 'no improvement in 5 evaluations' }) }))
      .toBe('Ended at step 100 of 400 that were planned: no improvement in 5 evaluations.'))
  it('by early stopping, which keeps its best state, is as it should be', () =>
    expect(named('ended early', { start: { event: 'start', step: 0, steps: 400 }, steps: falling, end: ended(100, { stopped: 'no improvement', kept: 80 }) }))
      .toBeUndefined())
  it('that is not there', () => expect(named('no end', { steps: falling })).toBe('The record has no end: the training was cut off after step 100, or is still running.'))
  it('as planned is not spoken of', () => {
    const run = { start: { event: 'start', step: 0, steps: 100 } as const, steps: level, end: ended(100) }
    expect(warnings(runOf(run))).toEqual([])
    expect(warnings(runOf({ ...run, end: ended(100, { stopped: 'enough' }) }))).toEqual([])
  })
})

const names = ['Adelie', 'Chinstrap', 'Gentoo']
const good = classes(names, [[0, 0, 88], [1, 1, 39], [2, 2, 70], [1, 0, 3]], 0.97)

describe('of classes', () => {
  it('a class that is never predicted', () => {
    expect(about('never predicted', resultOf(classes(names, [[0, 0, 5], [1, 0, 4], [2, 2, 3]])))).toBe(
      'Chinstrap is never predicted, although 4 cases of 12 are of that class.')
    expect(about('never predicted', resultOf(classes(names, [[0, 0, 5], [1, 0, 4], [2, 0, 3]])))).toBe(
      'Chinstrap and Gentoo are never predicted, although 7 cases of 12 are of those classes.')
    expect(about('never predicted', resultOf(good))).toBeUndefined()
    // A class without cases need not be predicted.
    expect(about('never predicted', resultOf(classes(names, [[0, 0, 5], [1, 1, 4]])))).toBeUndefined()
  })
  it('many of them are counted', () => {
    const many = Array.from({ length: 9 }, (_, i) => `<b>${i}`)
    expect(about('never predicted', resultOf(classes(many, many.map((_, i) => [i, 0, 1] as const))))).toContain(
      '<b>1, <b>2, <b>3, <b>4, <b>5 and 3 more are never predicted')
  })
  it('few cases', () => {
    const few = classes(names, [[0, 0, 12], [1, 1, 8], [1, 0, 1]])
    expect(about('few cases', resultOf(few))).toBe(
      'Only 21 cases that it had not seen: with 95 % confidence the accuracy on new ones is from 77.3% to 99.2%.')
    expect(about('few cases', resultOf(few, { baselines: [{ name: 'linear model', value: 0.9 }] }))).toContain(
      ' That of linear model lies in it, so even the difference may be chance.')
    expect(about('few cases', resultOf(good))).toBeUndefined()
  })
  it('probabilities that claim too much, or too little', () => {
    const half = (p: number) => resultOf(classes(names, [[0, 0, 60], [1, 0, 60], [2, 2, 60]], p))
    expect(about('miscalibrated', half(0.97))).toBe('It is surer than it is right: its predictions have a probability of 97.0% in the mean,'
      + ' and 66.7% of them are right. Take the probabilities as an order, not as shares.')
    expect(about('miscalibrated', half(0.4))).toContain('less sure than it is right')
    expect(about('miscalibrated', resultOf(classes(names, [[0, 0, 33], [1, 0, 17]], 0.97)))).toBeUndefined()
    expect(about('miscalibrated', resultOf(good))).toBeUndefined()
  })
  it('a perfect score', () => {
    const perfect = classes(names, [[0, 0, 30], [1, 1, 20], [2, 2, 10]], 0.97)
    expect(about('too good', resultOf(perfect))).toContain('A accuracy of 100.0% on 60 cases is rare'.replace('A accuracy', 'An accuracy'))
    expect(about('too good', resultOf(classes(names, [[0, 0, 30], [1, 1, 10]])))).toBeUndefined()
    expect(about('too good', resultOf(good))).toBeUndefined()
    expect(about('too good', resultOf(perfect, { baselines: [{ name: 'linear model', value: 1 }] }))).toBeUndefined()
  })
  it('no prediction', () => {
    const outcome = { ...good, probabilities: good.probabilities.map((row, i) => (i < 2 ? [NaN, NaN, NaN] : row)) }
    expect(about('unanswered', resultOf(outcome))).toBe('2 of 200 cases got no prediction: the network gave NaN or infinity.')
    expect(about('unanswered', resultOf(good))).toBeUndefined()
  })
})

describe('the baseline', () => {
  const baselines = [{ name: 'commonest class', value: 0.7 }, { name: 'linear model', value: 0.9 }]
  it('is better', () => {
    expect(about('worse than the baseline', resultOf(good, { figures: { accuracy: 0.8 }, baselines }))).toBe(
      'Its accuracy of 80.0% is no better than a baseline that needs far less or no learning: linear model (90.0%).')
    expect(about('worse than the baseline', resultOf(good, { figures: { accuracy: 0.7 }, baselines }))).toContain('commonest class (70.0%) and linear model (90.0%)')
    expect(about('worse than the baseline', resultOf(good, { figures: { accuracy: NaN }, baselines }))).toContain('NaN')
  })
  it('is not', () => expect(about('worse than the baseline', resultOf(good, { baselines }))).toBeUndefined())
  it('of which less is better', () => {
    const result = (loss: number) => resultOf({ kind: 'sequences', losses: upTo(50) }, { figures: { loss }, baselines: [{ name: 'frequencies', value: 3 }] })
    expect(about('worse than the baseline', result(3.5))).toContain('frequencies (3)')
    expect(about('worse than the baseline', result(2.5))).toBeUndefined()
  })
})

describe('of numbers', () => {
  const of = (n: number, given: Partial<Result> = {}) => resultOf({ kind: 'numbers', name: 'y', truths: upTo(n), predictions: upTo(n) }, given)
  it('few cases', () => {
    expect(about('few cases', of(1))).toBe('Only 1 case that it had not seen: the figures may be chance.')
    expect(about('few cases', of(12, { part: 'validation' }))).toBe('Only 12 cases of the part “validation”: the figures may be chance.')
    expect(about('few cases', of(30))).toBeUndefined()
  })
  it('a perfect score', () => {
    expect(about('too good', of(60, { figures: { r2: 1 } }))).toContain('An R² of 1 on 60 cases is rare')
    expect(about('too good', of(60))).toBeUndefined()
  })
  it('no prediction', () =>
    expect(about('unanswered', resultOf({ kind: 'numbers', name: 'y', truths: [1, 2], predictions: [NaN, 2] }))).toContain('1 of 2 cases'))
})

test('what two parts of the data give is said once', () => {
  const few = resultOf(classes(names, [[0, 0, 3], [1, 1, 3]]))
  expect(warnings(runOf({ results: [few, { ...few, part: 'validation' }].map((result) => ({ event: 'result', ...result })) })).map(({ name }) => name)).toEqual(['few cases'])
})
