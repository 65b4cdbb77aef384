/** AMSGrad, AdaMax, Adadelta, LAMB, accumulation, averages and restarts against values from outside. */
import { describe, expect, test } from 'vitest'
import { interpret } from '../../src/backend/interpret.js'
import * as o from '../../src/optimizer/index.js'
import { schedule as s, type AnyOptimizer } from '../../src/optimizer/index.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { DType } from '../../src/shape/shape.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import { gradients, start, type Params as Published, type Trajectory } from '../outside/optimizers.js'
import { inverse, restarts, variants } from '../outside/variants.js'

interface Params { readonly a: AnyTensor; readonly b: AnyTensor }

const params = (p: Published, dtype: DType): Params => ({ a: of([3], p.a, dtype), b: of([2, 2], p.b.flat(), dtype) })
const numbers = (p: Params): readonly number[] => [...toArray(p.a), ...toArray(p.b)]

/** A rule, and what of parameters and state the published numbers are. */
interface Subject {
  readonly rule: AnyOptimizer
  readonly shown?: (state: any) => Params
}

const subject = ({ name, settings }: Trajectory): Subject => {
  const n = settings as Readonly<Record<string, number>>
  const [learningRate, beta1, beta2, epsilon] = [n['learningRate']!, n['b1']!, n['b2']!, n['epsilon']!]
  const rules: Readonly<Record<string, () => Subject>> = {
    amsgrad: () => ({ rule: o.amsgrad({ learningRate, beta1, beta2, epsilon }) }),
    adamax: () => ({ rule: o.adamax({ learningRate, beta1, beta2, epsilon }) }),
    adadelta: () => ({ rule: o.adadelta({ learningRate, decay: n['decay']!, epsilon }) }),
    lamb: () => ({ rule: o.lamb({ learningRate, beta1, beta2, epsilon, weightDecay: n['weightDecay']!, mask: () => true }) }),
    trustRatio: () => ({ rule: o.chain(o.scaleByTrustRatio({ coefficient: n['coefficient']!, epsilon }), o.sgd({ learningRate })) }),
    accumulated: () => ({ rule: o.accumulate(n['batches']!, o.adam({ learningRate, beta1, beta2, epsilon })) }),
    averaged: () => ({
      rule: o.chain(o.sgd({ learningRate }), o.averageParameters({ decay: n['decay']!, debias: settings['debias'] === true })),
      shown: ([, { average }]) => average as Params,
    }),
  }
  return rules[name]!()
}

describe.each(variants.map((published) => ({ ...published, ...subject(published) })))(
  '$name as $definition $settings', ({ rule, shown, params: expected }) => {
    test.each([['f64', 1e-12], ['f32', 3e-6]] as const)('in %s', (dtype, tolerance) => {
      let at = { params: params(start, dtype), state: rule.init(params(start, dtype)) as unknown }
      gradients.forEach((g, i) => {
        const [updates, state] = rule.update(params(g, dtype), at.state, at.params, { loss: scalar(0) })
        at = { params: o.applyUpdates(at.params, updates as Params), state }
        const [ours, theirs] = [numbers(shown?.(state) ?? at.params), [...expected[i]!.a, ...expected[i]!.b.flat()]]
        ours.forEach((x, j) =>
          expect(Math.abs(x - theirs[j]!), `${x} is not ${theirs[j]} at step ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(theirs[j]!))))
      })
    })
  })

describe.each([
  ...restarts.map(({ settings, values, tolerance }) => ({ name: 'cosineRestarts', settings, values, tolerance, subject: s.cosineRestarts(settings) })),
  ...inverse.map(({ settings, values }) => ({ name: 'inverseTimeDecay', settings, values, tolerance: 1e-15, subject: s.inverseTimeDecay(settings) })),
])('$name $settings', ({ subject, values, tolerance }) => {
  test('gives the published values', () => values.forEach((expected, step) => {
    const [value] = toArray(subject(scalar(step, 'i32')))
    expect(Math.abs(value! - expected), `${value} is not ${expected} at step ${step}`).toBeLessThanOrEqual(tolerance)
  }))
  test('is traced with its step as an input', () => {
    const run = interpret(trace(subject, scalar(0, 'i32')).program)
    values.forEach((_, step) =>
      expect(run([Int32Array.of(step)])[0]).toEqual(Float64Array.from(toArray(subject(scalar(step, 'i32'))))))
  })
})

test('restarts are at the very steps where waves end, however late', () => {
  const at = (schedule: s.Schedule, step: number): number => toArray(schedule(scalar(step, 'i32')))[0]!
  const growing = s.cosineRestarts({ initial: 1, end: 0.5, steps: 3, growth: 3, factor: 0.5 })
  const starts = Array.from({ length: 19 }, (_, i) => (3 * (3 ** i - 1)) / 2).filter((step) => step < 2 ** 31)
  expect(starts.length).toBe(19)
  starts.forEach((step, i) => {
    // Before the restart, the end of a wave; at it, the top of the next.
    if (i > 1) expect(at(growing, step - 1)).toBeLessThan(0.5 + 0.5 * 2 ** (1 - i) * 0.5)
    expect(at(growing, step)).toBe(0.5 + 0.5 * 2 ** -i)
  })
  const even = s.cosineRestarts({ initial: 1, steps: 7 })
  for (const wave of [1, 1e4, 3e8]) expect([at(even, 7 * wave), at(even, 7 * wave + 1)]).toEqual([1, at(even, 1)])
})

test.each([
  ['amsgrad', () => o.amsgrad({ learningRate: -1 }), 'learningRate'],
  ['scaleByAmsgrad', () => o.scaleByAmsgrad({ beta2: 1 }), 'beta2'],
  ['adamax', () => o.adamax({ learningRate: NaN }), 'learningRate'],
  ['adadelta', () => o.adadelta({ decay: 1 }), 'decay'],
  ['lamb', () => o.lamb({ learningRate: 1, weightDecay: -1 }), 'weightDecay'],
  ['scaleByTrustRatio', () => o.scaleByTrustRatio({ coefficient: 0 }), 'coefficient'],
  ['accumulate', () => o.accumulate(0, o.sgd({ learningRate: 1 })), 'batches'],
  ['accumulate', () => o.accumulate(2, {} as AnyOptimizer), 'inner'],
  ['averageParameters', () => o.averageParameters({ decay: 1 }), 'decay'],
  ['averageParameters', () => o.averageParameters({ begin: -1 }), 'begin'],
  ['cosineRestarts', () => s.cosineRestarts({ initial: 1, steps: 3, growth: 1.5 }), 'growth'],
  ['inverseTimeDecay', () => s.inverseTimeDecay({ initial: 1, steps: 0, rate: 1 }), 'steps'],
])('%s names a setting out of its range', (operation, make, argument) => {
  expect(make).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, argument }))
})

test('the trust ratio of sizes whose squares overflow or vanish is a ratio', () => {
  const { update } = o.scaleByTrustRatio()
  const ratio = (p: number, u: number, dtype: 'f32' | 'f64'): number =>
    toArray(update(of([2], [u, u], dtype), null, of([2], [p, p], dtype), { loss: scalar(0) })[0])[0]!
  // u · ‖p‖ / ‖u‖ is p again.
  expect([ratio(1e30, 1e-5, 'f32') / 1e30, ratio(1e-30, 1e-10, 'f32') / 1e-30].map((x) => Math.abs(x - 1) < 1e-6)).toEqual([true, true])
  expect(Math.abs(ratio(1e300, 1e250, 'f64') / 1e300 - 1)).toBeLessThan(1e-14)
  expect([ratio(0, 3, 'f32'), ratio(3, 0, 'f32')]).toEqual([3, 0])
})

test('AMSGrad divides by the greatest variance, and never by less', () => {
  const { init, update } = o.scaleByAmsgrad({ beta1: 0, beta2: 0.5 })
  const p = of([1], [0], 'f64')
  const [, first] = update(of([1], [8], 'f64'), init(p), p, { loss: scalar(0) })
  const [, second] = update(of([1], [0.5], 'f64'), first, p, { loss: scalar(0) })
  expect([first, second].map(({ greatest }) => toArray(greatest)[0])).toEqual([32, 32])
  expect(toArray(second.variance)[0]).toBe(16.125)
})
