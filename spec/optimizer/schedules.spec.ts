/** Every schedule against values from outside, traced and eager. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { interpret } from '../../src/backend/interpret.js'
import * as optimizer from '../../src/optimizer/index.js'
import { schedule as s } from '../../src/optimizer/index.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import { plateaus, schedules } from '../outside/schedules.js'

const subjects: Readonly<Record<string, s.Schedule>> = {
  constant: s.constant(0.1),
  piecewise: s.piecewise({ initial: 0.1, factors: [[5, 0.5], [12, 0.1]] }),
  exponential: s.exponentialDecay({ initial: 0.1, steps: 4, factor: 0.5 }),
  exponentialStaircase: s.exponentialDecay({ initial: 0.1, steps: 4, factor: 0.5, staircase: true }),
  exponentialFloor: s.exponentialDecay({ initial: 0.1, steps: 4, factor: 0.5, end: 0.02 }),
  exponentialLate: s.exponentialDecay({ initial: 0.1, steps: 4, factor: 0.5, begin: 3 }),
  polynomial: s.polynomialDecay({ initial: 0.1, end: 0.01, power: 2, steps: 15 }),
  linear: s.polynomialDecay({ initial: 0, end: 1, steps: 8 }),
  cosine: s.cosineDecay({ initial: 0.1, steps: 16 }),
  cosineAlpha: s.cosineDecay({ initial: 0.1, end: 0.02, steps: 16 }),
  warmupCosine: pipe(s.cosineDecay({ initial: 0.1, end: 0.01, steps: 13 }), s.warmup({ steps: 5 })),
  warmupConstant: pipe(s.constant(0.1), s.warmup({ steps: 5 })),
  oneCycleCosine: s.oneCycle({ peak: 0.1, steps: 18 }),
  oneCycleCosineSet: s.oneCycle({ peak: 0.1, steps: 18, rise: 0.5, divisor: 10, finalDivisor: 100 }),
  oneCycleLinear: s.oneCycle({ peak: 0.1, steps: 18, curve: 'linear' }),
}

describe.each(schedules)('$name', ({ name, values }) => {
  const subject = subjects[name]!
  test('gives the published values', () => values.forEach((expected, step) => {
    const [value] = toArray(subject(scalar(step, 'i32')))
    expect(Math.abs(value! - expected), `${value} is not ${expected} at step ${step}`).toBeLessThanOrEqual(1e-13)
  }))
  test('is traced with its step as an input', () => {
    const { program } = trace(subject, scalar(0, 'i32'))
    const run = interpret(program)
    const eager = (step: number): Float64Array => Float64Array.from(toArray(subject(scalar(step, 'i32'))))
    values.forEach((_, step) => expect(run([Int32Array.of(step)])[0]).toEqual(eager(step)))
  })
})

test('every published schedule is covered', () => expect(Object.keys(subjects)).toEqual(schedules.map(({ name }) => name)))

type Updates = Tensor<readonly [1], 'f64'>

const losses = [1, 0.8, 0.81, 0.79999, 0.8, 0.5, 0.6, 0.55, 0.52, 0.51, 0.5, 0.45, 0.4501, 0.46, 0.47, 0.4499, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3]

test.each(plateaus)('reduceOnPlateau $settings', ({ settings: { rtol, atol, accumulation, ...others }, scales }) => {
  const rule = optimizer.reduceOnPlateau({ ...others, relative: rtol, absolute: atol, every: accumulation })
  const updates: Updates = of([1], [2], 'f64')
  const steps = losses.reduce<readonly (readonly [Updates, optimizer.PlateauState])[]>((done, loss) =>
    [...done, rule.update(updates, done.at(-1)?.[1] ?? rule.init(updates), updates, { loss: scalar(loss, 'f64') })], [])
  steps.forEach(([scaled, { scale }], i) => {
    expect(toArray(scale)[0], `after loss ${i}`).toBeCloseTo(scales[i]!, 14)
    expect(toArray(scaled)[0]).toBe(2 * toArray(scale)[0]!)
  })
})

test.each([
  ['constant', () => s.constant(NaN), 'value'],
  ['cosineDecay', () => s.cosineDecay({ initial: 0.1, steps: 0 }), 'steps'],
  ['polynomialDecay', () => s.polynomialDecay({ initial: -1, steps: 3 }), 'initial'],
  ['exponentialDecay', () => s.exponentialDecay({ initial: 1, steps: 3, factor: 0 }), 'factor'],
  ['piecewise', () => s.piecewise({ initial: 1, factors: [[5, 0.1], [3, 0.1]] }), 'factors[1]'],
  ['oneCycle', () => s.oneCycle({ peak: 1, steps: 2 }), 'steps'],
  ['warmup', () => s.warmup({ steps: 1.5 }), 'steps'],
  ['reduceOnPlateau', () => optimizer.reduceOnPlateau({ patience: 0 }), 'patience'],
])('%s names a setting out of its range', (operation, make, argument) => {
  expect(make).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, argument }))
})
