/** Layers for sequences: their types, and the laws of all layers. */
import { pipe } from 'fp-ts/lib/function.js'
import * as n from '../../src/network/index.js'
import type { AttentionParams, BidirectionalParams, DenseParams, EmbeddingParams, GateParams, GruParams, LstmParams, Network, PostNormParams, TransformerParams } from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import type { DType, Shape } from '../../src/shape/shape.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, type R } from '../shape/twin.js'
import { laws, type Any, type Row } from './laws.js'

type Made<P, I extends Shape, O extends Shape, X extends DType = 'f64'> = Network<P, I, O, 'f64', X>

const steps = n.input([5, 4], 'f64')
const tokens = n.input([6], 'i32')
const vectors = pipe(tokens, n.embedding(5, 4, { dtype: 'f64' }))
proven<Same<typeof vectors, Made<readonly [EmbeddingParams<5, 4, 'f64'>], R<[6]>, R<[6, 4]>, 'i32'>>>()
const single = pipe(tokens, n.embedding(5, 4))
proven<Same<typeof single, Network<readonly [EmbeddingParams<5, 4>], R<[6]>, R<[6, 4]>, 'f32', 'i32'>>>()
const positioned = pipe(vectors, n.positionEmbedding())
proven<Same<typeof positioned['output'], R<[6, 4]>>>()
const waves = pipe(steps, n.sinusoidalPositions)
proven<Same<typeof waves, Made<readonly [], R<[5, 4]>, R<[5, 4]>>>>()
const attending = pipe(steps, n.attention({ heads: 2 }))
proven<Same<typeof attending, Made<readonly [AttentionParams<4, 'f64'>], R<[5, 4]>, R<[5, 4]>>>>()
const causal = pipe(steps, n.attention({ heads: 1, causal: true, rotary: true }))
const masked = pipe(vectors, n.attention({ heads: 2, mask: n.padding(0) }))
/** As in training, by one key. */
const chanced = (net: Any): Any => ({ ...net, apply: (params: unknown) => net.apply(params, { key: key(3) }) })
const forgetful = pipe(steps, n.attention({ heads: 2, attentionDropout: 0.4 }))
proven<Same<typeof forgetful, typeof attending>>()
const grouped = pipe(n.input([3, 8], 'f64'), n.attention({ heads: 4, keyValueHeads: 2, softcap: 0.5, causal: true, rotary: true }))
proven<Same<typeof grouped, Made<readonly [AttentionParams<8, 'f64', 8, 4>], R<[3, 8]>, R<[3, 8]>>>>()
const multiQuery = pipe(vectors, n.attention({ heads: 2, keyValueHeads: 1, mask: n.padding(0), attentionDropout: 0.4 }))
proven<Same<n.Params<typeof multiQuery>, readonly [EmbeddingParams<5, 4, 'f64'>, AttentionParams<4, 'f64', 4, 2>]>>()
const joint = n.input([6, 4], 'f64')
const crossedGroups = pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 2]]), n.dense(3)), (source) =>
  pipe(joint, n.slice([[2, 6]]), n.crossAttention(source, { heads: 2, keyValueHeads: 1, softcap: 2 }))))
proven<Same<n.Params<typeof crossedGroups>, readonly [readonly [readonly [DenseParams<4, 3, 'f64'>], readonly [AttentionParams<4, 'f64', 3, 2>]]]>>()
const post = pipe(n.input([3, 4], 'f64'), n.transformerBlock({ heads: 2, keyValueHeads: 1, hidden: 5, norm: 'post', activation: n.silu }))
proven<Same<n.Params<typeof post>, PostNormParams<4, 5, 'f64', 2>>>()
const sometimes = pipe(n.input([3, 4], 'f64'), n.transformerBlock({ heads: 2, hidden: 5, norm: 'pre' }))
proven<Same<n.Params<typeof sometimes>, TransformerParams<4, 5, 'f64'>>>()
const crossed = pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 2]]), n.dense(3)), (source) => {
  proven<Same<typeof source, n.Source<R<[2, 3]>, 'f64'>>>()
  return pipe(joint, n.slice([[2, 6], [0, 4]]), n.crossAttention(source, { heads: 2 }))
}))
type Looks = AttentionParams<4, 'f64', 3>
proven<Same<typeof crossed, Made<readonly [readonly [readonly [DenseParams<4, 3, 'f64'>], readonly [Looks]]], R<[6, 4]>, R<[4, 4]>>>>()
const translating = pipe(tokens, n.encoderDecoder(pipe(tokens, n.slice([[0, 3]]), n.embedding(5, 4, { dtype: 'f64' })), (source) => pipe(
  tokens, n.slice([[3, 6]]), n.embedding(5, 4, { dtype: 'f64' }),
  n.residual(pipe(n.input([3, 4], 'f64'), n.crossAttention(source, { heads: 1, mask: n.padding(0, [0, 3]), attentionDropout: 0.4 }))),
)))
proven<Same<typeof translating['output'], R<[3, 4]>>>()
proven<Same<typeof translating['inputDtype'], 'i32'>>()
const block = pipe(steps, n.transformerBlock({ heads: 2, hidden: 7, causal: true }))
proven<Same<typeof block['output'], R<[5, 4]>>>()
// Rows that are nearly the same everywhere are made so steep by norms that no difference is exact enough.
const wide = n.initializer.normal({ deviation: 2 })
const body = pipe(n.input([6, 4], 'f64'), n.positionEmbedding(), n.transformerBlock({ heads: 2, hidden: 8, causal: true, mask: n.padding(0) }))
const tied = pipe(tokens, n.tiedEmbedding(5, body, { table: wide }))
proven<Same<typeof tied['output'], R<[6, 5]>>>()
proven<Same<typeof tied['inputDtype'], 'i32'>>()
const plain = pipe(steps, n.recurrent(n.simple(3)))
proven<Same<typeof plain, Made<readonly [GateParams<4, 3, 'f64'>], R<[5, 4]>, R<[5, 3]>>>>()
const gated = pipe(steps, n.recurrent(n.gru(3)))
proven<Same<typeof gated, Made<readonly [GruParams<4, 3, 'f64'>], R<[5, 4]>, R<[5, 3]>>>>()
const before = pipe(steps, n.recurrent(n.gru(3, { reset: 'before' }), { reverse: true }))
const long = pipe(steps, n.recurrent(n.lstm(3), { returns: 'last' }))
proven<Same<typeof long, Made<readonly [LstmParams<4, 3, 'f64'>], R<[5, 4]>, R<[3]>>>>()
const checkpointed = pipe(n.input([7, 4], 'f64'), n.recurrent(n.gru(3), { checkpoint: true }))
const padded = pipe(vectors, n.recurrent(n.lstm(3), { mask: n.padding(0), returns: 'last' }))
const both = pipe(steps, n.bidirectional(n.gru(3)))
proven<Same<typeof both, Made<readonly [BidirectionalParams<GruParams<4, 3, 'f64'>>], R<[5, 4]>, R<[5, 6]>>>>()
const bothLast = pipe(vectors, n.bidirectional(n.simple(3), { returns: 'last', mask: n.padding(0) }))
proven<Same<typeof bothLast['output'], R<[6]>>>()
const stacked = pipe(vectors, n.bidirectional(n.lstm(2)), n.recurrent(n.gru(3), { returns: 'last' }), n.dense(2))
proven<Same<typeof stacked['output'], R<[2]>>>()
const after = pipe(tokens, n.andThen(pipe(n.input([6], 'i32'), n.embedding(5, 4, { dtype: 'f64' }), n.flatten)))
proven<Same<typeof after, Made<readonly [EmbeddingParams<5, 4, 'f64'>], R<[6]>, R<[24]>, 'i32'>>>()

const projections = (at: string, width: number): readonly string[] =>
  ['query', 'key', 'value', 'output'].flatMap((name) => [`${at}.${name}.weights f64[${width}, ${width}]`, `${at}.${name}.bias f64[${width}]`])
const narrow = (at: string, width: number, between: number, from = width): readonly string[] => projections(at, width).map((it) =>
  it.replace(/((?:key|value)\.weights f64)\[.*\]/, `$1[${from}, ${between}]`).replace(/((?:key|value)\.bias f64)\[.*\]/, `$1[${between}]`))
const looks = (at: string, width: number, from: number): readonly string[] =>
  projections(at, width).map((it) => it.replace(/((key|value)\.weights f64)\[\d+/, `$1[${from}`))
const gate = (at: string, inputs: number, units: number): readonly string[] =>
  [`${at}.weights f64[${inputs}, ${units}]`, `${at}.recurrent f64[${units}, ${units}]`, `${at}.bias f64[${units}]`]
const gru = (at: string, inputs: number, units: number): readonly string[] =>
  [...['reset', 'update', 'candidate'].flatMap((name) => gate(`${at}.${name}`, inputs, units)), `${at}.candidate.recurrentBias f64[${units}]`]
const lstm = (at: string, inputs: number, units: number): readonly string[] =>
  ['input', 'forget', 'candidate', 'output'].flatMap((name) => gate(`${at}.${name}`, inputs, units))
const transformer = (at: (i: number) => string, width: number, hidden: number): readonly string[] => [
  `${at(0)}.0.scale f64[${width}]`, `${at(0)}.0.offset f64[${width}]`, ...projections(`${at(0)}.1`, width),
  `${at(1)}.0.scale f64[${width}]`, `${at(1)}.0.offset f64[${width}]`,
  `${at(1)}.1.weights f64[${width}, ${hidden}]`, `${at(1)}.1.bias f64[${hidden}]`, `${at(1)}.2.weights f64[${hidden}, ${width}]`, `${at(1)}.2.bias f64[${width}]`,
]
const table = '0.table f64[5, 4]'

const rows: readonly Row[] = [
  ['embedding', vectors, [6, 4], [table], 2],
  ['positionEmbedding', positioned, [6, 4], [table, '1.table f64[6, 4]'], 2],
  ['sinusoidalPositions', waves, [5, 4], []],
  ['attention', attending, [5, 4], projections('0', 4), 2],
  ['attention, causal, rotary', causal, [5, 4], projections('0', 4), 2],
  ['attention, padding', masked, [6, 4], [table, ...projections('1', 4)], 2],
  ['attention, weights dropped', chanced(forgetful), [5, 4], projections('0', 4), 2],
  ['attention, grouped, causal, rotary, softcap', grouped, [3, 8], narrow('0', 8, 4), 2],
  ['attention, one head of keys, padding, weights dropped', chanced(multiQuery), [6, 4], [table, ...narrow('1', 4, 2)], 2],
  ['crossAttention, one head of keys, softcap', crossedGroups, [4, 4], ['0.0.0.weights f64[4, 3]', '0.0.0.bias f64[3]', ...narrow('0.1.0', 4, 2, 3)]],
  ['transformerBlock, post-norm', post, [3, 4], [
    ...narrow('0.0', 4, 2), '1.scale f64[4]', '1.offset f64[4]',
    '2.0.weights f64[4, 5]', '2.0.bias f64[5]', '2.1.weights f64[5, 4]', '2.1.bias f64[4]', '3.scale f64[4]', '3.offset f64[4]']],
  ['encoderDecoder', crossed, [4, 4], ['0.0.0.weights f64[4, 3]', '0.0.0.bias f64[3]', ...looks('0.1.0', 4, 3)]],
  ['encoderDecoder, tokens, padding, weights dropped', chanced(translating), [3, 4], ['0.0.0.table f64[5, 4]', '0.1.0.table f64[5, 4]', ...projections('0.1.1.0', 4)]],
  ['transformerBlock', block, [5, 4], transformer((i) => `${i}`, 4, 7), 2],
  ['tiedEmbedding', tied, [6, 5], ['0.table f64[5, 4]', '0.body.0.table f64[6, 4]', ...transformer((i) => `0.body.${i + 1}`, 4, 8)], 2],
  ['recurrent, simple', plain, [5, 3], gate('0', 4, 3), 2],
  ['recurrent, gru', gated, [5, 3], gru('0', 4, 3), 2],
  ['recurrent, gru, reset before, reverse', before, [5, 3], gru('0', 4, 3), 2],
  ['recurrent, lstm, last', long, [3], lstm('0', 4, 3), 2],
  ['recurrent, checkpointed', checkpointed, [7, 3], gru('0', 4, 3), 2],
  ['recurrent, padding', padded, [3], [table, ...lstm('1', 4, 3)], 2],
  ['bidirectional', both, [5, 6], [...gru('0.forward', 4, 3), ...gru('0.backward', 4, 3)], 2],
  ['bidirectional, padding, last', bothLast, [6], [table, ...gate('1.forward', 4, 3), ...gate('1.backward', 4, 3)], 2],
  ['recurrent layers on top of each other', stacked, [2], [table, ...lstm('1.forward', 4, 2), ...lstm('1.backward', 4, 2), ...gru('2', 4, 3), '3.weights f64[3, 2]', '3.bias f64[2]'], 2],
  ['andThen, of tokens', after, [24], [table], 2],
]
laws(rows)
