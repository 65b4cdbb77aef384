/**
 * Windows in volumes against loops that only say what a convolution and a pool are, in the order of sums that the numerics
 * promise; and their derivatives.
 */
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, test } from 'vitest'
import { check, lift } from '../../src/differentiable/index.js'
import { wasmThreads } from '../../src/backend/index.js'
import { key, normal } from '../../src/random/index.js'
import type { Padding3d, Triple } from '../../src/shape/window.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { apart, some } from '../differentiable/values.js'
import { compiled } from './compiled.js'

const two = await wasmThreads({ threads: 2 })
afterAll(() => two.close())
const all = [...backends, two]

interface Case {
  readonly name: string
  /** Batch, depth, height, width, channels. */
  readonly x: readonly [number, number, number, number, number]
  readonly window: Triple
  readonly filters: number
  readonly stride?: Triple
  readonly dilation?: Triple
  readonly padding?: Padding3d
}
const cases: readonly Case[] = [
  { name: 'inside', x: [2, 4, 5, 6, 3], window: [2, 3, 2], filters: 4 },
  { name: 'a stride', x: [1, 5, 7, 6, 2], window: [3, 2, 3], filters: 3, stride: [2, 3, 1] },
  { name: 'same', x: [2, 4, 3, 5, 2], window: [3, 2, 4], filters: 2, padding: 'same' },
  { name: 'same at a stride', x: [1, 5, 6, 7, 1], window: [2, 3, 3], filters: 2, stride: [2, 2, 3], padding: 'same' },
  { name: 'gaps in the window', x: [1, 6, 5, 7, 2], window: [2, 2, 3], filters: 3, dilation: [3, 1, 2] },
  { name: 'padding of six sizes', x: [2, 3, 3, 3, 2], window: [2, 3, 3], filters: 2, padding: [[1, 0], [0, 2], [1, 1]] },
  { name: 'many channels', x: [2, 3, 4, 4, 12], window: [2, 2, 2], filters: 9 },
]

/** Where windows begin along an axis, before the padding is cut away: what `windowSize` says, found by trying. */
const starts = (size: number, kernel: number, stride: number, dilation: number, padding: 'valid' | 'same' | readonly [number, number]): readonly number[] => {
  const reach = (kernel - 1) * dilation + 1
  if (padding === 'same') {
    const places = Math.ceil(size / stride)
    const missing = Math.max(0, (places - 1) * stride + reach - size)
    return Array.from({ length: places }, (_, i) => i * stride - Math.floor(missing / 2))
  }
  const [low, high] = padding === 'valid' ? [0, 0] : padding
  const found: number[] = []
  for (let at = -low; at + reach <= size + high; at += stride) found.push(at)
  return found
}

/** What `of` makes of each window: [b, ...places, filters], given the index of each element of the window or none outside. */
const overWindows = (
  { x: [b, ...sizes], window, stride = [1, 1, 1], dilation = [1, 1, 1], padding = 'valid' }: Case, last: number,
  of: (at: (tap: Triple, channel: number) => number | undefined, filter: number) => number,
): { readonly shape: readonly number[]; readonly values: readonly number[] } => {
  const [depth, height, width, channels] = sizes as readonly [number, number, number, number]
  const [ds, hs, ws] = [0, 1, 2].map((i) =>
    starts(sizes[i]!, window[i]!, stride[i]!, dilation[i]!, typeof padding === 'string' ? padding : padding[i]!)) as [readonly number[], readonly number[], readonly number[]]
  const values: number[] = []
  for (let n = 0; n < b; n++) for (const d of ds) for (const h of hs) for (const w of ws) for (let f = 0; f < last; f++) {
    values.push(of(([i, j, k], c) => {
      const [z, y, q] = [d + i * dilation[0], h + j * dilation[1], w + k * dilation[2]]
      const isInside = z >= 0 && z < depth && y >= 0 && y < height && q >= 0 && q < width
      return isInside ? (((n * depth + z) * height + y) * width + q) * channels + c : undefined
    }, f))
  }
  return { shape: [b, ds.length, hs.length, ws.length, last], values }
}
const taps = ([d, h, w]: Triple): readonly Triple[] =>
  Array.from({ length: d * h * w }, (_, i) => [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w])

const { fround } = Math
/** The options that are given. */
const options = ({ stride, dilation, padding }: Case): object =>
  Object.fromEntries(Object.entries({ stride, dilation, padding }).filter(([, value]) => value !== undefined))
type Run = (x: AnyTensor) => AnyTensor
/** Operations whose options only run time looks at. */
const conv3d = t.conv3d as unknown as (kernel: AnyTensor, options: object) => Run
const [maxPool3d, averagePool3d] = [t.maxPool3d, t.averagePool3d] as unknown as readonly ((window: Triple, options: object) => Run)[] as [
  (window: Triple, options: object) => Run, (window: Triple, options: object) => Run]
const shown = (x: AnyTensor): unknown => ({ shape: x.shape, values: t.toArray(x) })
const f32 = (shape: readonly number[], seed: number): AnyTensor => normal(key(seed), shape)

describe.each(cases)('$name', (each) => {
  const { x: shape, window, filters } = each
  const channels = shape[4]
  const x = f32(shape, 1)
  const xs = t.toArray(x)
  const kernel = f32([...window, channels, filters], 2)
  const ks = t.toArray(kernel)
  const pooling = { stride: [1, 1, 1], ...options(each) }

  const convolved = overWindows(each, filters, (at, f) => {
    let sum = 0
    taps(window).forEach((tap, i) => {
      for (let c = 0; c < channels; c++) {
        const from = at(tap, c)
        sum = fround(sum + fround((from === undefined ? 0 : xs[from]!) * ks[(i * channels + c) * filters + f]!))
      }
    })
    return sum
  })
  const among = (at: (tap: Triple, c: number) => number | undefined, c: number): readonly number[] =>
    taps(window).flatMap((tap) => { const from = at(tap, c); return from === undefined ? [] : [xs[from]!] })
  const greatest = overWindows(each, channels, (at, c) => Math.max(-Infinity, ...among(at, c)))
  const means = overWindows(each, channels, (at, c) => { const seen = among(at, c); return seen.reduce((a, b) => a + b, 0) / seen.length })

  test.each(all)('on $name, and eagerly', (backend) => {
    const run = (f: Run): readonly unknown[] => [f(x), compiled(backend, f, x)].map((y) => shown(y))
    expect(run(conv3d(kernel, options(each)))).toEqual([convolved, convolved])
    expect(run(maxPool3d(window, pooling))).toEqual([greatest, greatest])
    const average = averagePool3d(window, pooling)
    expect(average(x).shape).toEqual(means.shape)
    t.toArray(average(x)).forEach((mean, i) => { expect(Math.abs(mean - means.values[i]!)).toBeLessThan(1e-6) })
    expect(shown(compiled(backend, average, x))).toEqual(shown(average(x)))
  })

  test('the derivatives are those of differences', () => {
    const holds = (f: (a: never) => AnyTensor, a: unknown, order: 1 | 2): boolean => isRight(check(lift(f), a as never, key(3), { order }))
    const [at, weights] = [some(shape, 4), some([...window, channels, filters] as const, 5)]
    expect(holds(([v, k]: readonly [AnyTensor, AnyTensor]) => conv3d(k, options(each))(v), [at, weights], 2)).toBe(true)
    expect(holds(averagePool3d(window, pooling), at, 1)).toBe(true)
    expect(holds(maxPool3d(window, pooling), apart(shape, 6), 1)).toBe(true)
  })

  test.each(all)('the derivatives on $name have the eager bits', (backend) => {
    const slopes = ([v, k]: readonly [AnyTensor, AnyTensor]): unknown => {
      const [y, pullback] = lift(([a, b]: readonly [AnyTensor, AnyTensor]) => [
        conv3d(b, options(each))(a), maxPool3d(window, pooling)(a), averagePool3d(window, pooling)(a),
      ] as const)([v, k])
      return pullback(y)
    }
    const bits = (a: unknown): unknown => tree.tensors(a).map(shown)
    expect(bits(compiled(backend, slopes, [x, kernel]))).toEqual(bits(slopes([x, kernel])))
  })
})

test('the derivative of maxPool3d goes to the first of equals', () => {
  const [, pullback] = lift((x: Tensor<readonly [1, 2, 2, 2, 1]>) => t.maxPool3d([2, 2, 2])(x))(t.ones([1, 2, 2, 2, 1]))
  expect(t.toArray(pullback(t.ones([1, 1, 1, 1, 1])))).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
})

describe('up-sampling by the nearest element', () => {
  const repeat = t.repeat as unknown as (factors: readonly number[]) => Run
  const [shape, factors] = [[2, 3, 2, 2], [1, 2, 3, 1]] as const
  const x = f32(shape, 7)
  test('element i comes from ⌊i / factor⌋ of each axis', () => {
    const y = repeat(factors)(x)
    const [, height, width] = [2, 6, 6]
    expect(y.shape).toEqual([2, height, width, 2])
    t.toArray(y).forEach((value, i) => {
      const [n, h, w, c] = [Math.floor(i / (height * width * 2)), Math.floor(i / (width * 2)) % height, Math.floor(i / 2) % width, i % 2]
      expect(value).toBe(t.toArray(x)[((n * 3 + Math.floor(h / 2)) * 2 + Math.floor(w / 3)) * 2 + c])
    })
  })
  test('its derivative adds what its copies get, on every backend', () => {
    expect(isRight(check(lift(repeat(factors)), some(shape, 8), key(9)))).toBe(true)
    const slope = (v: AnyTensor): AnyTensor => lift(repeat(factors))(x)[1](v)
    const dy = f32([2, 6, 6, 2], 10)
    for (const backend of all) expect(shown(compiled(backend, slope, dy))).toEqual(shown(slope(dy)))
  })
})
