/** What layers for sequences refuse where the types could not, and how they say it. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { gather, of, toArray as rowsOf, zeros } from '../../src/tensor/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { key } from '../../src/random/index.js'
import { trainer } from '../../src/trainer/trainer.js'

const input = (shape: readonly number[], dtype?: 'i32') => n.input(shape, dtype) as any
const tokens = n.input([4], 'i32')
const vectors = pipe(tokens, n.embedding(5, 3))
const params = vectors.init(key(0))

test.each<readonly [operation: string, bad: () => unknown, message: string]>([
  ['embedding', () => n.embedding(0, 3), 'embedding: vocabulary should be a whole number of at least 1, but is 0'],
  ['embedding', () => n.embedding(5, 1.5), 'embedding: width should be a whole number of at least 1, but is 1.5'],
  ['embedding', () => pipe(input([4]), n.embedding(5, 3)), 'embedding: network should be of i32, as input([128], \'i32\') makes it, but is "f32"'],
  ['embedding', () => vectors.apply(params)(of([1, 4], [0, 4, 5, 1], 'i32')), 'embedding: gather: indices[2] should be an index from 0 to 4, but is 5'],
  ['embedding', () => vectors.apply(params)(of([1, 4], [0, -1, 2, 1], 'i32')), 'embedding: gather: indices[1] should be an index from 0 to 4, but is -1'],
  ['gather', () => vectors.compile(params).predict(of([1, 4], [0, 4, 5, 1], 'i32')), 'gather: indices[2] should be an index from 0 to 4, but is 5'],
  ['apply', () => vectors.apply(params)(zeros([1, 4]) as any), 'apply: inputs should be a tensor of i32, but is "f32"'],
  ['predict', () => vectors.compile(params).predict(zeros([1, 4]) as any), 'predict: inputs are f32[1, 4], expected i32[4] or i32[batch, 4]'],
  ['step', () => {
    const { init, step } = trainer(pipe(vectors, n.flatten, n.dense(2)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    step(init(key(0)), { inputs: zeros([2, 4]) as any, targets: zeros([2, 2]) })
  }, 'step: batch.inputs is f32[2, 4], expected i32[batch, 4]'],
  ['andThen', () => pipe(input([4]), n.andThen(tokens)), 'andThen: network should be of f32, but is "i32"'],
  ['tiedEmbedding', () => pipe(input([4], 'i32'), n.tiedEmbedding(5, n.input([3, 2]))), 'tiedEmbedding needs a body that takes vectors of [4] tokens, received one that takes [3, 2]'],
  ['tiedEmbedding', () => pipe(input([4], 'i32'), n.tiedEmbedding(5, pipe(n.input([4, 2]), n.dense(3)))), 'tiedEmbedding needs a body that keeps its width: [4, 2] became [4, 3]'],
  ['positionEmbedding', () => pipe(input([]), n.positionEmbedding() as any), 'positionEmbedding needs [time, ...], received []'],
  ['sinusoidalPositions', () => pipe(input([4]), n.sinusoidalPositions), 'sinusoidalPositions needs [time, width], received [4]'],
  ['attention', () => n.attention({ heads: 0 }), 'attention: heads should be a whole number of at least 1, but is 0'],
  ['attention', () => pipe(input([4]), n.attention({ heads: 1 })), 'attention needs [time, width], received [4]'],
  ['attention', () => pipe(input([4, 6]), n.attention({ heads: 4 })), 'attention: 4 heads do not divide a width of 6'],
  ['attention', () => pipe(input([4, 6]), n.attention({ heads: 2, rotary: true })), 'attention: rotary needs heads of an even width, received 3'],
  ['attention', () => pipe(input([4, 6]), n.attention({ heads: 2, attentionDropout: 1 })), 'attention: attentionDropout should be a number from 0 up to and without 1, but is 1'],
  ['attention', () => pipe(input([4, 6]), n.transformerBlock({ heads: 2, hidden: 8, attentionDropout: NaN })), 'attention: attentionDropout should be a number from 0 up to and without 1, but is NaN'],
  ['attention', () => n.attention({ heads: 4, keyValueHeads: 0 }), 'attention: keyValueHeads should be a whole number of at least 1, but is 0'],
  ['attention', () => pipe(input([4, 8]), n.attention({ heads: 4, keyValueHeads: 3 })), 'attention: 3 heads of keys and values do not divide 4 heads'],
  ['attention', () => pipe(input([4, 8]), n.attention({ heads: 4, keyValueHeads: 8 })), 'attention: 8 heads of keys and values do not divide 4 heads'],
  ['attention', () => n.attention({ heads: 4, softcap: 0 }), 'attention: softcap should be a finite number above 0, but is 0'],
  ['crossAttention', () => n.crossAttention({ shape: [4, 2], dtype: 'f32' }, { heads: 2, softcap: Infinity }), 'crossAttention: softcap should be a finite number above 0, but is Infinity'],
  ['crossAttention', () => pipe(input([4, 8]), n.crossAttention({ shape: [4, 2], dtype: 'f32' }, { heads: 4, keyValueHeads: 3 })), 'attention: 3 heads of keys and values do not divide 4 heads'],
  ['transformerBlock', () => pipe(input([4, 8]), n.transformerBlock({ heads: 4, keyValueHeads: 3, hidden: 2 })), 'attention: 3 heads of keys and values do not divide 4 heads'],
  ['transformerBlock', () => n.transformerBlock({ heads: 4, hidden: 2, norm: 'both' as 'post' }), 'transformerBlock: norm should be one of "pre", "post", but is "both"'],
  ['recurrent', () => n.recurrent(n.gru(3), { initialState: 'ones' as 'zeros' }), 'recurrent: initialState should be "zeros", "learned" or the source of a decoder, but is "ones"'],
  ['recurrent', () => pipe(input([4, 2]), n.recurrent(n.lstm(3), { initialState: { shape: [3], dtype: 'f32' } } as any)), 'recurrent needs an initial state [2, 3], received [3]'],
  ['recurrent', () => pipe(input([4, 2]), n.recurrent(n.gru(3), { initialState: { shape: [3], dtype: 'f64' } } as any)), 'recurrent needs an initial state of f32, received f64'],
  ['bidirectional', () => pipe(input([4, 2]), n.bidirectional(n.gru(3), { initialState: { shape: [3], dtype: 'f32' } } as any)), 'bidirectional needs an initial state [6], received [3]'],
  ['recurrent(gru)', () => {
    const net = pipe(input([4, 2]), n.recurrent(n.gru(3), { initialState: { shape: [3], dtype: 'f32' } }))
    net.apply(net.init(key(0)))(zeros([1, 4, 2]) as any)
  }, 'recurrent(gru): initialState should be that of the decoder that the layer is in, but is "another"'],
  ['recurrent(gru)', () => {
    const net = pipe(n.input([4, 2]), n.recurrent(n.gru(3), { initialState: 'learned' }))
    const [{ initialState, ...others }] = net.init(key(0))
    net.apply([others] as any)(zeros([1, 4, 2]))
  }, 'recurrent(gru): params.initialState.hidden should be f32[3], but is undefined'],
  ['globalAveragePoolWith', () => pipe(input([4]), n.globalAveragePoolWith({ mask: n.padding(0) })), 'globalAveragePoolWith needs [time, features], received [4]'],
  ['globalMaxPoolWith', () => n.globalMaxPoolWith({} as any), 'globalMaxPoolWith: mask should be a function, but is undefined'],
  ['crossAttention', () => n.crossAttention({ shape: [4], dtype: 'f32' } as any, { heads: 1 }), 'crossAttention needs a source [time, width], received [4]'],
  ['crossAttention', () => n.crossAttention({ shape: [4, 2], dtype: 'f32' }, { heads: 0.5 }), 'crossAttention: heads should be a whole number of at least 1, but is 0.5'],
  ['crossAttention', () => {
    const net = pipe(input([4, 6]), n.crossAttention({ shape: [4, 2], dtype: 'f32' }, { heads: 2 }))
    net.apply(net.init(key(0)))(zeros([1, 4, 6]) as any)
  }, 'crossAttention: source should be that of the decoder that the layer is in, but is "another"'],
  ['encoderDecoder( | crossAttention)', () => {
    const both = pipe(input([4, 6]), n.encoderDecoder(input([4, 6]), ((source: any) => pipe(input([4, 6]), n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 2]) }) as any)) as any) as any) as any
    both.apply(both.init(key(0)))(zeros([1, 4, 6]) as any)
  }, 'crossAttention: the mask of inputs [1, 4, 6] is bool[1, 2], expected bool[1, 4]'],
  ['encoderDecoder', () => pipe(input([4]), n.encoderDecoder(input([3]), () => input([4]))), 'encoderDecoder takes [3], received [4]'],
  ['encoderDecoder', () => pipe(input([4]), n.encoderDecoder(input([4]), () => input([3]))), 'encoderDecoder takes [3], received [4]'],
  ['slice', () => pipe(input([4, 6]), n.slice([[0, 5]])), 'slice: range [0, 5] of axis 0 does not fit [4, 6]'],
  ['slice', () => n.padding(0, [2, 9])(zeros([1, 4], 'i32')), 'slice: range [2, 9] of axis 1 does not fit [1, 4]'],
  ['transformerBlock', () => pipe(input([4, 6]), n.transformerBlock({ heads: 4, hidden: 8 })), 'attention: 4 heads do not divide a width of 6'],
  ['transformerBlock', () => pipe(input([4, 6]), n.transformerBlock({ heads: 2, hidden: 0 })), 'transformerBlock: hidden should be a whole number of at least 1, but is 0'],
  ['gru', () => n.gru(0), 'gru: units should be a whole number of at least 1, but is 0'],
  ['lstm', () => n.lstm(-1), 'lstm: units should be a whole number of at least 1, but is -1'],
  ['lstm', () => n.lstm(2, { forgetBias: NaN }), 'lstm: forgetBias should be a finite number, but is NaN'],
  ['simple', () => n.simple(0.5), 'simple: units should be a whole number of at least 1, but is 0.5'],
  ['recurrent', () => pipe(input([4]), n.recurrent(n.gru(2))), 'recurrent needs [time, features], received [4]'],
  ['bidirectional', () => pipe(input([4, 2, 2]), n.bidirectional(n.gru(2))), 'bidirectional needs [time, features], received [4, 2, 2]'],
  ['padding', () => n.padding('0' as any), 'padding: value should be a number, but is "0"'],
  ['recurrent(gru)', () => {
    const net = pipe(n.input([6], 'i32'), n.embedding(5, 4), n.reshape([3, 8]), n.recurrent(n.gru(2), { mask: n.padding(0) }))
    net.apply(net.init(key(0)))(zeros([2, 6], 'i32'))
  }, 'recurrent(gru): the mask of inputs [2, 6] is bool[2, 6], expected bool[2, 3]'],
])('%s refuses %#', (operation, bad, message) => {
  expect(bad).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string }))
})

test('a mask inside a block sees the tokens that the whole network was given', () => {
  const inner = pipe(n.input([4, 3]), n.recurrent(n.gru(3), { mask: n.padding(0) }))
  const net = pipe(vectors, n.residual(inner))
  const [table, own] = net.init(key(1))
  const x = of([1, 4], [2, 1, 0, 0], 'i32')
  const plain = pipe(n.input([2, 3]), n.recurrent(n.gru(3), { returns: 'last' }))
  const rows = pipe(table.table, gather(x))
  const state = plain.apply(own)(of([1, 2, 3], [...rowsOf(rows)].slice(0, 6)))
  const outputs = rowsOf(net.apply([table, own])(x))
  rowsOf(state).forEach((h, i) => expect(outputs[9 + i]).toBe(Math.fround(h + rowsOf(rows)[9 + i]!)))
})
