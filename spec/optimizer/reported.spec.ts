/** A plateau of values that are reported between folds: the same rule as for losses, which the program of a step applies. */
import { expect, test } from 'vitest'
import { trainer } from '../../src/index.js'
import * as loss from '../../src/loss/index.js'
import * as o from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { plateaus } from '../outside/schedules.js'
import { backends, batchesOf, bits, mlp } from '../trainer/each.js'

const proven = <T extends true>(claim?: T): void => void claim
const losses = [1, 0.8, 0.81, 0.79999, 0.8, 0.5, 0.6, 0.55, 0.52, 0.51, 0.5, 0.45, 0.4501, 0.46, 0.47, 0.4499, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3]
type One = Tensor<readonly [1], 'f64'>
const updates: One = of([1], [2], 'f64')

test.each(plateaus)('as losses, with updates in between that see none: $settings', ({ settings: { rtol, atol, accumulation, ...others }, scales }) => {
  const rule = o.reduceOnPlateau({ ...others, relative: rtol, absolute: atol, every: accumulation, watch: 'reported' })
  const first = rule.init(updates)
  proven<Same<typeof first, o.ReportedPlateauState>>()
  losses.reduce((state, value, i) => {
    const [scaled, next] = rule.update(updates, o.reportValue(value)(state), updates, { loss: scalar(NaN) })
    expect(toArray(next.scale)[0], `after value ${i}`).toBeCloseTo(scales[i]!, 14)
    expect(toArray(scaled)[0]).toBe(2 * toArray(next.scale)[0]!)
    // Without a value, nothing moves but the update by the scale.
    const [again, same] = rule.update(updates, next, updates, { loss: scalar(-100) })
    expect(same).toEqual(next)
    expect(again).toEqual(scaled)
    return same
  }, first)
})

test('a value that is reported between folds lowers the scale of the next, on every backend', () => {
  const run = (backend: any, values: readonly number[]): any => {
    const learn: any = trainer(mlp, { backend })({
      loss: loss.sparseSoftmaxCrossEntropy(),
      optimizer: o.chain(o.sgd({ learningRate: 0.1 }), o.reduceOnPlateau({ watch: 'reported', patience: 1, factor: 0.5 })),
    })
    return values.reduce((state, value) => o.reportValue(value)(learn.fold(state, batchesOf(4, 4))), learn.init(random.key(0)))
  }
  // The last value waits for its update.
  const ends = backends.map((backend) => run(backend, [1, 2, 0.5, 3, 3, 3]))
  expect(toArray(ends[0].optimizer[1].scale)).toEqual([0.125])
  expect([ends[0].optimizer[1].reported, ends[0].optimizer[1].pending].map((x) => toArray(x))).toEqual([[3], [1]])
  for (const end of ends) expect(bits(end)).toEqual(bits(ends[0]))
})

test('of two values before an update the last counts', () => {
  const rule = o.reduceOnPlateau({ watch: 'reported' })
  const twice = o.reportValue(2)(o.reportValue(1)({ optimizer: [null, rule.init(updates)], step: 3 }))
  expect(twice.step).toBe(3)
  expect(toArray(rule.update(updates, twice.optimizer[1] as o.ReportedPlateauState, updates, { loss: scalar(0) })[1].best)).toEqual([2])
})

test('a value that nothing watches for, and what is no value, is refused', () => {
  const state = o.chain(o.reduceOnPlateau(), o.sgd({ learningRate: 1 })).init(updates)
  expect(() => o.reportValue(1)(state)).toThrow("reportValue: nothing in the state watches for a value: `reduceOnPlateau({ watch: 'reported' })` is no part of the optimizer")
  expect(() => o.reportValue('1' as never)).toThrow('reportValue: value should be a number')
  // @ts-expect-error neither of both
  expect(() => o.reduceOnPlateau({ watch: 'validation' })).toThrow('reduceOnPlateau: watch should be one of "loss", "reported"')
})
