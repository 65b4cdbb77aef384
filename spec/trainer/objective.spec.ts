import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, batchesOf, bits, examples, mlp, numbers, type Example } from './each.js'

type P = n.Params<typeof mlp>
const sgd = optimizer.sgd({ learningRate: 0.1 })
const entropy = loss.sparseSoftmaxCrossEntropy()
const weighted = (count: number, weights: readonly number[]) =>
  dataset.of({ ...examples(count), weights: tensor.of([count] as readonly [number], weights) })

describe.each(backends)('what is minimised, on $name', (backend) => {
  const plain = trainer(mlp, { backend })({ loss: entropy, optimizer: sgd })
  const start = plain.init(random.key(2))
  const [batch] = batchesOf(6) as readonly [Example]

  it('counts examples by their weights', () => {
    const weights = tensor.of([6] as readonly [number], [1, 0, 2, 0.5, 3, 1])
    const end = plain.step(start, { ...batch, weights })
    const each = numbers(entropy.perExample(plain.predict(start, batch.inputs), batch.targets))
    const w = numbers(weights)
    const mean = each.reduce((sum, l, i) => sum + l * (w[i] as number), 0) / w.reduce((a, b) => a + b)
    expect(end.loss).toBeCloseTo(mean, 5)
    expect(bits(end.params)).not.toEqual(bits(plain.step(start, batch).params))
    // Of weight 0 is as good as absent.
    const rest = pipe(dataset.of({ ...batch, weights }), dataset.select([0, 2, 3, 4, 5]))
    expect(plain.step(start, rest).loss).toBeCloseTo(end.loss, 6)
    // All the same is as good as none.
    const same = plain.step(start, { ...batch, weights: tensor.full([6] as readonly [number], 4) })
    expect(same.loss).toBeCloseTo(plain.step(start, batch).loss, 6)
  })

  it('carries weights from a data set into batches and metrics', () => {
    const data = weighted(10, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    const batches = [...pipe(data, dataset.batches({ size: 4 }))]
    expect(batches.every((b) => b.weights !== undefined)).toBe(true)
    expect(bits(plain.fold(start, batches))).toEqual(bits(batches.reduce((s, b) => plain.step(s, b), start)))
    const mean = plain.evaluate(start, data, { loss: metric.loss }).loss
    expect(mean).toBe(tensor.item(entropy.of(plain.predict(start, data.inputs), data.targets, data.weights)))
    expect(mean).not.toBe(plain.evaluate(start, examples(10), { loss: metric.loss }).loss)
  })

  it('takes batches with weights and without, one after the other', () => {
    const weights = tensor.of([6] as readonly [number], [1, 0, 2, 0.5, 3, 1])
    const mixed = [batch, { ...batch, weights }, batch, { ...batch, weights }]
    expect(bits(plain.fold(start, mixed))).toEqual(bits(mixed.reduce((s, b) => plain.step(s, b), start)))
  })

  it('counts classes by their weights', () => {
    const classWeights = [1, 2, 5]
    const byClass = trainer(mlp, { backend })({ loss: loss.sparseSoftmaxCrossEntropy({ classWeights }), optimizer: sgd })
    const weights = tensor.of([6] as readonly [number], numbers(batch.targets).map((c) => classWeights[c] as number))
    expect(byClass.step(start, batch).loss).toBeCloseTo(plain.step(start, { ...batch, weights }).loss, 5)
  })

  it('has the penalty in the loss of a step, and not in the metric', () => {
    const penalty = loss.l2(0.01)
    const penalised = trainer(mlp, { backend })({ loss: entropy, optimizer: sgd, penalty })
    const [with_, without] = [penalised.step(start, batch), plain.step(start, batch)]
    const size = numbers(start.params[0].weights).concat(numbers(start.params[1].weights)).reduce((sum, w) => sum + w * w, 0)
    expect(with_.loss - without.loss).toBeCloseTo(0.01 * size, 6)
    // p ← p - η·(g + 2·rate·w), and biases are left alone.
    const [w0, free] = [numbers(start.params[0].weights), numbers(without.params[0].weights)]
    const decayed = (i: number): number => (free[i] as number) - 0.1 * 0.02 * (w0[i] as number)
    numbers(with_.params[0].weights).forEach((w, i) => expect(w).toBeCloseTo(decayed(i), 6))
    expect(numbers(with_.params[0].bias)).toEqual(numbers(without.params[0].bias))
    const data = examples(8)
    expect(penalised.evaluate(with_, data, { loss: metric.loss })).toEqual(plain.evaluate(with_, data, { loss: metric.loss }))
  })
})

const optimizers = {
  'a cosine schedule after a warm-up': optimizer.adam({
    learningRate: pipe(optimizer.schedule.cosineDecay({ initial: 0.05, steps: 6 }), optimizer.schedule.warmup({ steps: 3 })),
  }),
  'a staircase': optimizer.sgd({
    learningRate: optimizer.schedule.piecewise({ initial: 0.1, factors: [[2, 0.5], [5, 0.1]] }),
  }),
  'a reduction on plateaus': optimizer.chain(
    optimizer.momentum({ learningRate: 0.1 }), optimizer.reduceOnPlateau({ factor: 0.5, patience: 1, relative: 0.5 }),
  ),
  'a clipped norm': optimizer.chain(optimizer.clipByGlobalNorm(0.1), optimizer.adamw({ learningRate: 0.01 })),
  'lion': optimizer.lion({ learningRate: 0.01 }),
} as Readonly<Record<string, optimizer.OptimizerOf<P, unknown>>>

describe.each(Object.entries(optimizers))('%s in a trainer', (name, chosen) => {
  it('gives the same bits step by step and folded, on both backends', () => {
    const sizes = [4, 4, 2, 4, 4, 2, 4, 4, 2]
    const ends = backends.map((backend) => {
      const { init, fold, step } = trainer(mlp, { backend })({ loss: entropy, optimizer: chosen })
      const from = init(random.key(8))
      const end = fold(from, batchesOf(...sizes))
      expect(bits(end)).toEqual(bits(batchesOf(...sizes).reduce((s, b) => step(s, b), from)))
      return end
    })
    expect(bits(ends[0] as object)).toEqual(bits(ends[1] as object))
    if (name !== 'a reduction on plateaus') return
    const [, { scale }] = (ends[0] as { readonly optimizer: readonly [unknown, optimizer.PlateauState] }).optimizer
    expect(tensor.item(scale)).toBeLessThan(1)
  })
})

describe('a network of f64', () => {
  const net = pipe(n.input([3], 'f64'), n.dense(4), n.sigmoid, n.dense(2))
  const key = random.key(4)
  const batches = [5, 5, 3].map((size, i) => ({
    inputs: random.normal(random.foldIn(key, 2 * i), [size, 3] as readonly [number, 3], 'f64'),
    targets: random.normal(random.foldIn(key, 2 * i + 1), [size, 2] as readonly [number, 2]),
  }))
  const data = dataset.of({ inputs: random.normal(key, [7, 3], 'f64'), targets: random.normal(random.foldIn(key, 9), [7, 2]) })
  const adam = optimizer.adam({ learningRate: 0.01 })
  const made = backends.map((backend) => trainer(net, { backend })({ loss: loss.squaredError(), optimizer: adam }))

  it('trains in f64, to the same bits', () => {
    const ends = made.map(({ init, fold, step }) => {
      const end = fold(init(key), batches)
      expect(bits(end)).toEqual(bits(batches.reduce((s, b) => step(s, b), init(key))))
      expect(end.params[0].weights.dtype).toBe('f64')
      expect(Math.fround(end.loss)).not.toBe(end.loss)
      return bits(end)
    })
    expect(ends[0]).toEqual(ends[1])
  })

  it('is penalised and evaluated in f64', () => {
    const results = backends.map((backend) => {
      const { init, fold, evaluate } = trainer(net, { backend })({
        loss: loss.squaredError(),
        optimizer: optimizer.sgd({ learningRate: 0.01 }),
        penalty: loss.l2(0.1),
      })
      const end = fold(init(key), batches)
      return { bits: bits(end), metrics: evaluate(end, data, { loss: metric.loss, mse: metric.meanSquaredError }) }
    })
    expect(results[0]).toEqual(results[1])
  })
})
