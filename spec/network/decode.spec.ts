/** Sequences step by step: the bits of the whole sequence, on every backend. */
import { afterAll, describe, expect, expectTypeOf, it, test } from 'vitest'
import { jit } from '../../src/jit/jit.js'
import * as n from '../../src/network/index.js'
import * as random from '../../src/random/index.js'
import { pipe } from '../../src/shape/pipe.js'
import * as t from '../../src/tensor/index.js'
import { elements, type AnyTensor, type Tensor } from '../../src/tensor/tensor.js'
import { someBackends } from '../jit/each.js'
import { isQuick } from '../slow.js'

const { backends, close } = await someBackends()
afterAll(close)
const time = 9
const tokens = (batch: number, seed: number) => random.integers(random.key(seed), [batch, time], { low: 0, high: 7 })
const block = { heads: 4, hidden: 24, causal: true } as const
const start = pipe(n.input([time], 'i32'), n.embedding(7, 16))

const nets = {
  learned: pipe(start, n.positionEmbedding(), n.transformerBlock(block), n.dense(7)),
  sinusoidal: pipe(start, n.sinusoidalPositions, n.transformerBlock({ ...block, norm: 'post', activation: n.relu }), n.layerNorm(), n.dense(7)),
  rotary: pipe(start, n.repeat(3, n.residual(n.sequential(n.rmsNorm(), n.attention({ heads: 4, causal: true, rotary: true })))), n.dense(7)),
  grouped: pipe(start, n.attention({ heads: 4, keyValueHeads: 2, causal: true, rotary: true, softcap: 5, bias: false }), n.swiglu, n.dropout(0.5), n.dense(7)),
  named: pipe(start, n.named('inside', n.sequential(n.transformerBlock(block), n.dense(16))), n.prelu(), n.softmax),
  gru: pipe(start, n.recurrent(n.gru(5)), n.recurrent(n.lstm(6), { initialState: 'learned' }), n.dense(7)),
  simple: pipe(start, n.recurrent(n.simple(5)), n.identity, n.dense(7)),
  alone: pipe(start, n.dense(8), n.tanh, n.highway(n.dense(8), n.sequential(n.dense(8), n.sigmoid))),
} as Readonly<Record<string, n.Network<any, readonly [number], readonly [number, number], 'f32', 'i32'>>>

const column = (x: AnyTensor, i: number): Tensor<readonly [number], 'i32'> => pipe(x as any, t.at(null, i)) as any
const list = (x: AnyTensor): readonly number[] => [...elements(x)]

describe.each(Object.entries(nets))('%s', (_, net) => {
  const params = net.init(random.key(1))
  test.each(backends.map((backend) => [backend.name, backend] as const))('has the bits of the whole on %s', (__, backend) => {
    for (const batch of isQuick ? [2] : [1, 3]) {
      const x = tokens(batch, batch)
      const whole = net.apply(params)(x as any)
      const { init, step } = n.decode(net, params, { backend })
      let state: n.Decoded<number> = init(batch)
      for (let i = 0; i < time; i++) {
        const [outputs, next] = step(state, column(x, i))
        expect(list(outputs)).toEqual(list(pipe(whole as any, t.at(null, i) as any)))
        state = next
      }
      expect(t.item(state.position)).toBe(time)
      expect(() => step(state, column(x, 0))).toThrow(`decode: all ${time} steps of the network are done`)
    }
  })

  it('leaves states as they were, and goes on from each', () => {
    const x = tokens(2, 5)
    const { init, step } = n.decode(net, params)
    const [, one] = step(init(2), column(x, 0))
    const [first] = step(one, column(x, 1))
    const [other] = step(one, column(x, 2))
    expect(list(step(one, column(x, 1))[0])).toEqual(list(first))
    expect(list(step(step(init(2), column(x, 0))[1], column(x, 2))[0])).toEqual(list(other))
  })

  it('is a part of a trace', () => {
    const x = tokens(2, 6)
    const { init, step } = n.decode(net, params)
    const through = jit((state: n.Decoded<2>, [a, b]: readonly [Tensor<readonly [2], 'i32'>, Tensor<readonly [2], 'i32'>]) => {
      const [, next] = step(state, a)
      return step(next, b)[0]
    })
    expect(list(through(init(2), [column(x, 0), column(x, 1)] as any))).toEqual(list(pipe(net.apply(params)(x as any) as any, t.at(null, 1) as any)))
  })
})

describe('what cannot be taken step by step', () => {
  const key = random.key(0)
  const refused = (net: any): (() => unknown) => () => n.decode(net, net.init(key)).init()
  test.each([
    ['attention that looks ahead', pipe(start, n.attention({ heads: 2 })), 'layer attention looks at several steps'],
    ['a convolution', pipe(start, n.conv1d({ filters: 3, kernel: 3, padding: 'same' })), 'layer conv1d looks at several steps'],
    ['a mask', pipe(start, n.attention({ heads: 2, causal: true, mask: n.padding(0) })), 'layer attention looks at several steps'],
    ['a loop backward', pipe(start, n.recurrent(n.gru(3), { reverse: true })), 'layer recurrent(gru) looks at several steps'],
    ['both ways', pipe(start, n.bidirectional(n.gru(3))), 'looks at several steps'],
    ['inside of a block', pipe(start, n.residual(n.attention({ heads: 2 }))), 'layer attention looks at several steps'],
    ['a layer along the steps themselves', pipe(n.input([4]), n.dense(4)), 'layer dense looks at several steps'],
    ['a softmax along them', pipe(n.input([4]), n.softmax), 'layer softmax looks at several steps'],
  ])('%s', (_, net, message) => {
    expect(refused(net)).toThrow(message)
  })

  test('other networks and arguments', () => {
    const net = pipe(start, n.dense(3))
    const { init, step } = n.decode(net, net.init(key))
    const ends = pipe(start, n.flatten, n.dense(3))
    expect(() => n.decode(ends as any, ends.init(key))).toThrow('decode: network should be a network from sequences [time, ...] to sequences of as many steps')
    expect(() => (n.decode as any)(3, 4)).toThrow('decode: network')
    expect(() => (init as any)(0)).toThrow('batch')
    expect(() => (step as any)(undefined, t.zeros([1], 'i32'))).toThrow('decode: state')
    expect(() => step(init(2), t.zeros([3], 'i32') as any)).toThrow('decode: x should be i32[2], but is i32[3]')
    expect(() => step(init(2), t.zeros([2]) as any)).toThrow('decode: x should be i32[2], but is f32[2]')
  })

  it('knows types', () => {
    const net = pipe(n.input([8, 3]), n.dense(4))
    const { init, step } = n.decode(net, net.init(key))
    expectTypeOf(step(init(2), t.ones([2, 3]))[0]).toEqualTypeOf<Tensor<readonly [2, 4]>>()
    expectTypeOf(init()).toEqualTypeOf<n.Decoded<1>>()
    // @ts-expect-error: other sequences than the state has.
    expect(() => step(init(2), t.ones([3, 3]))).toThrow('decode')
    // @ts-expect-error: steps of another shape.
    expect(() => step(init(2), t.ones([2, 4]))).toThrow('decode')
  })
})
