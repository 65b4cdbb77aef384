/** Recurrent layers that begin with a state and give one: their types, laws, and how states go from one to another. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import { check, lift } from '../../src/differentiable/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import type { BidirectionalParams, GruParams, HiddenState, LearnedState, LstmParams, LstmState } from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { bits, key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { compiled } from '../tensor/compiled.js'
import { laws, paramsOf, type Row } from './laws.js'

const steps = n.input([5, 4], 'f64')
const tokens = n.input([6], 'i32')
const vectors = pipe(tokens, n.embedding(5, 4, { dtype: 'f64' }))
const mask = n.padding(0)

const learned = pipe(steps, n.recurrent(n.gru(3), { initialState: 'learned' }))
proven<Same<typeof learned['output'], R<[5, 3]>>>()
proven<Same<n.Params<typeof learned>, readonly [GruParams<4, 3, 'f64'> & LearnedState<'gru', 3, 'f64'>]>>()
proven<Same<LearnedState<'gru', 3, 'f64'>['initialState'], HiddenState<R<[3]>, 'f64'>>>()
proven<Same<LearnedState<'lstm', 3>['initialState'], LstmState<R<[3]>>>>()
const ends = pipe(vectors, n.recurrent(n.lstm(3), { initialState: 'learned', returns: 'state', mask, reverse: true }))
proven<Same<typeof ends['output'], R<[2, 3]>>>()
const end = pipe(steps, n.recurrent(n.gru(3), { returns: 'state' }))
proven<Same<typeof end['output'], R<[3]>>>()
const both = pipe(steps, n.bidirectional(n.lstm(2), { initialState: 'learned', returns: 'state' }))
proven<Same<typeof both['output'], R<[2, 4]>>>()
proven<Same<n.Params<typeof both>, readonly [BidirectionalParams<LstmParams<4, 2, 'f64'> & LearnedState<'lstm', 2, 'f64'>>]>>()

const joint = n.input([6, 4], 'f64')
const translating = pipe(joint, n.encoderDecoder(
  pipe(joint, n.slice([[0, 4]]), n.bidirectional(n.lstm(2), { returns: 'state', mask: n.padding(0, [0, 4]) })),
  (source) => {
    proven<Same<typeof source, n.Source<R<[2, 4]>, 'f64'>>>()
    return pipe(joint, n.slice([[4, 6]]), n.recurrent(n.lstm(4), { initialState: source, checkpoint: true }))
  },
))
proven<Same<typeof translating['output'], R<[2, 4]>>>()
const bridged = pipe(joint, n.encoderDecoder(
  pipe(joint, n.slice([[0, 4]]), n.recurrent(n.simple(3), { returns: 'last' }), n.dense(4), n.tanh),
  (source) => pipe(joint, n.slice([[4, 6]]), n.bidirectional(n.gru(2), { initialState: source })),
))
proven<Same<typeof bridged['output'], R<[2, 4]>>>()
// Wherever a layer goes.
const remembering = n.recurrent(n.gru(4), { initialState: 'learned' })
const twice = n.repeat(2, n.residual(remembering))
const combined = pipe(steps,
  n.residual(n.sequential(n.layerNorm(), remembering)), twice, n.named('memory', remembering),
  n.parallel(remembering, n.recurrent(n.simple(2))))
proven<Same<typeof combined['output'], R<[5, 6]>>>()
const named: GruParams<4, 4, 'f64'> & LearnedState<'gru', 4, 'f64'> = combined.init(key(0)).memory

const gate = (at: string, inputs: number, units: number): readonly string[] =>
  [`${at}.weights f64[${inputs}, ${units}]`, `${at}.recurrent f64[${units}, ${units}]`, `${at}.bias f64[${units}]`]
const gru = (at: string, inputs: number, units: number): readonly string[] =>
  [...['reset', 'update', 'candidate'].flatMap((name) => gate(`${at}.${name}`, inputs, units)), `${at}.candidate.recurrentBias f64[${units}]`]
const lstm = (at: string, inputs: number, units: number): readonly string[] =>
  ['input', 'forget', 'candidate', 'output'].flatMap((name) => gate(`${at}.${name}`, inputs, units))
const first = (at: string, units: number, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${at}.initialState.${name} f64[${units}]`)
const own = (at: string): readonly string[] => [...gru(at, 4, 4), ...first(at, 4, 'hidden')]

const rows: readonly Row[] = [
  ['gru, learned', learned, [5, 3], [...gru('0', 4, 3), ...first('0', 3, 'hidden')], 2],
  ['lstm, learned, padding, reverse, state', ends, [2, 3], ['0.table f64[5, 4]', ...lstm('1', 4, 3), ...first('1', 3, 'hidden', 'cell')], 2],
  ['gru, state', end, [3], gru('0', 4, 3)],
  ['bidirectional lstm, learned, state', both, [2, 4], ['forward', 'backward'].flatMap((way) =>
    [...lstm(`0.${way}`, 4, 2), ...first(`0.${way}`, 2, 'hidden', 'cell')])],
  ['from encoder to decoder', translating, [2, 4], [...['forward', 'backward'].flatMap((way) => lstm(`0.0.0.${way}`, 4, 2)), ...lstm('0.1.0', 4, 4)], 2],
  ['from encoder to decoder, both ways', bridged, [2, 4], [...gate('0.0.0', 4, 3), '0.0.1.weights f64[3, 4]', '0.0.1.bias f64[4]',
    ...['forward', 'backward'].flatMap((way) => gru(`0.1.0.${way}`, 4, 2))]],
  ['in combinators', combined, [5, 6], [
    '0.0.scale f64[4]', '0.0.offset f64[4]', ...own('0.1'), ...own('1.0'), ...own('2.0'), ...own('4.0.0'), ...gate('4.1.0', 4, 2), ...own('memory')]],
]
laws(rows)

test('a named part with a learned state is one record', () => {
  expect(named.initialState.hidden.shape).toEqual([4])
})

const values = (x: unknown): readonly (readonly number[])[] => tree.tensors(x).map((it) => t.toArray(it))
const x = some([3, 7, 4], 4) as Tensor<R<[3, 7, 4]>, 'f64'>
const part = (from: number, to: number): any => pipe(x as any, t.slice([null, [from, to]]) as any)

/** All steps but each fifth. */
const some5 = t.of([3, 7], Array.from({ length: 21 }, (_, i) => +(i % 5 !== 0)), 'bool')

describe.each([['simple', n.simple(3)], ['gru', n.gru(3)], ['lstm', n.lstm(3)]] as readonly (readonly [string, n.Cell<'lstm', 3>])[])('unroll(%s)', (_, cell) => {
  const net = pipe(n.input([7, 4], 'f64'), n.recurrent(cell, { initialState: 'learned' }))
  const [params] = paramsOf(net)
  const { initialState: __, ...plain } = params
  test('gives the outputs of the layer, and its last state', () => {
    for (const options of [{}, { reverse: true }, { checkpoint: true }, { mask: () => some5 }]) {
      for (const [initialState, p] of [['learned', params], ['zeros', plain]] as const) {
        const layer = (returns: 'sequence' | 'last' | 'state') => pipe(n.input([7, 4], 'f64'), n.recurrent(cell, { ...options, initialState, returns })) as any
        const [outputs, state] = n.unroll(cell, options)(p)(x as any)
        expect(t.toArray(outputs)).toEqual(t.toArray(layer('sequence').apply([p])(x)))
        expect(t.toArray(state.hidden)).toEqual(t.toArray(layer('last').apply([p])(x)))
        const joined = Array.from({ length: 3 }, (_, b) => values(state).flatMap((s) => s.slice(3 * b, 3 * b + 3))).flat()
        expect(t.toArray(layer('state').apply([p])(x))).toEqual(joined)
      }
    }
  })
  test.each(backends)('in parts is as at once on $name, to the bit', (backend) => {
    const whole = ([p, v]: readonly [any, any]): unknown => n.unroll(cell)(p)(v)
    const [outputs, last] = whole([params, x]) as readonly [AnyTensor, unknown]
    for (const at of [1, 3, 6]) {
      const [early, late] = [part(0, at), part(at, 7)]
      const work = ([p, a, b]: readonly [any, any, any]): unknown => {
        const [ys, between] = n.unroll(cell)(p)(a)
        const [zs, end] = n.unroll(cell)(p)(b, between)
        return [pipe([ys, zs] as any, t.concatenate(1) as any), end]
      }
      expect(values(compiled(backend, work, [params, early, late] as const))).toEqual(values([outputs, last]))
    }
  })
  test('agrees with differences, in the first state too', () => {
    const state = tree.map(n.unroll(cell)(plain)(x as any)[1], (s, path) => t.add(t.mul(0.2)(some(s.shape as [3, 3], path.length)))(s as any) as any)
    const f = lift(([p, v, s]: readonly [any, any, any]): unknown => n.unroll(cell)(p)(v, s))
    expect(check(f as any, [plain, x, state] as const, key(2), { directions: 3 })).toMatchObject({ _tag: 'Right' })
  })
})

test('unroll is typed by its cell', () => {
  const cell = n.lstm(8)
  const [params] = pipe(n.input([20, 3]), n.recurrent(cell)).init(key(0))
  const go = n.unroll(cell)(params)
  const [outputs, state] = go(t.ones([2, 5, 3]))
  proven<Same<typeof outputs, Tensor<R<[2, 5, 8]>>>>()
  proven<Same<typeof state, LstmState<R<[2, 8]>>>>()
  // @ts-expect-error: a state of two sequences for one.
  expect(() => go(t.ones([1, 1, 3]), state)).toThrow('unroll: state.hidden should be f32[1, 8], but is f32[2, 8]')
  // @ts-expect-error: an LSTM has a cell state as well.
  expect(() => go(t.ones([2, 1, 3]), { hidden: state.hidden })).toThrow('unroll: state.cell should be a tensor, but is undefined')
  // @ts-expect-error: features of another size.
  expect(() => go(t.ones([2, 1, 4]))).toThrow('unroll: matmul: cannot multiply [2, 1, 4] by [3, 8]')
  // @ts-expect-error: of another cell.
  expect(() => n.unroll(n.gru(8))(params)(t.ones([2, 1, 3]))).toThrow('unroll: params.reset')
  expect(() => go(t.ones([2, 3]) as any)).toThrow('unroll needs [batch, time, features], received [2, 3]')
})

describe('a sequence to a sequence', { timeout: 120_000 }, () => {
  // Three digits from 1 to 5; the decoder is given 0 and then what it should have said, and says them backwards.
  const [vocabulary, length, units] = [6, 3, 24] as const
  const count = 400
  const digits = t.toArray(bits(key(7), [count * length])).map((w) => 1 + (w % 5))
  const word = (i: number): readonly number[] => digits.slice(i * length, (i + 1) * length)
  const all = Array.from({ length: count }, (_, i) => word(i))
  const examples = (some: readonly (readonly number[])[]) => dataset.of({
    inputs: t.of([some.length, 6], some.flatMap((w) => [...w, 0, ...w.toReversed().slice(0, 2)]), 'i32') as Tensor<readonly [number, 6], 'i32'>,
    targets: t.of([some.length, 3], some.flatMap((w) => w.toReversed()), 'i32') as Tensor<readonly [number, 3], 'i32'>,
  })
  const words = n.input([6], 'i32')
  const cell = n.lstm(units)
  const net = pipe(words, n.encoderDecoder(
    pipe(words, n.slice([[0, 3]]), n.embedding(vocabulary, 8), n.recurrent(cell, { returns: 'state' })),
    (source) => pipe(words, n.slice([[3, 6]]), n.embedding(vocabulary, 8), n.recurrent(cell, { initialState: source }), n.dense(vocabulary)),
  ))
  const { init, fold } = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
  const end = fold(init(key(1)), pipe(examples(all.slice(0, 340)), dataset.batches({ size: 34, epochs: 40 })))
  const [[[ofWords, reading], [ofSaid, saying, head]]] = end.params
  /** What the decoder says by itself, step by step: each time it is given what it said before. */
  const said = (digitsOf: readonly number[]): readonly number[] => {
    const embedded = (table: Tensor<R<[6, 8]>>, ids: readonly number[]) =>
      t.reshape([1, ids.length, 8])(t.gather(t.of([ids.length], ids, 'i32'))(table) as any) as Tensor<readonly [1, number, 8]>
    let [, state] = n.unroll(cell)(reading)(embedded(ofWords.table, digitsOf))
    const outputs: number[] = []
    for (let before = 0; outputs.length < length;) {
      const [y, next] = n.unroll(cell)(saying)(embedded(ofSaid.table, [before]), state)
      const logits = t.add(head.bias as any)(t.matmul(head.weights as any)(t.reshape([1, units])(y as any) as any) as any)
      before = t.toArray(t.argmax()(logits as any) as any)[0]!
      outputs.push(before)
      state = next
    }
    return outputs
  }
  test('is learned, and generated with the state carried by hand', () => {
    const right = all.slice(340).filter((w) => said(w).join() === w.toReversed().join()).length
    expect(right / 60).toBeGreaterThan(0.9)
  })
  test('a step by itself gives the bits of the network', () => {
    const w = all[0]!
    const { inputs } = examples([w])
    const logits = t.toArray(net.apply(end.params)(inputs as Tensor<readonly [1, 6], 'i32'>))
    const largest = [0, 1, 2].map((i) => logits.slice(i * 6, i * 6 + 6)).map((row) => row.indexOf(Math.max(...row)))
    // Where it says what it should, it has been given the same.
    expect(largest).toEqual(w.toReversed())
    expect(said(w)).toEqual(largest)
  })
})
