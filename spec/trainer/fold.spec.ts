import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { pure } from '../../src/backend/index.js'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as receipt from '../../src/receipt/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, batchesOf, bits, examples, isFrozen, later, mlp, type Example } from './each.js'

const recipe = {
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: 0.05 }),
}
const trainers = backends.map((backend) => ({ name: backend.name, ...trainer(mlp, { backend })(recipe) }))
const reference = trainer(mlp, { backend: pure })(recipe)
const start = reference.init(random.key(3))
const stepwise = (batches: readonly Example[]) => batches.reduce((state, batch) => reference.step(state, batch), start)

describe.each(trainers)('a fold on $name', ({ init, step, fold, foldAsync }) => {
  it.each([
    ['no batch', []],
    ['one batch', [5]],
    ['batches of one size', [4, 4, 4, 4]],
    ['a smaller last batch', [8, 8, 3]],
    ['sizes back and forth', [4, 1, 4, 2, 1, 4, 4, 2]],
    ['more sizes than programs are kept', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2]],
  ])('is its steps one after the other: %s', (_name, sizes) => {
    const batches = batchesOf(...sizes)
    const expected = bits(stepwise(batches))
    expect(bits(fold(start, batches))).toEqual(expected)
    expect(bits(batches.reduce((state, batch) => step(state, batch), start))).toEqual(expected)
  })

  it('is its steps, whatever the sizes, and in however many pieces', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }), fc.nat(8), (sizes, at) => {
      const batches = batchesOf(...sizes)
      const whole = bits(fold(start, batches))
      expect(whole).toEqual(bits(stepwise(batches)))
      expect(bits(fold(fold(start, batches.slice(0, at)), batches.slice(at)))).toEqual(whole)
    }), { numRuns: 15 })
  })

  it('says the same over batches that arrive in time', async () => {
    const batches = batchesOf(4, 4, 2, 4, 1)
    expect(bits(await foldAsync(start, later(batches)))).toEqual(bits(fold(start, batches)))
    expect(bits(await foldAsync(start, later([])))).toEqual(bits(start))
    const parts = [dataset.slice(0, 5), dataset.slice(5, 6), dataset.slice(6, 19)]
    const chunks: readonly Example[] = parts.map((part) => part(examples(19)))
    const rebatched = pipe(later(chunks), dataset.rebatchAsync({ size: 4 }))
    expect(bits(await foldAsync(start, rebatched))).toEqual(bits(fold(start, pipe(examples(19), dataset.batches({ size: 4 })))))
  })

  it('continues on other data as one fold over both', () => {
    const batches = dataset.batches({ size: 4, epochs: 2, shuffle: random.key(5) })
    const [first, more] = [[...batches(examples(12, 1))], [...batches(examples(9, 2))]]
    const after = fold(start, first)
    expect(after.step).toBe(6)
    expect(bits(fold(after, more))).toEqual(bits(fold(start, [...first, ...more])))
  })

  it('leaves the state that it began with as it was', () => {
    const before = bits(start)
    fold(start, batchesOf(4, 4, 2))
    step(start, batchesOf(3)[0] as Example)
    expect(bits(start)).toEqual(before)
    const middle = fold(start, batchesOf(4))
    const then = bits(middle)
    fold(middle, batchesOf(4, 4))
    expect(bits(middle)).toEqual(then)
  })

  it('gives frozen states', () => {
    expect(isFrozen(start)).toBe(true)
    expect(isFrozen(init(random.key(0)))).toBe(true)
    expect(isFrozen(step(start, batchesOf(2)[0] as Example))).toBe(true)
    expect(isFrozen(fold(start, batchesOf(2, 3)))).toBe(true)
    expect(isFrozen(fold(start, []))).toBe(true)
  })

  it('counts steps, and tells the loss of the last one before its update', () => {
    expect(start).toMatchObject({ step: 0, loss: NaN })
    const batches = batchesOf(4, 4, 4)
    const end = fold(start, batches)
    expect(end.step).toBe(3)
    const before = fold(start, batches.slice(0, 2))
    const { inputs, targets } = batches[2] as Example
    expect(end.loss).toBe(tensor.item(recipe.loss.of(reference.predict(before, inputs), targets)))
  })

  it('starts from a key, and from nothing else', () => {
    expect(bits(init(random.key(3)))).toEqual(bits(start))
    expect(bits(init(random.key(4)))).not.toEqual(bits(start))
  })

  it('takes the same batches as an iterable that can be read once', () => {
    const batches = batchesOf(4, 4)
    const once = function* () { yield* batches }
    expect(bits(fold(start, once()))).toEqual(bits(fold(start, batches)))
  })

  it('knows parameters by their names, in whatever order a record has them', () => {
    const square = pipe(n.input([2]), n.layerNorm(), n.dense(2))
    const sgd = optimizer.sgd({ learningRate: 0.1 })
    const { init: fresh, step: one, predict } = trainer(square)({ loss: loss.squaredError(), optimizer: sgd })
    const state = fresh(random.key(0))
    const [norm, dense] = state.params
    const swapped = { ...state, params: [Object.fromEntries(Object.entries(norm).toReversed()) as typeof norm, dense] as const }
    expect(Object.keys(swapped.params[0])).not.toEqual(Object.keys(norm))
    const inputs = tensor.of([3, 2], [1, 2, 4, -1, 0, 1])
    const batch = { inputs, targets: tensor.of([3, 2], [1, 0, 0, 1, 0, 0]) }
    expect(tensor.toArray(predict(swapped, inputs))).toEqual(tensor.toArray(predict(state, inputs)))
    expect(receipt.digest(one(swapped, batch).params)).toBe(receipt.digest(one(state, batch).params))
  })
})

const image = n.input([6, 6, 1])
// All have the same shapes; only their parameters differ.
type Classifier = n.Network<any, readonly [6, 6, 1], readonly [3]>
const networks: Readonly<Record<string, Classifier>> = {
  'a convolution with pooling': pipe(
    image, n.conv2d({ filters: 2, kernel: [3, 3] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(3),
  ),
  'a residual block': pipe(image, n.flatten, n.residual(pipe(n.input([36]), n.dense(36), n.gelu)), n.layerNorm(), n.dense(3)),
}

describe.each(Object.entries(networks))('%s', (_, net) => {
  it('trains to the same bits everywhere', () => {
    const [a, b] = random.split(random.key(9), 2)
    const data = dataset.of({ inputs: random.normal(a, [10, 6, 6, 1]), targets: random.integers(b, [10], { low: 0, high: 3 }) })
    const digests = backends.map((backend) => {
      const made = trainer(net, { backend })({
        loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.momentum({ learningRate: 0.05 }),
      })
      const from = made.init(random.key(0))
      const batches = [...pipe(data, dataset.batches({ size: 4, epochs: 2 }))]
      const end = made.fold(from, batches)
      expect(bits(end)).toEqual(bits(batches.reduce((state, batch) => made.step(state, batch), from)))
      return receipt.digest(end)
    })
    expect(new Set(digests).size).toBe(1)
  })
})
