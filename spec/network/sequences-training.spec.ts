/** Networks for sequences in training: the same bits everywhere, what padding and checkpoints change, and that they learn. */
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll, describe, expect, test } from 'vitest'
import { mutable, pure, wasm, type Backend } from '../../src/backend/index.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import { threadsOn } from '../../src/backend/wasm/threads/threads.js'
import * as dataset from '../../src/dataset/index.js'
import * as explain from '../../src/explain/index.js'
import { gradient, lift } from '../../src/differentiable/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import type { Network } from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { group } from '../../src/program/index.js'
import { bits, foldIn, key } from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { trainer } from '../../src/trainer/trainer.js'

const vocabulary = 7
const time = 12
type Tagger<P> = Network<P, readonly [12], readonly [12, 7], 'f32', 'i32'>

/** Random tokens from 1 on, [count, time], and what stood `delay` steps before each: 0 where nothing did. */
const delayed = (count: number, delay: number, seed: number) => {
  const words = t.toArray(bits(key(seed), [count * time])).map((w) => 1 + (w % (vocabulary - 1)))
  const before = words.map((_, i) => (i % time < delay ? 0 : words[i - delay]!))
  return dataset.of({ inputs: t.of([count, time], words, 'i32'), targets: t.of([count, time], before, 'i32') })
}

const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) }

const tokens = n.input([time], 'i32')
const transformer = pipe(tokens, n.embedding(vocabulary, 16), n.positionEmbedding(),
  n.transformerBlock({ heads: 2, hidden: 32, causal: true, rotary: true, mask: n.padding(0), dropout: 0.1, attentionDropout: 0.1 }), n.layerNorm(), n.dense(vocabulary))
const recurring = pipe(tokens, n.embedding(vocabulary, 8), n.recurrent(n.gru(9), { mask: n.padding(0) }), n.bidirectional(n.lstm(5)), n.recurrent(n.simple(8), { checkpoint: true }), n.dense(vocabulary))
const tied = pipe(tokens, n.tiedEmbedding(vocabulary, pipe(n.input([time, 16]), n.sinusoidalPositions, n.transformerBlock({ heads: 4, hidden: 16, causal: true }))))
const first = pipe(tokens, n.slice([[0, 5]]), n.embedding(vocabulary, 6), n.tanh)
const looking = pipe(tokens, n.encoderDecoder(first, (source) => pipe(tokens, n.embedding(vocabulary, 8),
  n.residual(pipe(n.input([time, 8]), n.layerNorm(), n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 5]), attentionDropout: 0.1 }))), n.dense(vocabulary))))

const crew = await threadsOn({ threads: 2, relaxed: false, worthSharing: 0 })
afterAll(() => crew.close())
const two: Backend = { ...wasm, name: '2 threads', compile: crew.compile, loop: crew.loop }

describe.each([['a transformer', transformer], ['recurrent layers', recurring], ['a tied transformer', tied], ['an encoder and a decoder', looking]] as readonly (readonly [string, Tagger<any>])[])('%s', (_, net) => {
  const data = delayed(6, 2, 3)
  const trained = (backend: Backend): readonly (readonly number[])[] => {
    const { init, fold, predict } = trainer(net, { backend })(recipe)
    const end = fold(init(key(1)), pipe(data, dataset.batches({ size: 3, epochs: 2 })))
    return [[end.loss], t.toArray(predict(end, data.inputs)), ...tree.tensors(end.params).map((p) => t.toArray(p))]
  }
  const expected = trained(pure)
  test.each([mutable, wasm, two])('trains on $name: the same bits', (backend) => {
    expect(trained(backend)).toEqual(expected)
  })
  test('compiled for predictions as applied', () => {
    const params = net.init(key(2))
    const x = data.inputs
    expect(t.toArray(net.compile(params).predict(x))).toEqual(t.toArray(net.apply(params)(x)))
  })
  test('a step is explained with the numbers of the trainer, weights of examples and all', () => {
    const { init, step } = trainer(net)(recipe)
    const [state, weights] = [init(key(1)), t.of([6], [1, 0, 2, 1, 0.5, 1])]
    const batch = { inputs: data.inputs as Tensor<readonly [6, 12], 'i32'>, targets: data.targets as Tensor<readonly [6, 12], 'i32'>, weights }
    const story = explain.step(net)({ ...recipe, ...batch, params: state.params, key: foldIn(state.key, 0) })
    const after = step(state, batch)
    expect(story.loss).toBe(after.loss)
    expect(tree.tensors(story.updated).map((p) => t.toArray(p))).toEqual(tree.tensors(after.params).map((p) => t.toArray(p)))
    expect(explain.toText(story)).toContain(net.layers[0]!.name)
  })
  test('states come back from plain data', () => {
    const { init, codec } = trainer(net)(recipe)
    const state = init(key(1))
    expect(codec.decode(codec.encode(state))).toEqual({ _tag: 'Right', right: state })
  })
})

describe('padding', () => {
  const x = t.of([2, 6], [3, 1, 4, 0, 0, 0, 2, 5, 1, 6, 3, 0], 'i32')
  const mask = n.padding(0)
  const input = pipe(n.input([6], 'i32'), n.embedding(vocabulary, 4))
  test('attention looks at nothing that is filled up', () => {
    const net = pipe(input, n.transformerBlock({ heads: 2, hidden: 8, mask }))
    const params = net.init(key(1))
    const [{ table }] = params
    const other = t.of([vocabulary, 4], t.toArray(table).map((v, i) => (i < 4 ? v + 1 : v)))
    const outputs = (rows: typeof table): readonly number[] => t.toArray(net.apply([{ table: rows }, params[1], params[2]])(x)).slice(0, 12)
    expect(outputs(other as typeof table)).toEqual(outputs(table))
    const open = pipe(input, n.transformerBlock({ heads: 2, hidden: 8 }))
    expect(t.toArray(open.apply(params)(x)).slice(0, 12)).not.toEqual(outputs(table))
  })
  test.each([['gru', n.gru(3)], ['lstm', n.lstm(3)], ['simple', n.simple(3)]] as const)('%s: the last state is that of the shorter sequence', (_, cell) => {
    const net = pipe(input, n.recurrent(cell, { returns: 'last', mask }))
    const params = net.init(key(1))
    const short = pipe(n.input([3], 'i32'), n.embedding(vocabulary, 4), n.recurrent(cell, { returns: 'last' }))
    expect(t.toArray(net.apply(params)(x)).slice(0, 3)).toEqual(t.toArray(short.apply(params)(t.of([1, 3], [3, 1, 4], 'i32'))))
    const back = pipe(input, n.recurrent(cell, { returns: 'last', reverse: true, mask }))
    const shortBack = pipe(n.input([3], 'i32'), n.embedding(vocabulary, 4), n.recurrent(cell, { returns: 'last', reverse: true }))
    expect(t.toArray(back.apply(params)(x)).slice(0, 3)).toEqual(t.toArray(shortBack.apply(params)(t.of([1, 3], [3, 1, 4], 'i32'))))
  })
  test('of rows: those in which everything is the value', () => {
    const rows = t.of([1, 3, 2], [0, 0, 0, 1, 2, 3])
    expect(t.toArray(mask(rows))).toEqual([0, 1, 1])
  })
  test('targets that are filled up weigh nothing where their class does', () => {
    const perToken = loss.sparseSoftmaxCrossEntropy({ classWeights: [0, 1, 1] })
    const logits = t.of([1, 2, 3], [1, 2, 3, 5, 1, 1])
    const [one] = [loss.sparseSoftmaxCrossEntropy().of(t.of([1, 3], [1, 2, 3]), t.of([1], [2], 'i32'))]
    expect(t.item(perToken.of(logits, t.of([1, 2], [2, 0], 'i32')))).toBeCloseTo(t.item(one), 6)
  })
})

describe('a checkpointed loop', () => {
  const steps = 400
  const made = (checkpoint: boolean) => pipe(n.input([steps, 3]), n.recurrent(n.gru(16), { checkpoint, returns: 'last' }))
  const params = made(false).init(key(1))
  const x = t.of([1, steps, 3], t.toArray(bits(key(2), [steps * 3])).map((w) => (w % 1000) / 500 - 1))
  const slope = (checkpoint: boolean) => gradient(lift((p: typeof params) => pipe(made(checkpoint).apply(p)(x), t.square, t.sum()) as Tensor<readonly []>))
  test('has the same outputs, and gradients that differ only by the order of sums', () => {
    expect(t.toArray(made(true).apply(params)(x))).toEqual(t.toArray(made(false).apply(params)(x)))
    const [a, b] = [tree.tensors(slope(false)(params)), tree.tensors(slope(true)(params))]
    a.forEach((g, i) => t.toArray(g).forEach((v, j) => expect(Math.abs(v - t.toArray(b[i] as AnyTensor)[j]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(v)))))
  })
  test('needs no room for the states and products of all steps', () => {
    const [batch, units] = [32, 16] as const
    const bytes = (checkpoint: boolean): number => {
      const learn = trainer(made(checkpoint))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
      const program = learn.program(learn.init(key(1)), { inputs: t.zeros([batch, steps, 3]), targets: t.zeros([batch, units]) })
      return emit(group(program), 0, { threads: 1, relaxed: false }).pages * 65536
    }
    const [state, products] = [1, 3]
    expect(bytes(false) - bytes(true)).toBeGreaterThan(0.9 * (state + products) * steps * batch * units * 4)
  })
})

describe('learns', { timeout: 120_000 }, () => {
  const [train, test_] = [delayed(512, 3, 1), delayed(64, 3, 2)]
  const learners: readonly (readonly [string, Tagger<any>])[] = [
    ['a transformer', pipe(tokens, n.embedding(vocabulary, 24), n.positionEmbedding(), n.transformerBlock({ heads: 2, hidden: 48, causal: true, rotary: true }), n.layerNorm(), n.dense(vocabulary))],
    ['a GRU', pipe(tokens, n.embedding(vocabulary, 16), n.recurrent(n.gru(40)), n.dense(vocabulary))],
    ['an LSTM', pipe(tokens, n.embedding(vocabulary, 16), n.recurrent(n.lstm(40)), n.dense(vocabulary))],
  ]
  test.each(learners)('%s to say what stood three steps before', (_, net) => {
    const { init, fold, evaluate } = trainer(net)(recipe)
    const end = fold(init(key(1)), pipe(train, dataset.batches({ size: 32, epochs: 25, shuffle: foldIn(key(5), 1) })))
    expect(evaluate(end, test_, { accuracy: metric.accuracy }).accuracy).toBeGreaterThan(0.97)
  })
})
