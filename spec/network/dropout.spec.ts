/** Dropout, and what else a context decides. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import { foldIn, key, type Key } from '../../src/random/index.js'
import { full, of, ones, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'

const size = 20_000
const net = (rate: number) => n.dropout(rate)(n.input([size]))
const x = ones([1, size])

test.each([0.1, 0.5, 0.9])('rate %d: that share is 0, the rest is divided by 1 - rate', (rate) => {
  const y = toArray(net(rate).apply([], { key: key(1) })(x))
  expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / Math.fround(1 - rate))]))
  const zeros = y.filter((v) => v === 0).length / size
  expect(Math.abs(zeros - rate)).toBeLessThan(4.5 * Math.sqrt((rate * (1 - rate)) / size))
  expect(Math.abs(y.reduce((s, v) => s + v, 0) / size - 1)).toBeLessThan(4.5 * Math.sqrt(rate / (1 - rate) / size))
})

test('without a key nothing is dropped, and at rate 0 never', () => {
  expect(toArray(net(0.5).apply([])(x))).toEqual(toArray(x))
  expect(toArray(net(0).apply([], { key: key(1) })(x))).toEqual(toArray(x))
})

test('it is a function of the key; layers and steps have their own', () => {
  const at = (k: Key): readonly number[] => toArray(net(0.5).apply([], { key: k })(x))
  expect(at(key(1))).toEqual(at(key(1)))
  expect(at(key(1))).not.toEqual(at(key(2)))
  const both = pipe(n.input([size]), n.dropout(0.5), n.dropout(0.5))
  const kept = toArray(both.apply([], { key: key(1) })(x)).filter((v) => v !== 0).length / size
  expect(kept).toBeCloseTo(0.25, 1)
})

test('of weights of attention: those of the layer of that name, and none without a key or at rate 0', () => {
  const input = n.input([4, 4])
  const eye = of([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  const one = { weights: eye, bias: zeros([4]) }
  // Of the rows of the identity the outputs are the weights.
  const params = [{ query: one, key: one, value: one, output: one }] as const
  const weights = (attentionDropout: number, context?: n.Context): AnyTensor =>
    pipe(input, n.attention({ heads: 1, attentionDropout })).apply(params, context)(of([1, 4, 4], toArray(eye)))
  const inference = weights(0.5)
  expect(toArray(inference)).toEqual(toArray(weights(0)))
  expect(toArray(weights(0, { key: key(1) }))).toEqual(toArray(inference))
  const dropped = n.dropout(0.5)(input).apply([], { key: key(1) })(inference)
  expect(toArray(weights(0.5, { key: key(1) }))).toEqual(toArray(dropped))
  expect(toArray(dropped).filter((v) => v === 0).length).toBeGreaterThan(0)
})

test('what is 0 or not finite stays so where it is kept', () => {
  const y = toArray(n.dropout(0.5)(n.input([4])).apply([], { key: key(4) })(of([1, 4], [Infinity, NaN, -0, 1])))
  expect(y.every((v) => v === 0 || !Number.isFinite(v) || v === 2)).toBe(true)
})

test('the derivative passes where the value does', () => {
  const [y, pullback] = lift((v: Tensor<readonly [1, number]>) => net(0.5).apply([], { key: key(3) })(v as unknown as Tensor<readonly [1, 20000]>))(x as unknown as Tensor<readonly [1, number]>)
  expect(toArray(pullback(ones([1, size])) as never)).toEqual(toArray(y))
})

describe('inside other layers', () => {
  const block = pipe(n.input([100]), n.dropout(0.5))
  test('residual and parallel pass the key on', () => {
    const row = ones([1, 100])
    const skip = pipe(n.input([100]), n.residual(block))
    expect(new Set(toArray(skip.apply([[]], { key: key(1) })(row)))).toEqual(new Set([1, 3]))
    expect(new Set(toArray(skip.apply([[]])(row)))).toEqual(new Set([2]))
    const sides = toArray(pipe(n.input([100]), n.parallel(block, block)).apply([[[], []]], { key: key(1) })(row))
    expect(sides.slice(0, 100)).not.toEqual(sides.slice(100))
  })
})

test.each(backends)('compiled on $name with a key that is an input: the eager bits', (backend) => {
  const work = ([k, v]: readonly [Key, AnyTensor]): AnyTensor => net(0.3).apply([], { key: foldIn(k, 7) })(v as Tensor<readonly [1, 20000]>)
  const at = [key(5), full([1, size], 0.7)] as const
  expect(toArray(compiled(backend, work, at))).toEqual(toArray(work(at)))
})

test.each([1, -0.1, NaN])('a rate of %d is refused', (rate) => {
  expect(() => n.dropout(rate)).toThrow(`dropout: rate should be a number from 0 up to and without 1, but is ${rate}`)
})
