import { pipe } from 'fp-ts/lib/function.js'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { complaint } from '../complaint.js'
import { backends, batchesOf, bits, examples, later, mlp, numbers, type Example } from './each.js'

const here = fileURLToPath(import.meta.url)
const sgd = optimizer.sgd({ learningRate: 0.1 })
const inputs = tensor.zeros([4, 3])
const labels = (...of: readonly number[]) => tensor.of([of.length] as readonly [number], of, 'i32')
const targets = labels(0, 1, 2, 0)
const weights = (...of: readonly number[]) => tensor.of([of.length] as readonly [number], of)

/** Batches that only a cast gets past the compiler, and what is said of them after the operation's name. */
const wrong: readonly (readonly [string, unknown, string, string])[] = [
  ['a label above the classes', { inputs, targets: labels(0, 1, 3, 0) }, 'targets',
    'targets[2] is 3, expected a class from 0 to 2'],
  ['a label below 0', { inputs, targets: labels(-1, 1, 2, 0) }, 'targets', 'targets[0] is -1, expected a class from 0 to 2'],
  ['inputs of another size', { inputs: tensor.zeros([4, 5]), targets }, 'inputs', '@inputs is f32[4, 5], expected f32[batch, 3]'],
  ['inputs of another rank', { inputs: tensor.zeros([4, 3, 1]), targets }, 'inputs',
    '@inputs is f32[4, 3, 1], expected f32[batch, 3]'],
  ['inputs without a batch', { inputs: tensor.scalar(1), targets }, 'inputs', '@inputs is f32[], expected f32[batch, 3]'],
  ['inputs of another dtype', { inputs: tensor.zeros([4, 3], 'f64'), targets }, 'inputs',
    '@inputs is f64[4, 3], expected f32[batch, 3]'],
  ['inputs that are a list', { inputs: [[1, 2, 3]], targets }, 'inputs',
    '@inputs should be a tensor [batch, ...], but is [[1, 2, 3]]'],
  ['no example', { inputs: tensor.zeros([0, 3]), targets: labels() }, 'inputs',
    '@inputs should be at least 1 example, but is [0, 3]'],
  ['fewer targets than inputs', { inputs, targets: labels(0, 1, 2) }, 'targets',
    '4 inputs need 4 targets, but @targets is i32[3]'],
  ['more targets than inputs', { inputs, targets: labels(0, 1, 2, 0, 1) }, 'targets',
    '4 inputs need 4 targets, but @targets is i32[5]'],
  ['targets of another form', { inputs, targets: tensor.zeros([4, 3]) }, 'targets', 'targets are f32[4, 3], expected i32[4]'],
  ['no targets', { inputs }, 'targets', '@targets should be a tensor [batch, ...], but is undefined'],
  ['too few weights', { inputs, targets, weights: weights(1, 2) }, 'weights',
    '@weights is f32[2], expected [4]: one for each input'],
  ['weights that are a list', { inputs, targets, weights: [1, 1, 1, 1] }, 'weights',
    '@weights should be a tensor [batch, ...], but is [1, 1, 1, 1]'],
  ['a weight below 0', { inputs, targets, weights: weights(1, 2, -3, 1) }, 'weights[2]',
    '@weights[2] should be a finite number of at least 0, but is -3'],
  ['a weight that is no number', { inputs, targets, weights: weights(1, NaN, 3, 1) }, 'weights[1]',
    '@weights[1] should be a finite number of at least 0, but is NaN'],
  ['weights that are all 0', { inputs, targets, weights: weights(0, 0, 0, 0) }, 'weights',
    '@weights should be not all 0, but is [0, 0, 0, 0]'],
]

describe.each(backends)('bad input on $name', (backend) => {
  const { init, step, fold, foldAsync, observe, evaluate, predict, program } = trainer(mlp, { backend })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: sgd,
  })
  const start = init(random.key(1))
  const good = batchesOf(4, 4)

  it.each(wrong)('%s: is an error that says where', (_, columns, place, message) => {
    const batch = columns as Example
    const uses = {
      step: () => step(start, batch),
      fold: () => fold(start, [...good, batch]),
      observe: () => observe({ start: () => 0, see: (value) => ({ value }) }).fold(start, [...good, batch]),
      program: () => program(start, batch),
      evaluate: () => evaluate(start, batch as unknown as ReturnType<typeof examples>, { loss: metric.loss }),
    }
    for (const [name, use] of Object.entries(uses)) {
      const error = complaint(use)
      const [operation, prefix] = name === 'evaluate' ? [name, 'data.'] : [name === 'program' ? name : 'step', 'batch.']
      expect(error.operation).toBe(operation)
      expect(error.argument).toBe(`${prefix}${place}`)
      expect(error.message).toBe(`${operation}: ${message.replace('@', prefix)} (at ${error.at})`)
      expect(error.at).toMatch(new RegExp(`^${here}:\\d+:\\d+$`))
    }
  })

  it.each(wrong)('%s: stops a fold over time', async (_, columns) => {
    await expect(foldAsync(start, later([...good, columns as Example]))).rejects.toThrow(/^step: /)
  })

  it('leaves everything as it was: folding again works', () => {
    const before = bits(start)
    const expected = bits(fold(start, good))
    for (const [, columns] of wrong) {
      expect(() => fold(start, [...good, columns as Example])).toThrow()
      expect(bits(start)).toEqual(before)
    }
    expect(bits(fold(start, good))).toEqual(expected)
  })

  it('keeps to the batch: null is none', () => {
    for (const none of [null, undefined, 3])
      expect(complaint(() => step(start, none as unknown as Example)).message).toContain('batch should be a record of inputs, targets')
  })

  it('predicts only for inputs that the network takes', () => {
    for (const x of [tensor.zeros([4, 5]), tensor.zeros([2, 6]), tensor.zeros([3]), tensor.zeros([4, 3], 'f64'), [[1, 2, 3]]]) {
      const error = complaint(() => predict(start, x as unknown as typeof inputs))
      expect(error).toMatchObject({ operation: 'predict', argument: 'inputs' })
      expect(error.at).toContain(here)
    }
  })

  it('predicts only with the network\'s own parameters', () => {
    predict(start, inputs)
    const [first] = start.params
    const one = [first] as unknown as typeof start.params
    expect(() => predict({ ...start, params: one }, inputs)).toThrow(/a record for each of 2 layers/)
    const other = { weights: tensor.zeros([3, 5]), bias: tensor.zeros([5]) } as unknown as typeof first
    expect(() => predict({ ...start, params: [other, start.params[1]] }, inputs)).toThrow()
  })

  it('starts from a key only', () => {
    expect(complaint(() => init(42 as unknown as random.Key)).message)
      .toMatch(/^init: key should be a key, as random.key\(seed\) makes it, but is 42/)
  })

  it('hands on what a source of batches throws', () => {
    const broken = function* () {
      yield* good
      throw new Error('the disk is gone')
    }
    expect(() => fold(start, broken())).toThrow('the disk is gone')
    expect(bits(fold(start, good))).toEqual(bits(good.reduce((s, b) => step(s, b), start)))
  })
})

it('a network for distributions says which targets are none', () => {
  const net = pipe(n.input([3]), n.dense(3))
  const { init, step } = trainer(net)({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const batch = { inputs: tensor.zeros([2, 3]), targets: tensor.of([2, 3], [1, 0, 0, 1, 1, 0]) }
  const error = complaint(() => step(init(random.key(0)), batch))
  expect(error.message).toMatch(/^step: targets\[1\] adds up to 2, expected a distribution/)
})

it.each([NaN, Infinity, -1, '0.1'])('a learning rate of %s is refused where it is said', (learningRate) => {
  const error = complaint(() => optimizer.adam({ learningRate: learningRate as number }))
  expect(error).toMatchObject({ operation: 'adam', argument: 'learningRate', received: learningRate })
  expect(error.at).toContain(here)
})

it('a failed step keeps a fold before it usable', () => {
  const { init, fold } = trainer(mlp)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: sgd })
  const start = init(random.key(1))
  const half = fold(start, batchesOf(4))
  const [batch] = batchesOf(4) as readonly [Example]
  expect(() => fold(half, [batch, { ...batch, targets: labels(9, 9, 9, 9) }])).toThrow()
  expect(numbers(half.params[0].weights)).toEqual(numbers(fold(start, batchesOf(4)).params[0].weights))
})
