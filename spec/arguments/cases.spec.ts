/** First attempts, and the sentences that they get. */
import { expect, test } from 'vitest'
import { dataset, loss, metric, network as n, optimizer, pipe, random, table, tensor as t, trainer } from '../../src/index.js'

const untyped = (f: unknown) => f as (...args: readonly any[]) => any
const key = random.key(0)
const { init, fold, evaluate, predict, observe } = trainer(pipe(n.input([2]), n.dense(3)))({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }),
})
const start = init(key)
const data = dataset.of({ inputs: t.ones([4, 2]), targets: t.of([4], [0, 1, 2, 0], 'i32') })
const cells = { age: table.number, sex: table.category(['f', 'm']), name: table.string }

test.each([
  ['an option of another library', () => untyped(n.conv2d)({ filters: 8, kernelSize: 3 }), 'conv2d: unknown option "kernelSize"'],
  ['a slip in an option', () => untyped(n.conv2d)({ filters: 8, kernal: [3, 3] }), 'conv2d: unknown option "kernal"; did you mean "kernel"?'],
  ['a number for a pair', () => untyped(n.conv2d)({ filters: 8, kernel: 3 }), 'conv2d: kernel should be a pair of whole numbers, [height, width], but is 3'],
  ['a layer that takes no such option', () => untyped(n.dense)(3, { activation: t.relu }), 'dense: unknown option "activation"'],
  ['an initializer that was not called', () => untyped(n.dense)(3, { weights: 'zeros' }), 'dense: weights should be a function, but is "zeros"'],
  ['a layer that is no function of options', () => untyped(n.relu)(), 'relu: network should be a network, as pipe(input(shape), ...) makes it, but is undefined'],
  ['a layer that was not called', () => untyped(n.dense)(3)(n.dense(4)), 'dense: network should be a network, as pipe(input(shape), ...) makes it, but is a function'],
  ['an operation without its tensor', () => untyped(t.softmax)(), 'softmax: x should be a tensor of f32 or f64, but is undefined'],
  ['a list for a tensor', () => untyped(t.exp)([1, 2]), 'exp: x should be a tensor of f32 or f64, but is [1, 2]'],
  ['a metric by its name', () => untyped(evaluate)(start, data, { accuracy: 'accuracy' }), 'metric.values: accuracy should be a metric, such as metric.accuracy, but is "accuracy"'],
  ['a metric that was not called', () => untyped(evaluate)(start, data, { top: metric.topK }), 'metric.values: top should be a metric, such as metric.accuracy, but is a function'],
  ['metrics in a list', () => untyped(evaluate)(start, data, [metric.accuracy]), 'metric.values: metrics should be a record, but is [{"name":"accuracy","of":a function}]'],
  ['a data set where batches belong', () => untyped(fold)(start, data),
    'fold: batches should be a list or another iterable of batches; they are made of it by dataset.batches({ size }), but is {"size":4,"inputs":f32[4, 2],"targets":i32[4]}'],
  ['one batch where batches belong', () => untyped(observe({ start: () => 0, see: (value) => ({ value }) }).fold)(start, { inputs: t.ones([4, 2]), targets: t.range(4) }),
    'fold: batches should be a list or another iterable of batches'],
  ['a slip in a batch', () => untyped(fold)(start, [{ inputs: t.ones([1, 2]), targets: t.zeros([1], 'i32'), wieghts: t.ones([1]) }]),
    'step: unknown option "wieghts"; did you mean "weights"?'],
  ['a state without its step', () => untyped(fold)({ ...start, step: NaN }, [data]), 'fold: state.step should be a whole number from 0 to 2^32 - 1, but is NaN'],
  ['a state that went through JSON', () => untyped(predict)(JSON.parse(JSON.stringify(start)), data.inputs), 'predict: state.loss should be a number, but is null'],
  ['parameters of another network', () => untyped(predict)({ ...start, params: [{ weights: t.ones([2, 3]) }] }, data.inputs),
    'dense: params.bias should be f32[3], but is undefined'],
  ['the state of another optimizer', () => untyped(fold)({ ...start, optimizer: [null] }, [data]),
    /^trainer: state is none of this trainer: optimizer: a list of 2 expected, received a list of 1/],
  ['an unknown column', () => untyped(table.examples)({ columns: cells, inputs: ['agee'], target: 'sex' })([]),
    'table.examples: unknown column "agee" in inputs; did you mean "age"?'],
  ['an unknown target', () => untyped(table.examples)({ columns: cells, inputs: ['age'], target: 'survived' })([]),
    'table.examples: unknown column "survived" in target; there are age, sex, name'],
  ['a column of text', () => untyped(table.examples)({ columns: cells, inputs: ['name'], target: 'sex' })([]),
    'table.examples: inputs should be columns that become numbers, but is "name"'],
  ['a cell that was not decoded', () => untyped(table.examples)({ columns: cells, inputs: ['age'], target: 'sex' })([{ age: '22', sex: 1, name: '' }]),
    'table.examples: row 0, age should be a number, but is "22"'],
  ['a schedule as any setting', () => untyped(optimizer.adam)({ learningRate: 0.1, beta1: () => 1 }), 'adam: beta1 should be a number of at least 0 and below 1, but is a function'],
  ['a bare number of options', () => untyped(optimizer.sgd)(0.1), 'sgd: options should be a record of learningRate, but is 0.1'],
] as const)('%s', (_, attempt, sentence) => {
  expect(attempt).toThrow(sentence)
})

test('an error of a large value is short', () => {
  const large = { rows: Array.from({ length: 1e6 }, (_, i) => i), x: t.zeros([2 ** 28]) }
  const begin = performance.now()
  expect(() => untyped(n.dense)(large)).toThrow(/^dense: units should be a whole number of at least 1, but is .{1,80} \(at/)
  // The elements of the tensor alone would take many times as long.
  expect(performance.now() - begin).toBeLessThan(1000)
})
