/** Layers for sequences against values from outside. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import { key, type Key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { recurrent } from '../outside/recurrent.js'
import { sequences, type Nested } from '../outside/sequences.js'
import { states } from '../outside/states.js'
import { compiled } from '../tensor/compiled.js'
import type { Any } from './laws.js'

const cases = [...sequences, ...recurrent, ...states]
const shapeOf = (x: Nested): readonly number[] => (typeof x === 'number' ? [] : [x.length, ...shapeOf(x[0]!)])
const tensor = (x: Nested, dtype: 'f64' | 'i32' = 'f64'): AnyTensor => of(shapeOf(x), [x].flat(Infinity as 1) as unknown as number[], dtype)

const close = (actual: AnyTensor, expected: Nested, what: string): void => {
  expect([what, actual.shape]).toEqual([what, shapeOf(expected)])
  const values = toArray(tensor(expected))
  toArray(actual).forEach((v, i) => expect(Math.abs(v - values[i]!), what).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(values[i]!))))
}

const [narrow, wide, joint] = [n.input([4, 3], 'f64'), n.input([4, 4], 'f64'), n.input([7, 4], 'f64')]
const six = n.input([6, 3], 'f64')
const eight = n.input([4, 8], 'f64')
const initialState = 'learned'
const mask = n.padding(0)
const nets: Readonly<Record<string, Any>> = {
  'embedding': pipe(n.input([4], 'i32'), n.embedding(5, 3, { dtype: 'f64' })),
  'simple': pipe(narrow, n.recurrent(n.simple(2))),
  'gru': pipe(narrow, n.recurrent(n.gru(2))),
  'lstm': pipe(narrow, n.recurrent(n.lstm(2))),
  'lstm, last': pipe(narrow, n.recurrent(n.lstm(2), { returns: 'last', checkpoint: true })),
  'gru, bidirectional': pipe(narrow, n.bidirectional(n.gru(2))),
  'gru, bidirectional, padding, last': pipe(narrow, n.bidirectional(n.gru(2), { mask, returns: 'last' })),
  'attention': pipe(wide, n.attention({ heads: 2 })),
  'attention, causal': pipe(wide, n.attention({ heads: 2, causal: true })),
  'attention, padding': pipe(wide, n.attention({ heads: 2, mask })),
  'attention, weights dropped': pipe(wide, n.attention({ heads: 2, attentionDropout: 0.25 })),
  'crossAttention, padding': pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 3], [0, 3]])), (source) =>
    pipe(joint, n.slice([[3, 7]]), n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 3]) })))),
  'transformerBlock, causal': pipe(wide, n.transformerBlock({ heads: 2, hidden: 6, causal: true })),
  'encoderDecoder': pipe(joint, n.encoderDecoder(pipe(joint, n.slice([[0, 3]])), (source) => pipe(
    joint, n.slice([[3, 7]]),
    n.residual(pipe(wide, n.layerNorm(), n.attention({ heads: 2, causal: true }))),
    n.residual(pipe(wide, n.layerNorm(), n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 3]) }))),
    n.residual(pipe(wide, n.layerNorm(), n.dense(6), n.gelu, n.dense(4))),
  ))),
  'keras: SimpleRNN': pipe(narrow, n.recurrent(n.simple(2))),
  'keras: GRU, reset_after': pipe(narrow, n.recurrent(n.gru(2))),
  'keras: GRU, reset_after=False': pipe(narrow, n.recurrent(n.gru(2, { reset: 'before' }))),
  'keras: LSTM': pipe(narrow, n.recurrent(n.lstm(2))),
  'keras: GRU, mask': pipe(narrow, n.recurrent(n.gru(2), { mask })),
  'keras: LSTM, mask, go_backwards': pipe(narrow, n.recurrent(n.lstm(2), { mask, reverse: true })),
  'keras: Bidirectional GRU': pipe(narrow, n.bidirectional(n.gru(2))),
  'keras: GRU, initial_state': pipe(narrow, n.recurrent(n.gru(2), { initialState })),
  'keras: LSTM, initial_state, return_state': pipe(narrow, n.recurrent(n.lstm(2), { initialState, returns: 'state' })),
  'keras: Bidirectional LSTM, initial_state, return_state': pipe(narrow, n.bidirectional(n.lstm(2), { initialState, returns: 'state' })),
  'keras: LSTM, from encoder to decoder': pipe(six, n.encoderDecoder(
    pipe(six, n.slice([[0, 4]]), n.recurrent(n.lstm(2), { returns: 'state' })),
    (source) => pipe(six, n.slice([[4, 6]]), n.recurrent(n.lstm(2), { initialState: source })))),
  'keras: GroupQueryAttention': pipe(eight, n.attention({ heads: 4, keyValueHeads: 2 })),
  'keras: GroupQueryAttention, one head of keys, causal': pipe(eight, n.attention({ heads: 4, keyValueHeads: 1, causal: true })),
  'keras: GroupQueryAttention, mask': pipe(eight, n.attention({ heads: 4, keyValueHeads: 2, mask })),
  'jax: softcap': pipe(eight, n.attention({ heads: 4, softcap: 0.5 })),
  'jax: softcap, two heads of keys, causal': pipe(eight, n.attention({ heads: 4, keyValueHeads: 2, softcap: 0.75, causal: true })),
  'keras: a block of 2017': pipe(eight, n.transformerBlock({ heads: 4, hidden: 6, norm: 'post', activation: n.relu })),
  'keras: GlobalAveragePooling1D, mask': pipe(eight, n.globalAveragePoolWith({ mask })),
}
/** The key of those that leave something to chance. */
const keys: Readonly<Record<string, Key>> = { 'attention, weights dropped': key(3) }

test('every case from outside has its layer', () => {
  expect(cases.map(({ name }) => name)).toEqual(Object.keys(nets))
})

describe.each(cases.map((it) => ({ ...it, net: nets[it.name]! })))('$name', ({ name, net, params, x, y, dy, slopes }) => {
  const own = tree.map(net.init(key(0)), (_, path) => tensor(params[path]!))
  const context = name in keys ? { key: keys[name]! } : {}
  const inputs = tensor(x, net.inputDtype as 'f64')
  test.each(backends)('on $name', (backend) => {
    expect(tree.leaves(own).map(({ path }) => path).toSorted()).toEqual(Object.keys(params).toSorted())
    const work = ([p, v]: readonly [unknown, AnyTensor]): readonly [AnyTensor, unknown] => {
      const [value, pullback] = lift(([q, w]: readonly [unknown, AnyTensor]): AnyTensor => net.apply(q, context)(w as never))([p, v])
      const [ofParams, ofInputs] = pullback(tensor(dy))
      return [value, { params: ofParams, ...('x' in slopes ? { x: ofInputs } : {}) }]
    }
    const [value, found] = compiled(backend, work, [own, inputs] as const)
    close(value, y, 'y')
    const paths = tree.leaves(found).map(({ path, tensor: slope }) => [path.replace('params.', ''), slope] as const)
    expect(paths.map(([path]) => path).toSorted()).toEqual(Object.keys(slopes).toSorted())
    for (const [path, slope] of paths) close(slope, slopes[path]!, path)
  })
})

/** sin and cos by the engine, which are not to be had to the last bit but near enough. */
const angle = (p: number, i: number, width: number): number => p / 10000 ** ((2 * i) / width)

test('sinusoidal positions are sines at even places and cosines at odd ones', () => {
  for (const [time, width] of [[7, 6], [3, 5], [130, 2]] as const) {
    const net = pipe(n.input([time, width], 'f64'), n.sinusoidalPositions)
    const found = toArray(net.apply([])(of([1, time, width], new Array<number>(time * width).fill(0), 'f64') as never))
    found.forEach((v, at) => {
      const [p, j] = [Math.floor(at / width), at % width]
      expect(v).toBeCloseTo((j % 2 === 0 ? Math.sin : Math.cos)(angle(p, Math.floor(j / 2), width)), 12)
    })
  }
})

test('turned queries and keys know only how far apart they are', () => {
  const net = pipe(n.input([9, 4], 'f64'), n.attention({ heads: 1, rotary: true }))
  const eye = of([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 'f64')
  const one = { weights: eye, bias: of([4], [0, 0, 0, 0], 'f64') }
  const row = [0.5, -1, 2, 0.25]
  // softmax(Rᵖq·Rʲk / 2) by hand: all steps are the same but one, and so are the values.
  const spot = of([1, 9, 4], Array.from({ length: 36 }, (_, i) => row[i % 4]! + (i === 12 ? 1 : 0)), 'f64')
  const picked = { weights: of([4, 4], [1, 0, 0, 0, ...new Array<number>(12).fill(0)], 'f64'), bias: of([4], [-0.5, 0, 0, 0], 'f64') }
  const found = toArray(net.apply([{ query: one, key: one, value: picked, output: one }])(spot))
  const turn = (v: readonly number[], p: number): readonly number[] => [0, 1].flatMap((i) => {
    const [c, s] = [Math.cos(angle(p, i, 4)), Math.sin(angle(p, i, 4))]
    return [[i, v[i]! * c - v[i + 2]! * s], [i + 2, v[i + 2]! * c + v[i]! * s]] as const
  }).toSorted(([a], [b]) => a - b).map(([, w]) => w)
  const rows = Array.from({ length: 9 }, (_, p) => turn(p === 3 ? [1.5, -1, 2, 0.25] : row, p))
  for (let p = 0; p < 9; p++) {
    const powers = rows.map((k) => Math.exp(k.reduce((sum, w, i) => sum + w * rows[p]![i]!, 0) / 2))
    expect(found[p * 4]).toBeCloseTo(powers[3]! / powers.reduce((a, b) => a + b, 0), 12)
  }
})
