/** Averages of parameters over steps, and their use in evaluation. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trainer } from '../../src/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as o from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { batchesOf, bits, examples, mlp } from '../trainer/each.js'

const proven = <T extends true>(claim?: T): void => void claim
type One = Tensor<readonly [1], 'f64'>
const one = (x: number): One => of([1], [x], 'f64')

/** The averages after each of these updates, from 1 on. */
const averages = (options: o.AverageOptions, updates: readonly number[]): readonly number[] => {
  const rule = o.averageParameters(options)
  let [params, state] = [one(1), rule.init(one(1))]
  return updates.map((u) => {
    const [same, next] = rule.update(one(u), state, params, { loss: scalar(0) })
    expect(toArray(same)).toEqual([u])
    ;[params, state] = [o.applyUpdates(params, same), next]
    return toArray(state.average as One)[0]!
  })
}
const list = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 8 })
const close = (actual: readonly number[], expected: readonly number[]): void =>
  actual.forEach((x, i) => expect(Math.abs(x - expected[i]!), `${x} is not ${expected[i]}`).toBeLessThan(1e-12))
/** The parameters after each update. */
const walk = (updates: readonly number[]): readonly number[] => updates.map((_, i) => updates.slice(0, i + 1).reduce((a, b) => a + b, 1))

describe('averageParameters', () => {
  test('with a decay begins at the first parameters', () => fc.assert(fc.property(list, (updates) => {
    const path = walk(updates)
    close(averages({ decay: 0.75 }, updates), path.map((_, t) => path.slice(0, t + 1).reduce((a, p) => 0.75 * a + 0.25 * p, 1)))
  })))
  test('debiased is the weighted mean of the steps alone', () => fc.assert(fc.property(list, (updates) => {
    const path = walk(updates)
    close(averages({ decay: 0.75, debias: true }, updates), path.map((_, t) => {
      const weights = path.slice(0, t + 1).map((_, i) => 0.75 ** (t - i))
      return path.slice(0, t + 1).reduce((sum, p, i) => sum + weights[i]! * p, 0) / weights.reduce((a, b) => a + b, 0)
    }))
  })))
  test('without a decay is the mean of the steps, from where it begins', () => fc.assert(fc.property(list, fc.nat(3), (updates, begin) => {
    const path = walk(updates)
    close(averages({ begin }, updates), path.map((p, t) =>
      (t < begin ? p : path.slice(begin, t + 1).reduce((a, b) => a + b, 0) / (t + 1 - begin))))
  })))
  test('a part that is named statistics is averaged as any', () => {
    const params = { statistics: { weights: one(1) } }
    expect(o.averageParameters({ decay: 0.5 }).init(params).average).toEqual(params)
  })

  test('takes no place for what is masked, and for statistics', () => {
    const params = [{ weights: one(1), bias: one(2) }, { scale: one(3), statistics: { mean: one(4) } }] as const
    const state = o.averageParameters().init(params)
    proven<Same<typeof state, o.AverageState<typeof params>>>()
    expect(state.average).toEqual([{ weights: one(1), bias: one(2) }, { scale: one(3), statistics: { mean: null } }])
    expect(o.averageParameters({ mask: o.isWeights }).init(params).average)
      .toEqual([{ weights: one(1), bias: null }, { scale: null, statistics: { mean: null } }])
    expect(() => o.averageParameters({ mask: () => false }).init(params)).toThrow('averageParameters: mask chooses no leaf among 0.weights')
  })
})

describe('averaged', () => {
  const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: o.chain(o.adam({ learningRate: 0.05 }), o.averageParameters({ decay: 0.5 })) }
  const learn = trainer(mlp)(recipe)
  const data: any = examples(40)
  const batches: any = batchesOf(8, 8, 8)

  test('is a state of the trainer whose parameters are the averages', () => {
    const start = learn.init(random.key(0))
    const end = learn.fold(start, batches)
    const mean = o.averaged(end)
    proven<Same<typeof mean, typeof end>>()
    // ½·¼·p₀ and so on: p after each step, from the steps themselves.
    const path = [1, 2, 3].map((k) => learn.fold(start, batches.slice(0, k)).params)
    const expected = [start.params, ...path].map((p) => tree.tensors(p).flatMap((x) => toArray(x)))
      .reduce((a, p) => a.map((x, i) => 0.5 * x + 0.5 * p[i]!))
    tree.tensors(mean.params).flatMap((x) => toArray(x)).forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(2e-7))
    expect(learn.evaluate(mean, data, { loss: metric.loss }).loss).not.toBe(learn.evaluate(end, data, { loss: metric.loss }).loss)
    expect({ ...mean, params: end.params }).toEqual(end)
    // It is one to the codec, too, and goes on training.
    expect(learn.codec.is(mean)).toBe(true)
    expect(learn.fold(mean, batches).step).toBe(6)
    expect(o.averaged(start).params).toEqual(start.params)
  })
  test('an average does not change the training', () => {
    const plain = trainer(mlp)({ ...recipe, optimizer: o.adam({ learningRate: 0.05 }) })
    const ends = [learn, plain].map((trained: any) => bits({ params: trained.fold(trained.init(random.key(0)), batches).params }))
    expect(ends[0]).toEqual(ends[1])
  })
  test('finds averages of parts, wherever they are, and leaves the rest', () => {
    const part = o.partition({ 0: o.chain(o.sgd({ learningRate: 0.5 }), o.averageParameters({ decay: 0.5 })), rest: o.sgd({ learningRate: 0.5 }) })
    const parted = trainer(mlp)({ loss: recipe.loss, optimizer: o.chain(o.accumulate(2, part)) })
    const end: any = parted.fold(parted.init(random.key(0)), batches)
    const mean: any = o.averaged(end)
    expect(mean.params[0]).toEqual(end.optimizer[0].inner[0][1].average[0])
    expect(mean.params[0]).not.toEqual(end.params[0])
    expect(mean.params[1]).toEqual(end.params[1])
  })
  test('batchNorm: statistics stay, and calibrate makes those of the averages', () => {
    const net = pipe(n.input([3]), n.dense(4), n.batchNorm(), n.dense(3))
    const normal: any = trainer(net)({ ...recipe, optimizer: o.chain(o.sgd({ learningRate: 0.5 }), o.averageParameters({ decay: 0.9 })) })
    const end = normal.fold(normal.init(random.key(0)), batches)
    const mean = o.averaged(end) as any
    expect(mean.params[1].statistics).toEqual(end.params[1].statistics)
    expect(mean.params[1].scale).not.toEqual(end.params[1].scale)
    const exact = { ...mean, params: n.calibrate(net)(mean.params, batches) }
    expect(normal.codec.is(exact)).toBe(true)
    // As though the averages had seen all of the data at once: evaluation is then what training sees.
    const whole = n.calibrate(net)(mean.params, [{ inputs: examples(24).inputs }]) as any
    toArray(exact.params[1].statistics.mean).forEach((x, i) => expect(Math.abs(x - toArray(whole[1].statistics.mean as Tensor<readonly [4]>)[i]!)).toBeLessThan(1e-6))
    expect(exact.params[1].statistics).not.toEqual(mean.params[1].statistics)
  })
  test.each([
    ['no averages', () => o.averaged({ params: one(1), optimizer: o.adam({ learningRate: 1 }).init(one(1)) }), 'averaged: the optimizer keeps no averages: `averageParameters` is no part of it'],
    ['two averages', () => o.averaged({ params: { a: one(1) }, optimizer: o.chain(o.averageParameters(), o.averageParameters()).init({ a: one(1) }) }), 'averaged: the optimizer keeps two averages of a'],
    ['averages of other parameters', () => o.averaged({ params: { a: of([2], [1, 2]) }, optimizer: o.averageParameters().init({ a: one(1) }) }), 'averaged: state.params.a should be f64[1], but is "f32[2]"'],
    ['no state', () => o.averaged(3 as never), 'averaged: state should be a record'],
  ])('%s is refused', (_, make, message) => expect(make).toThrow(message))
})
