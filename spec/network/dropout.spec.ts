/** Dropout, and what else a context decides. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { check, lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import { foldIn, key, normal, type Key } from '../../src/random/index.js'
import { full, of, ones, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
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

describe('of what belongs together', () => {
  const [b, height, width, channels] = [50, 3, 4, 10]
  const images = ones([b, height, width, channels])
  const at = (layer: n.Activation, k: Key): readonly number[] => toArray(layer(n.input([height, width, channels])).apply([], { key: k })(images))
  /** The distinct values in each group of elements. */
  const groups = (values: readonly number[], group: (i: number) => number): readonly ReadonlySet<number>[] => {
    const found: Set<number>[] = []
    values.forEach((v, i) => (found[group(i)] ??= new Set()).add(v))
    return found
  }
  const size = height * width * channels
  test.each([
    ['spatialDropout: a channel of an example', n.spatialDropout, b * channels, (i: number) => Math.floor(i / size) * channels + (i % channels)],
    ['dropPath: an example', n.dropPath, b, (i: number) => Math.floor(i / size)],
  ] as const)('%s is kept, and divided by 1 - rate, or dropped as a whole', (_, layer, count, group) => {
    const rate = 0.4
    const kept = Array.from({ length: 20 }, (__, seed) => {
      const found = groups(at(layer(rate), key(seed)), group)
      expect(found.length).toBe(count)
      return found.map((values) => {
        expect(values.size).toBe(1)
        return [...values][0] as number
      })
    }).flat()
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(1 / Math.fround(1 - rate))]))
    const share = kept.filter((v) => v === 0).length / kept.length
    expect(Math.abs(share - rate)).toBeLessThan(4.5 * Math.sqrt((rate * (1 - rate)) / kept.length))
  })
  test.each([['spatialDropout', n.spatialDropout], ['dropPath', n.dropPath]] as const)('%s: nothing without a key or at rate 0, another one with another key, and a rate of 1 is refused', (name, layer) => {
    expect(toArray(layer(0.5)(n.input([height, width, channels])).apply([])(images))).toEqual(toArray(images))
    expect(at(layer(0), key(1))).toEqual(toArray(images))
    expect(at(layer(0.5), key(1))).not.toEqual(at(layer(0.5), key(2)))
    expect(() => layer(1)).toThrow(`${name}: rate should be a number from 0 up to and without 1, but is 1`)
  })
  test('of vectors a channel is an element', () => {
    const values = (layer: n.Activation): readonly number[] => toArray(layer(n.input([6])).apply([], { key: key(3) })(ones([4, 6])))
    expect(values(n.spatialDropout(0.5))).toEqual(values(n.dropout(0.5)))
  })
  test('the derivative passes where the value does', () => {
    const [y, pullback] = lift((v: typeof images) => n.spatialDropout(0.3)(n.input([height, width, channels])).apply([], { key: key(3) })(v))(images)
    expect(toArray(pullback(images) as never)).toEqual(toArray(y))
  })
})

describe('alphaDropout', () => {
  const values = normal(key(1), [1, size])
  const y = (rate: number, k: Key): readonly number[] => toArray(n.alphaDropout(rate)(n.input([size])).apply([], { key: k })(values))
  // a = (q + s²·q·(1 - q))^(-1/2), b = -a·(1 - q)·s with s = -λα, as torch.nn.functional.alpha_dropout computes them.
  test.each([
    [0.1, 0.9212845161497115, 0.16197097005757022, -1.457738730518132],
    [0.5, 0.886404894665932, 0.7791939305180317, -0.7791939305180317],
  ])('rate %d: kept elements are a·x + b, others a·s + b; mean and variance stay', (rate, a, b, other) => {
    const found = y(rate, key(2))
    const dropped = found.filter((v) => Math.abs(v - other) < 1e-6).length / size
    expect(Math.abs(dropped - rate)).toBeLessThan(4.5 * Math.sqrt((rate * (1 - rate)) / size))
    const given = toArray(values)
    found.forEach((v, i) => expect(Math.min(Math.abs(v - other), Math.abs(v - (a * given[i]! + b)))).toBeLessThan(1e-6))
    const mean = found.reduce((sum, v) => sum + v, 0) / size
    expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(size))
    expect(Math.abs(found.reduce((sum, v) => sum + (v - mean) ** 2, 0) / size - 1)).toBeLessThan(0.05)
  })
  test('nothing without a key or at rate 0; a rate of 1 is refused', () => {
    expect(toArray(n.alphaDropout(0.5)(n.input([size])).apply([])(values))).toEqual(toArray(values))
    expect(y(0, key(1))).toEqual(toArray(values))
    expect(() => n.alphaDropout(1)).toThrow('alphaDropout: rate should be a number from 0 up to and without 1, but is 1')
  })
})

describe('gaussianNoise', () => {
  const noise = (deviation: number, context: n.Context): readonly number[] => toArray(n.gaussianNoise(deviation)(n.input([size])).apply([], context)(x))
  test('adds numbers of mean 0 and this deviation', () => {
    const added = noise(0.5, { key: key(1) }).map((v) => v - 1)
    const mean = added.reduce((sum, v) => sum + v, 0) / size
    expect(Math.abs(mean)).toBeLessThan((4.5 * 0.5) / Math.sqrt(size))
    expect(Math.abs(Math.sqrt(added.reduce((sum, v) => sum + v * v, 0) / size) - 0.5)).toBeLessThan(0.02)
    expect(added).not.toEqual(noise(0.5, { key: key(2) }).map((v) => v - 1))
  })
  test('nothing without a key or with a deviation of 0; one below is refused', () => {
    expect(noise(0.5, {})).toEqual(toArray(x))
    expect(noise(0, { key: key(1) })).toEqual(toArray(x))
    expect(() => n.gaussianNoise(-1)).toThrow('gaussianNoise: deviation should be a number of at least 0, but is -1')
  })
})

test.each([
  ['spatialDropout', n.spatialDropout(0.3)], ['dropPath', n.dropPath(0.3)], ['alphaDropout', n.alphaDropout(0.3)], ['gaussianNoise', n.gaussianNoise(0.3)],
] as const)('%s: of one key the derivative agrees with differences', (_, layer) => {
  const inner = layer(n.input([2, 3, 4], 'f64'))
  const f = lift((v: Tensor<readonly [5, 2, 3, 4], 'f64'>) => inner.apply([], { key: key(7) })(v))
  expect(check(f, some([5, 2, 3, 4], 3) as Tensor<readonly [5, 2, 3, 4], 'f64'>, key(2))).toMatchObject({ _tag: 'Right' })
})

test.each(backends)('what is drawn, compiled on $name: the eager bits, in f32 and in f64', (backend) => {
  for (const dtype of ['f32', 'f64'] as const) {
    const net = pipe(n.input([3, 4, 5], dtype), n.spatialDropout(0.3), n.alphaDropout(0.2), n.gaussianNoise(0.1), n.dropPath(0.4))
    const work = ([k, v]: readonly [Key, AnyTensor]): AnyTensor => net.apply([], { key: k })(v as never)
    const at = [key(5), full([6, 3, 4, 5], 0.7, dtype)] as const
    expect(toArray(compiled(backend, work, at))).toEqual(toArray(work(at)))
  }
})
