/** What holds for every chain and every recipe. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as o from '../../src/optimizer/index.js'
import { schedule as s, type OptimizerOf } from '../../src/optimizer/index.js'
import { of, scalar, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { step } from './rules.js'

type Params = readonly [{ readonly weights: Tensor<readonly [2, 2]>; readonly bias: Tensor<readonly [2], 'f64'> }]

const number = fc.float({ min: -10, max: 10, noNaN: true })
const numbers = (n: number): fc.Arbitrary<number[]> => fc.array(number, { minLength: n, maxLength: n })
const params: fc.Arbitrary<Params> = fc.tuple(numbers(4), numbers(2))
  .map(([w, b]) => [{ weights: of([2, 2], w), bias: of([2], b, 'f64') }])
const part: fc.Arbitrary<OptimizerOf<Params, any>> = fc.constantFrom<OptimizerOf<Params, any>>(
  o.scale(0.5), o.trace({ decay: 0.9 }), o.trace({ decay: 0.5, nesterov: true }),
  o.scaleByAdam(), o.scaleByAdam({ nesterov: true }), o.scaleByRms(), o.scaleByCenteredRms({ epsilon: 0.1 }),
  o.scaleByLion(), o.scaleByAdagrad(),
  o.clipByValue(1), o.clipByNorm(1), o.clipByGlobalNorm(1), o.addDecayedWeights({ rate: 0.1 }), o.scaleByLearningRate(0.1),
  o.scaleBySchedule(s.cosineDecay({ initial: 1, steps: 3 })), o.reduceOnPlateau({ patience: 1 }), o.chain(),
  o.reduceOnPlateau({ patience: 1, watch: 'reported' }), o.scaleByAmsgrad(), o.scaleByAdamax({ epsilon: 0.1 }), o.scaleByAdadelta({ epsilon: 0.1 }),
  o.scaleByTrustRatio({ epsilon: 0.1 }), o.accumulate(2, o.trace({ decay: 0.9 })), o.averageParameters({ decay: 0.9 }),
  o.averageParameters({ decay: 0.9, debias: true, begin: 1 }), o.masked(o.scaleByAdam(), o.isWeights), o.masked(o.clipByGlobalNorm(1), '0'),
  o.freeze((path) => path === '0.bias'), o.partition({ 0: o.scaleByRms() }),
  o.partition({ a: o.trace({ decay: 0.9 }), b: o.scale(2) }, (path) => (o.isWeights(path) ? 'a' : 'b')),
)

/** The parameters after these gradients, and the leaves of the last state. */
const run = (rule: OptimizerOf<Params, any>, start: Params, gradients: readonly Params[]): readonly (readonly number[])[] => {
  const end = gradients.reduce((at, g) => step(rule)(at, g, scalar(1, 'f64')), { params: start, state: rule.init(start) as unknown })
  return [...tree.tensors(end.params), ...tree.tensors(end.state)].map((x) => toArray(x))
}
const given = [params, fc.array(params, { minLength: 1, maxLength: 4 })] as const

describe('chain', () => {
  test('of nothing gives the gradients back', () => fc.assert(fc.property(params, (g) => {
    const nothing = o.chain()
    expect(nothing.update(g, nothing.init(g), g, { loss: scalar(0) })).toEqual([g, []])
  })))
  test('is associative, and nothing is neutral, bit for bit', () => fc.assert(fc.property(part, part, part, ...given, (a, b, c, p, gradients) => {
    const expected = run(o.chain(a, b, c), p, gradients)
    const nothing = o.chain()
    for (const same of [o.chain(o.chain(a, b), c), o.chain(a, o.chain(b, c)), o.chain(nothing, a, b, nothing, c)])
      expect(run(same, p, gradients)).toEqual(expected)
  }), { numRuns: 60 }))
  test('of one part is that part', () => fc.assert(fc.property(part, ...given, (a, start, gradients) => {
    expect(run(o.chain(a), start, gradients)).toEqual(run(a, start, gradients))
  }), { numRuns: 30 }))
})

const contents = (x: unknown): readonly (readonly number[])[] => tree.tensors(x).map((t) => toArray(t))

test('an update leaves what it was given as it was, and can be made again', () => fc.assert(fc.property(part, params, params, (rule, p, g) => {
  const state = rule.init(p)
  const before = contents([p, g, state])
  const [first, again] = [0, 1].map(() => contents(rule.update(g, state, p, { loss: scalar(1) })))
  expect(first).toEqual(again)
  expect(contents([p, g, state])).toEqual(before)
}), { numRuns: 60 }))

test('a state has the same form after every update', () => fc.assert(fc.property(part, params, params, (rule, p, g) => {
  const form = (x: unknown): unknown => tree.leaves(x).map(({ path, tensor }) => [path, tensor.dtype, tensor.shape])
  const state = rule.init(p)
  const [updates, next] = rule.update(g, state, p, { loss: scalar(1) })
  expect(form(next)).toEqual(form(state))
  expect(form(updates)).toEqual(form(g))
}), { numRuns: 60 }))

const share = fc.double({ min: 0, max: 1, noNaN: true })

test('a constant schedule is the same as a number, bit for bit', () => fc.assert(fc.property(share, ...given, (rate, start, gradients) => {
  expect(run(o.adam({ learningRate: s.constant(rate) }), start, gradients)).toEqual(run(o.adam({ learningRate: rate }), start, gradients))
}), { numRuns: 30 }))

const limits = fc.double({ min: 0.1, max: 20, noNaN: true })

test('no norm is above its limit after clipping, and a small gradient stays as it is', () => fc.assert(fc.property(params, limits, (g, limit) => {
  const norm = (xs: readonly AnyTensor[]): number => Math.sqrt(xs.flatMap((x) => toArray(x)).reduce((sum, x) => sum + x * x, 0))
  const moment = { loss: scalar(0) }
  const [global] = o.clipByGlobalNorm(limit).update(g, null, g, moment)
  const [each] = o.clipByNorm(limit).update(g, null, g, moment)
  expect(norm(tree.tensors(global))).toBeLessThanOrEqual(limit * (1 + 1e-6))
  for (const leaf of tree.tensors(each)) expect(norm([leaf])).toBeLessThanOrEqual(limit * (1 + 1e-6))
  if (norm(tree.tensors(g)) < limit * (1 - 1e-6)) expect(contents(global)).toEqual(contents(g))
})))

test('what is not finite is not hidden by clipping', () => {
  const g = of([2], [NaN, 1])
  const [updates] = o.clipByGlobalNorm(1).update(g, null, g, { loss: scalar(0) })
  expect(toArray(updates)).toEqual([NaN, NaN])
})

test('leaves that are not floats pass through every part', () => fc.assert(fc.property(part, (rule) => {
  const p = [{ weights: of([2, 2], [1, 2, 3, 4]), bias: of([2], [1, 2], 'f64'), seen: of([1], [7], 'i32') }] as unknown as Params
  const [updates] = rule.update(p, rule.init(p), p, { loss: scalar(1) })
  expect(tree.tensors(updates)[2]!.dtype).toBe('i32')
})))

test('weights and kernels decay by default, biases and scales do not', () => {
  const rule = o.addDecayedWeights({ rate: 0.5 })
  const leaf = of([1], [2])
  const p = [{ weights: leaf, bias: leaf }, { kernel: leaf, scale: leaf, recurrentWeights: leaf, weightsOfOthers: leaf }]
  const [updates] = rule.update(tree.map(p, () => zeros([1])), rule.init(p), p, { loss: scalar(0) })
  expect(tree.leaves(updates).map(({ path, tensor }) => [path, ...toArray(tensor)])).toEqual([
    ['0.weights', 1], ['0.bias', 0], ['1.kernel', 1], ['1.scale', 0], ['1.recurrentWeights', 1], ['1.weightsOfOthers', 0],
  ])
})

test('the bias of the moments is made up exactly at the first step: it goes by the learning rate', () => {
  const rule = o.adam({ learningRate: 0.5, epsilon: 1e-300 })
  const g = of([3], [1e-3, -7, 1e5], 'f64')
  toArray(rule.update(g, rule.init(g), g, { loss: scalar(0) })[0]).forEach((u, i) => expect(u).toBeCloseTo([-0.5, 0.5, -0.5][i]!, 14))
})

test.each([
  ['sgd', () => o.sgd({ learningRate: NaN }), 'learningRate'],
  ['sgd', () => o.sgd({ learningRate: -0.1 }), 'learningRate'],
  ['momentum', () => o.momentum({ learningRate: 0.1, decay: 1 }), 'decay'],
  ['nesterov', () => o.nesterov({ learningRate: Infinity }), 'learningRate'],
  ['adagrad', () => o.adagrad({ learningRate: 0.1, epsilon: 0 }), 'epsilon'],
  ['rmsprop', () => o.rmsprop({ learningRate: 0.1, decay: -0.1 }), 'decay'],
  ['adam', () => o.adam({ learningRate: '0.1' as unknown as number }), 'learningRate'],
  ['adam', () => o.adam({ learningRate: 0.1, beta2: 1 }), 'beta2'],
  ['adamw', () => o.adamw({ learningRate: 0.1, weightDecay: NaN }), 'weightDecay'],
  ['nadam', () => o.nadam({ learningRate: 0.1, beta1: NaN }), 'beta1'],
  ['lion', () => o.lion({ learningRate: 0.1, beta1: 2 }), 'beta1'],
  ['clipByGlobalNorm', () => o.clipByGlobalNorm(0), 'limit'],
  ['clipByValue', () => o.clipByValue(-1), 'limit'],
  ['scale', () => o.scale(NaN), 'factor'],
  ['addDecayedWeights', () => o.adamw({ learningRate: 0.1 }).init({ a: zeros([1]) }), 'mask'],
])('%s refuses a setting out of its range', (operation, make, argument) => {
  expect(make).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, argument }))
})

test('the sentence of a refusal', () => {
  expect(() => o.adam({ learningRate: -1 })).toThrow(/^adam: learningRate should be a finite number of at least 0, but is -1/)
  const init = (): unknown => o.adamw({ learningRate: 1 }).init({ a: zeros([1]), b: zeros([1]) })
  expect(init).toThrow(/^addDecayedWeights: mask chooses no leaf among a, b/)
})
