/** Several small batches are one large one: what the mathematics says, and to which digits. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import { trainer } from '../../src/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as o from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends, batchesOf, bits, examples, mlp } from '../trainer/each.js'

const proven = <T extends true>(claim?: T): void => void claim

type Pair = Tensor<readonly [2]>
const pair = (x: number, y: number): Pair => of([2], [x, y])

describe('accumulate', () => {
  const rule = o.accumulate(3, o.chain(o.trace({ decay: 0.5 }), o.sgd({ learningRate: 1 })))
  test('updates by the mean at every third batch, and is still in between', () => {
    const params = pair(7, -0)
    const first = rule.init(params)
    proven<Same<typeof first, o.AccumulateState<Pair, readonly [o.TraceState<Pair>, readonly [o.RateState]]>>>()
    let at = { params, state: first }
    const seen = [pair(1, 2), pair(2, 2), pair(6, 5), pair(3, 0), pair(0, 0), pair(0, 0)].map((g, i) => {
      const [updates, state] = rule.update(g, at.state, at.params, { loss: scalar(i) })
      at = { params: o.applyUpdates(at.params, updates), state }
      const { count, gradients, loss: sum, inner: [{ velocity }, [rate]] } = state
      return [count, gradients, sum, velocity, rate.count, at.params].map((x) => toArray(x as Pair))
    })
    expect(seen).toEqual([
      [[1], [1, 2], [0], [0, 0], [0], [7, -0]],
      [[2], [3, 4], [1], [0, 0], [0], [7, -0]],
      [[0], [0, 0], [0], [3, 3], [1], [4, -3]],
      [[1], [3, 0], [3], [3, 3], [1], [4, -3]],
      [[2], [3, 0], [7], [3, 3], [1], [4, -3]],
      [[0], [0, 0], [0], [2.5, 1.5], [2], [1.5, -4.5]],
    ])
  })
  test.each([['nadam', o.nadam({ learningRate: 0.1 })], ['nothing', o.chain()]] as const)('of one batch is the inner optimizer, to the bit: %s', (_, inner) => {
    const one = o.accumulate(1, inner as o.AnyOptimizer)
    const grads = [pair(3, -0.1), pair(1 / 3, 7), pair(-0, 1e-30)]
    const run = (rule: o.AnyOptimizer, kept: (state: any) => unknown): unknown => grads.reduce(
      ({ params, state }, g) => {
        const [updates, next] = rule.update(g, state, params, { loss: scalar(1) })
        return { params: o.applyUpdates(params, updates as Pair), state: next as unknown, updates, kept: kept(next) }
      }, { params: pair(1, -0), state: rule.init(pair(1, -0)) as unknown, updates: undefined as unknown, kept: undefined as unknown })
    const pick = ({ params, updates, kept }: any): unknown => ({ params, updates, kept })
    expect(pick(run(one, ({ inner: state }) => state))).toEqual(pick(run(inner, (state) => state)))
  })
  test('the inner optimizer sees the mean of the losses', () => {
    const seen: number[] = []
    const looking = { init: () => null, update: <P>(g: P, state: null, _: P, { loss: mean }: o.Moment) => {
      seen.push(...toArray(mean as Tensor<readonly []>))
      return [g, state] as const
    } }
    const gathered = o.accumulate(2, looking)
    ;[1, 5, 2].reduce((state, x) => gathered.update(pair(0, 0), state, pair(0, 0), { loss: scalar(x) })[1], gathered.init(pair(0, 0)))
    // Also asked, and not listened to, in between.
    expect(seen).toEqual([0.5, 3, 1])
  })
  test('what is not a number in between does no harm', () => {
    const rule = o.accumulate(2, { init: () => null, update: <P>(g: P, state: null, _: P, { loss: mean }: o.Moment) =>
      [tree.map(g, () => (toArray(mean as Tensor<readonly []>)[0]! < 2 ? pair(NaN, Infinity) : pair(1, 1))), state] as const })
    const [first, state] = rule.update(pair(1, 1), rule.init(pair(1, 1)), pair(1, 1), { loss: scalar(2) })
    expect([first, rule.update(pair(1, 1), state, pair(1, 1), { loss: scalar(2) })[0]].map((x) => toArray(x))).toEqual([[-0, -0], [1, 1]])
  })
})

describe('four batches of 8 are one of 32', () => {
  const data = examples(96)
  const small = [...pipe(data, dataset.batches({ size: 8 }))]
  const large = [...pipe(data, dataset.batches({ size: 32 }))]
  const recipe = (optimizer: o.AnyOptimizer): any => ({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer })
  const end = (net: any, optimizer: o.AnyOptimizer, batches: readonly unknown[]): readonly (readonly number[])[] => {
    const learn: any = trainer(net)(recipe(optimizer) as never)
    return tree.tensors(learn.fold(learn.init(random.key(0)), batches).params).map((x) => toArray(x))
  }
  // Sums of 32 in another order: each rounds to 2⁻²⁴ of what it adds, and three steps carry that on. Measured: 6e-8 at most.
  test.each([['sgd', o.sgd({ learningRate: 0.5 })], ['adam', o.adam({ learningRate: 0.01, epsilon: 1e-3 })], ['clipped', o.chain(o.clipByGlobalNorm(0.1), o.momentum({ learningRate: 0.5 }))]] as const)(
    'within rounding: %s', (_, rule) => {
      const [ours, theirs] = [end(mlp, o.accumulate(4, rule), small).flat(), end(mlp, rule, large).flat()]
      expect(small.length).toBe(12)
      expect(Math.max(...ours.map((x, i) => Math.abs(x - theirs[i]!)))).toBeLessThan(2.5e-7)
      // And they have moved.
      expect(Math.max(...ours.map((x, i) => Math.abs(x - end(mlp, rule, []).flat()[i]!)))).toBeGreaterThan(1e-2)
    })
  test('to the bit, where all sums are exact', () => {
    // Small whole numbers and powers of two: nothing is rounded, so no order matters.
    const exact = dataset.of({
      inputs: random.integers(random.key(3), [32, 2] as const, { low: -4, high: 5 }),
      targets: random.integers(random.key(4), [32, 1] as const, { low: -4, high: 5 }),
    })
    const floats = dataset.of({ inputs: of([32, 2], toArray(exact.inputs)), targets: of([32, 1], toArray(exact.targets)) })
    const net = pipe(n.input([2]), n.dense(1, { weights: n.initializer.zeros }))
    const learn = (optimizer: o.AnyOptimizer): any => trainer(net)({ loss: loss.squaredError(), optimizer } as never)
    const ended = (optimizer: o.AnyOptimizer, size: number): readonly string[] => {
      const { init, fold } = learn(optimizer)
      return bits({ params: fold(init(random.key(0)), pipe(floats, dataset.batches({ size }))).params })
    }
    expect(ended(o.accumulate(4, o.sgd({ learningRate: 0.125 })), 8)).toEqual(ended(o.sgd({ learningRate: 0.125 }), 32))
    expect(ended(o.sgd({ learningRate: 0.125 }), 8)).not.toEqual(ended(o.sgd({ learningRate: 0.125 }), 32))
  })
  test('batches that are no multiple wait for those of the next fold', () => {
    const optimizer = o.accumulate(4, o.adam({ learningRate: 0.01 }))
    const learn: any = trainer(mlp)(recipe(optimizer) as never)
    const whole = learn.fold(learn.init(random.key(0)), small)
    const parts = [small.slice(0, 3), small.slice(3, 9), small.slice(9)].reduce((state, batches) => learn.fold(state, batches), learn.init(random.key(0)))
    expect(bits(parts)).toEqual(bits(whole))
  })
  test('is the same on every backend, and in steps', () => {
    const all = backends.map((backend) => {
      const learn: any = trainer(mlp, { backend })(recipe(o.accumulate(2, o.adam({ learningRate: 0.01 }))) as never)
      const start = learn.init(random.key(0))
      const stepped = batchesOf(8, 8, 8).reduce((state, batch) => learn.step(state, batch), start)
      const folded = learn.fold(start, batchesOf(8, 8, 8))
      expect(bits(stepped)).toEqual(bits(folded))
      return bits(folded)
    })
    for (const one of all) expect(one).toEqual(all[0])
  })
})
