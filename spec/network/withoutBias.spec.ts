/** Recurrent cells and attention without biases: their types, the laws of all layers, and the same layers with biases of 0. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { printType } from '../../src/program/infer.js'
import * as n from '../../src/network/index.js'
import type {
  AttentionParams, AttentionWeights, BidirectionalParams, DenseParams, GateParams, GateWeights, GruParams, GruWeights, HiddenState, LearnedState, LstmState,
  LstmWeights, PostNormWeights, TransformerParams, TransformerWeights,
} from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import * as t from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { batch, laws, paramsOf, type Any, type Row } from './laws.js'

const bias = false
const steps = n.input([5, 4], 'f64')
const tokens = n.input([6], 'i32')
const vectors = pipe(tokens, n.embedding(5, 4, { dtype: 'f64' }))
const joint = n.input([6, 4], 'f64')
const mask = n.padding(0)

const plain = pipe(steps, n.recurrent(n.simple(3, { bias })))
proven<Same<n.Params<typeof plain>, readonly [GateWeights<4, 3, 'f64'>]>>()
const gated = pipe(steps, n.recurrent(n.gru(3, { bias }), { initialState: 'learned' }))
proven<Same<n.Params<typeof gated>, readonly [GruWeights<4, 3, 'f64'> & LearnedState<'gru without bias', 3, 'f64'>]>>()
proven<Same<typeof gated['output'], R<[5, 3]>>>()
const before = pipe(steps, n.recurrent(n.gru(3, { bias, reset: 'before' }), { reverse: true, returns: 'last' }))
proven<Same<n.Params<typeof before>, readonly [GruWeights<4, 3, 'f64'>]>>()
const long = pipe(vectors, n.recurrent(n.lstm(3, { bias }), { returns: 'state', mask }))
proven<Same<n.Params<typeof long>[1], LstmWeights<4, 3, 'f64'>>>()
proven<Same<typeof long['output'], R<[2, 3]>>>()
const ways = pipe(steps, n.bidirectional(n.lstm(2, { bias })))
proven<Same<n.Params<typeof ways>, readonly [BidirectionalParams<LstmWeights<4, 2, 'f64'>>]>>()
proven<Same<typeof ways['output'], R<[5, 4]>>>()
const translating = pipe(joint, n.encoderDecoder(
  pipe(joint, n.slice([[0, 4]]), n.recurrent(n.lstm(4, { bias }), { returns: 'state' })),
  (source) => pipe(joint, n.slice([[4, 6]]), n.recurrent(n.lstm(4, { bias }), { initialState: source })),
))
proven<Same<typeof translating['output'], R<[2, 4]>>>()

const attending = pipe(steps, n.attention({ heads: 2, causal: true, rotary: true, bias }))
proven<Same<n.Params<typeof attending>, readonly [AttentionWeights<4, 'f64'>]>>()
const grouped = pipe(vectors, n.attention({ heads: 2, keyValueHeads: 1, mask, bias }))
proven<Same<n.Params<typeof grouped>[1], AttentionWeights<4, 'f64', 4, 2>>>()
const crossed = pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 2]]), n.dense(3)), (source) =>
  pipe(joint, n.slice([[2, 6]]), n.crossAttention(source, { heads: 2, keyValueHeads: 1, bias }))))
proven<Same<n.Params<typeof crossed>, readonly [readonly [readonly [DenseParams<4, 3, 'f64'>], readonly [AttentionWeights<4, 'f64', 3, 2>]]]>>()
const block = pipe(steps, n.transformerBlock({ heads: 2, hidden: 7, bias }))
proven<Same<n.Params<typeof block>, TransformerWeights<4, 7, 'f64'>>>()
const post = pipe(steps, n.transformerBlock({ heads: 2, keyValueHeads: 1, hidden: 7, norm: 'post', bias }))
proven<Same<n.Params<typeof post>, PostNormWeights<4, 7, 'f64', 2>>>()
const combined = pipe(steps, n.repeat(2, n.residual(n.sequential(n.layerNorm(), n.attention({ heads: 2, bias })))),
  n.named('memory', n.recurrent(n.gru(3, { bias }))), n.parallel(n.recurrent(n.simple(2, { bias })), n.attention({ heads: 3, bias })))
proven<Same<typeof combined['output'], R<[5, 5]>>>()
const memory: GruWeights<4, 3, 'f64'> = combined.init(key(0)).memory

const gate = (at: string, inputs: number, units: number): readonly string[] =>
  [`${at}.weights f64[${inputs}, ${units}]`, `${at}.recurrent f64[${units}, ${units}]`]
const gates = (at: string, inputs: number, units: number, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => gate(`${at}.${name}`, inputs, units))
const gru = (at: string, inputs: number, units: number) => gates(at, inputs, units, 'reset', 'update', 'candidate')
const lstm = (at: string, inputs: number, units: number) => gates(at, inputs, units, 'input', 'forget', 'candidate', 'output')
const projections = (at: string, width: number, from = width, between = width): readonly string[] => [
  `${at}.query.weights f64[${width}, ${width}]`, `${at}.key.weights f64[${from}, ${between}]`,
  `${at}.value.weights f64[${from}, ${between}]`, `${at}.output.weights f64[${width}, ${width}]`,
]
const norm = (at: string): readonly string[] => [`${at}.scale f64[4]`, `${at}.offset f64[4]`]

const rows: readonly Row[] = [
  ['simple', plain, [5, 3], gate('0', 4, 3), 2],
  ['gru, learned', gated, [5, 3], [...gru('0', 4, 3), '0.initialState.hidden f64[3]'], 2],
  ['gru, reset before, reverse, last', before, [3], gru('0', 4, 3), 2],
  ['lstm, padding, state', long, [2, 3], ['0.table f64[5, 4]', ...lstm('1', 4, 3)], 2],
  ['bidirectional lstm', ways, [5, 4], [...lstm('0.forward', 4, 2), ...lstm('0.backward', 4, 2)], 2],
  ['from encoder to decoder', translating, [2, 4], [...lstm('0.0.0', 4, 4), ...lstm('0.1.0', 4, 4)]],
  ['attention, causal, rotary', attending, [5, 4], projections('0', 4), 2],
  ['attention, grouped, padding', grouped, [6, 4], ['0.table f64[5, 4]', ...projections('1', 4, 4, 2)], 2],
  ['crossAttention', crossed, [4, 4], ['0.0.0.weights f64[4, 3]', '0.0.0.bias f64[3]', ...projections('0.1.0', 4, 3, 2)]],
  ['transformerBlock', block, [5, 4], [
    ...norm('0.0'), ...projections('0.1', 4), ...norm('1.0'), '1.1.weights f64[4, 7]', '1.2.weights f64[7, 4]'], 2],
  ['transformerBlock, post-norm', post, [5, 4], [
    ...projections('0.0', 4, 4, 2), ...norm('1'), '2.0.weights f64[4, 7]', '2.1.weights f64[7, 4]', ...norm('3')], 2],
]
laws(rows)

test('in combinators', () => {
  expect(tree.leaves(memory).map(({ path, tensor }) => `${path} ${printType(tensor)}`)).toEqual(
    gru('', 4, 3).map((it) => it.slice(1)))
})

/** Parameters of a layer with biases: those without, and biases of 0. */
const withZeros = (all: unknown, bare: unknown): unknown => {
  const own = new Map(tree.leaves(bare).map(({ path, tensor }) => [path, tensor]))
  return tree.map(all, (p, path) => own.get(path) ?? t.zeros(p.shape, 'f64'))
}

const source = (options: object): Any => pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 2]]), n.dense(3)), (from) =>
  pipe(joint, n.slice([[2, 6]]), n.crossAttention(from, { heads: 2, ...options }))))

describe('the same layer with biases of 0 gives the same bits', () => {
  test.each<readonly [name: string, make: (options: object) => Any]>([
    ['simple', (options) => pipe(steps, n.recurrent(n.simple(3, options)))],
    ['gru', (options) => pipe(steps, n.recurrent(n.gru(3, options)))],
    ['gru, reset before', (options) => pipe(steps, n.recurrent(n.gru(3, { reset: 'before', ...options })))],
    ['lstm', (options) => pipe(steps, n.recurrent(n.lstm(3, options), { returns: 'state' }))],
    ['bidirectional gru', (options) => pipe(steps, n.bidirectional(n.gru(3, options), { initialState: 'learned' }))],
    ['attention', (options) => pipe(steps, n.attention({ heads: 2, causal: true, ...options }))],
    ['crossAttention', source],
    ['transformerBlock', (options) => pipe(steps, n.transformerBlock({ heads: 2, hidden: 7, ...options }))],
    ['transformerBlock, post-norm', (options) => pipe(steps, n.transformerBlock({ heads: 2, hidden: 7, norm: 'post', ...options }))],
  ])('%s', (_, make) => {
    const [bare, full] = [make({ bias: false }), make({})]
    const params = paramsOf(bare)
    const zeroed = withZeros(full.init(key(1)), params)
    expect(tree.leaves(zeroed).length).toBeGreaterThan(tree.leaves(params).length)
    const x = batch(bare)
    expect(t.toArray(bare.apply(params)(x as never))).toEqual(t.toArray(full.apply(zeroed)(x as never)))
    // What is drawn for weights is the same with biases and without.
    const drawn = new Map(tree.leaves(full.init(key(5))).map(({ path, tensor }) => [path, tensor]))
    for (const { path, tensor } of tree.leaves(bare.init(key(5)))) expect(t.toArray(tensor)).toEqual(t.toArray(drawn.get(path)!))
  })
})

test('unroll goes on from state to state', () => {
  const x = some([2, 5, 4], 4) as Tensor<R<[2, 5, 4]>, 'f64'>
  const cell = n.lstm(3, { bias: false })
  const net = pipe(steps, n.recurrent(cell))
  const [params] = paramsOf(net) as n.Params<typeof net>
  const go = n.unroll(cell)(params)
  const [outputs, state] = go(x)
  proven<Same<typeof state, LstmState<R<[2, 3]>, 'f64'>>>()
  expect(t.toArray(outputs)).toEqual(t.toArray(net.apply([params])(x)))
  const [, early] = go(pipe(x, t.slice([null, [0, 2]])))
  const [, late] = go(pipe(x, t.slice([null, [2, 5]])), early)
  expect(t.toArray(late.cell)).toEqual(t.toArray(state.cell))
  const simpler = n.unroll(n.simple(3, { bias: false }))(paramsOf(plain)[0] as GateWeights<4, 3, 'f64'>)(x)
  proven<Same<typeof simpler[1], HiddenState<R<[2, 3]>, 'f64'>>>()
})

test('where only run time knows, the parameters are either', () => {
  const may = [false, n.initializer.zeros] as const
  for (const bias of may) {
    const either = pipe(steps, n.recurrent(n.simple(3, { bias })))
    proven<Same<n.Params<typeof either>, readonly [GateParams<4, 3, 'f64'> | GateWeights<4, 3, 'f64'>]>>()
    proven<Same<typeof either['output'], R<[5, 3]>>>()
    expect('bias' in either.init(key(0))[0]).toBe(bias !== false)
    const looks = pipe(steps, n.attention({ heads: 2, bias }))
    proven<Same<n.Params<typeof looks>, readonly [AttentionParams<4, 'f64'> | AttentionWeights<4, 'f64'>]>>()
    expect('bias' in looks.init(key(0))[0].query).toBe(bias !== false)
    const thinks = pipe(steps, n.transformerBlock({ heads: 2, hidden: 7, bias }))
    proven<Same<n.Params<typeof thinks>, TransformerParams<4, 7, 'f64'> | TransformerWeights<4, 7, 'f64'>>>()
    expect('bias' in thinks.init(key(0))[1][2]).toBe(bias !== false)
  }
})

test('biases begin as they are told', () => {
  const bias = n.initializer.constant(0.5)
  const gated = pipe(steps, n.recurrent(n.gru(3, { bias })))
  proven<Same<n.Params<typeof gated>, readonly [GruParams<4, 3, 'f64'>]>>()
  expect(t.toArray(gated.init(key(0))[0].candidate.recurrentBias)).toEqual([0.5, 0.5, 0.5])
  const block = pipe(steps, n.transformerBlock({ heads: 2, hidden: 2, bias }))
  proven<Same<n.Params<typeof block>, TransformerParams<4, 2, 'f64'>>>()
  const [[, looks], [, wide]] = block.init(key(0))
  expect([t.toArray(looks.key.bias), t.toArray(wide.bias)]).toEqual([[0.5, 0.5, 0.5, 0.5], [0.5, 0.5]])
})

test.each<readonly [operation: string, bad: () => unknown, message: string]>([
  // @ts-expect-error: there is no bias that could begin with 2.
  ['lstm', () => n.lstm(3, { bias: false, forgetBias: 2 }), 'lstm: forgetBias should be left out where bias is false, but is 2'],
  ['gru', () => n.gru(3, { bias: true as false }), 'gru: bias should be a function, or false for none, but is true'],
  ['simple', () => n.simple(3, { bias: 0 as never }), 'simple: bias should be a function, or false for none, but is 0'],
  ['attention', () => n.attention({ heads: 2, bias: true as false }), 'attention: bias should be a function, or false for none, but is true'],
  ['crossAttention', () => n.crossAttention({ shape: [4, 2], dtype: 'f32' }, { heads: 2, bias: null as never }), 'crossAttention: bias should be a function, or false for none, but is null'],
  ['transformerBlock', () => n.transformerBlock({ heads: 2, hidden: 4, bias: 'none' as never }), 'transformerBlock: bias should be a function, or false for none, but is "none"'],
  ['recurrent(gru)', () => {
    const { bias: _, ...reset } = (pipe(steps, n.recurrent(n.gru(3))).init(key(0))[0]).reset
    const net = pipe(steps, n.recurrent(n.gru(3)))
    net.apply([{ ...net.init(key(0))[0], reset }] as never)(batch(net) as never)
  }, 'recurrent(gru): params.reset.bias should be f64[3], but is undefined'],
  ['recurrent(lstm without bias)', () => {
    const net = pipe(steps, n.recurrent(n.lstm(3, { bias: false })))
    net.apply([{ ...net.init(key(0))[0], forget: {} }] as never)(batch(net) as never)
  }, 'recurrent(lstm without bias): params.forget.weights should be f64[4, 3], but is undefined'],
])('%s refuses %#', (operation, bad, message) => {
  expect(bad).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string }))
})
