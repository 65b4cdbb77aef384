/** What the compiler knows of optimizers that have a name before any parameters are there. */
import { expect, test } from 'vitest'
import * as optimizer from '../../src/optimizer/index.js'
import type { AdamState, Moment, Optimizer, OptimizerRule, OptimizerState, RateState } from '../../src/optimizer/index.js'
import { leafwise } from '../../src/optimizer/leafwise.js'
import { add, like, mul } from '../../src/program/scalar.js'
import type { Same } from '../../src/shape/fits.js'
import { of, scalar, toArray, zeros } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'

const proven = <T extends true>(claim?: T): void => void claim

type Pair = Tensor<readonly [2]>
interface Params { readonly weights: Tensor<readonly [2, 3]>; readonly bias: Tensor<readonly [3], 'f64'> }
const params: Params = { weights: zeros([2, 3]), bias: zeros([3], 'f64') }
const pair: Pair = of([2], [3, -4])
const moment: Moment = { loss: scalar(0) }
type StateOf<O, P> = optimizer.OptimizerState<optimizer.OptimizerRuleOf<O>, P>

test('one value keeps of any parameters what they need', () => {
  const adam = optimizer.adam({ learningRate: 1e-3 })
  const [one, other] = [adam.init(pair), adam.init(params)]
  proven<Same<typeof one, readonly [AdamState<Pair>, RateState]>>()
  proven<Same<typeof other, readonly [AdamState<Params>, RateState]>>()
  const [updates, next] = adam.update(params, other, params, moment)
  proven<Same<typeof updates, Params>>()
  proven<Same<typeof next, typeof other>>()
  // @ts-expect-error the state of other parameters
  expect(() => adam.update(pair, other, pair, moment)).toThrow()
  expect(adam.update(pair, one, pair, moment)[0].shape).toEqual([2])
})

test('every optimizer says what it keeps', () => {
  const { schedule: s, ...o } = optimizer
  const learningRate = 0.1
  const made = {
    sgd: o.sgd({ learningRate }), momentum: o.momentum({ learningRate }), adamw: o.adamw({ learningRate }), nadam: o.nadam({ learningRate }),
    lion: o.lion({ learningRate }), adagrad: o.adagrad({ learningRate }), rmsprop: o.rmsprop({ learningRate }),
    centered: o.scaleByCenteredRms(), plateau: o.reduceOnPlateau(), clip: o.clipByNorm(1), decay: o.addDecayedWeights({ rate: 0.1 }),
    schedule: o.scaleBySchedule(s.constant(1)), nothing: o.chain(),
  } as const
  type Made = typeof made
  proven<Same<StateOf<Made['sgd'], Pair>, readonly [RateState]>>()
  proven<Same<StateOf<Made['momentum'], Pair>, readonly [optimizer.TraceState<Pair>, RateState]>>()
  proven<Same<StateOf<Made['adamw'], Pair>, readonly [AdamState<Pair>, null, RateState]>>()
  proven<Same<StateOf<Made['nadam'], Pair>, readonly [AdamState<Pair>, RateState]>>()
  proven<Same<StateOf<Made['lion'], Pair>, readonly [optimizer.LionState<Pair>, null, RateState]>>()
  proven<Same<StateOf<Made['adagrad'], Pair>, readonly [optimizer.AdagradState<Pair>, RateState]>>()
  proven<Same<StateOf<Made['rmsprop'], Pair>, readonly [optimizer.RmsState<Pair>, RateState]>>()
  proven<Same<StateOf<Made['centered'], Pair>, optimizer.CenteredRmsState<Pair>>>()
  proven<Same<StateOf<Made['plateau'], Pair>, optimizer.PlateauState>>()
  proven<Same<StateOf<Made['clip'], Pair>, null>>()
  proven<Same<StateOf<Made['decay'], Pair>, null>>()
  proven<Same<StateOf<Made['schedule'], Pair>, RateState>>()
  proven<Same<StateOf<Made['nothing'], Pair>, readonly []>>()
  // What the types say is there.
  const keys = (x: unknown): unknown => (x === null ? null : Array.isArray(x) ? x.map(keys) : Object.keys(x as object))
  const weights = { weights: pair }
  const count = ['count']
  expect(Object.entries(made).map(([name, { init }]) => [name, keys(init(weights))])).toEqual([
    ['sgd', [count]], ['momentum', [['velocity'], count]], ['adamw', [['count', 'mean', 'variance'], null, count]],
    ['nadam', [['count', 'mean', 'variance'], count]], ['lion', [['mean'], null, count]], ['adagrad', [['squares'], count]],
    ['rmsprop', [['squares'], count]], ['centered', ['squares', 'mean']],
    ['plateau', ['scale', 'best', 'waited', 'cooling', 'sum', 'summed']], ['clip', null], ['decay', null], ['schedule', count],
    ['nothing', []],
  ])
})

/** The mean of all gradients so far: a part of one's own. */
interface MeanState<P> { readonly sum: P }
interface MeanRule extends OptimizerRule { readonly state: MeanState<this['in']> }
const plus = leafwise(add)
const mine: Optimizer<MeanRule> = {
  init: (params) => ({ sum: params }),
  update: (gradients, { sum }) => {
    const next = plus([sum, gradients])
    return [next, { sum: next }]
  },
}
const halved = leafwise((u) => mul(u, like(u, 0.5)))
/** A part of one's own that is written for the parameters of one network. */
const ofPair = {
  init: (params: Pair) => ({ last: params }),
  update: (gradients: Pair, state: { readonly last: Pair }) => [gradients, { last: state.last }] as const,
}

test('parts of one\'s own compose', () => {
  const withRule = optimizer.chain(optimizer.clipByGlobalNorm(1), mine, optimizer.adam({ learningRate: 0.1 }))
  const state = withRule.init(params)
  proven<Same<typeof state, readonly [null, MeanState<Params>, readonly [AdamState<Params>, RateState]]>>()
  const half = optimizer.chain(optimizer.stateless((updates) => halved([updates])), optimizer.sgd({ learningRate: 1 }))
  const [updates, next] = half.update(pair, half.init(pair), pair, moment)
  proven<Same<typeof next, readonly [null, readonly [RateState]]>>()
  expect(toArray(updates)).toEqual([-1.5, 2])
  const inline = optimizer.chain(optimizer.sgd({ learningRate: 1 }), { init: () => null, update: (gradients, state) => [gradients, state] })
  proven<Same<StateOf<typeof inline, Pair>, readonly [readonly [RateState], null]>>()
})

test('what is written for some parameters takes no others, in words', () => {
  const only = optimizer.chain(mine, optimizer.chain(ofPair))
  const state = only.init(pair)
  proven<Same<typeof state, readonly [MeanState<Pair>, readonly [{ last: Pair }]]>>()
  type Sentence = 'a part of the optimizer is made for other parameters than those of the network'
  proven<Same<StateOf<typeof ofPair, Params>, Sentence>>()
  proven<Same<StateOf<typeof only, Params>, Sentence>>()
  proven<Same<optimizer.FitsOptimizer<optimizer.OptimizerRuleOf<typeof only>, Params>, { readonly error: Sentence }>>()
  expect(toArray(state[1][0].last)).toEqual([3, -4])
})

test('a function of parameters can be generic in them', () => {
  const adam = optimizer.chain(optimizer.clipByNorm(1), optimizer.adam({ learningRate: 1 }))
  const descend = <P>(params: P, gradients: P): P =>
    optimizer.applyUpdates(params, adam.update(gradients, adam.init(params), params, moment)[0])
  const moved = descend(pair, pair)
  proven<Same<typeof moved, Pair>>()
  const [x, y] = toArray(moved) as [number, number]
  expect([x, y].map((z) => Number(z.toFixed(4)))).toEqual([2, -3])
})

test('what is no optimizer is no part', () => {
  // @ts-expect-error no update
  expect(() => optimizer.chain({ init: () => null })).toThrow('chain: parts')
  // @ts-expect-error updates without a state
  optimizer.chain({ init: () => null, update: () => null })
  // @ts-expect-error not called
  expect(() => optimizer.chain(optimizer.adam)).toThrow('chain: parts')
  proven<Same<OptimizerState<MeanRule, Pair>, MeanState<Pair>>>()
})
