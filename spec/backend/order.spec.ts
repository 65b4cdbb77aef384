/** The contract's order of sums, stated plainly here, on numbers for which another order gives other bits. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { key, uniform } from '../../src/random/index.js'
import { toArray } from '../../src/tensor/index.js'
import { backends, given, run } from './each.js'

const round = { f32: Math.fround, f64: (x: number): number => x } as const
type Float = keyof typeof round

/** Numbers of very different sizes, so that every order of a sum shows. */
const some = (seed: number, n: number, dtype: Float): readonly number[] =>
  toArray(uniform(key(seed), [n], { low: -1, high: 1 }, dtype)).map((x, i) => round[dtype](x * 2 ** ((i * 7) % 23)))

/** 8 lanes, each from +0; lane l adds elements l, l + 8, …; then (l, l+4), (l, l+2), (l, l+1). */
const sum = (xs: readonly number[], r: (x: number) => number): number => {
  const lane = (l: number): number => xs.filter((_, i) => i % 8 === l).reduce((s, x) => r(s + x), 0)
  const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(lane) as [number, number, number, number, number, number, number, number]
  const [ae, bf, cg, dh] = [r(a + e), r(b + f), r(c + g), r(d + h)]
  return r(r(ae + cg) + r(bf + dh))
}
const dot = (xs: readonly number[], ys: readonly number[], r: (x: number) => number): number => xs.reduce((s, x, i) => r(s + r(x * ys[i]!)), 0)

describe.each(backends.flatMap((backend) => (['f32', 'f64'] as const).map((dtype) => ({ name: backend.name, backend, dtype }))))('$name, $dtype', ({ backend, dtype }) => {
  const r = round[dtype]

  test.each([1, 2, 7, 8, 9, 15, 16, 17, 100, 1031])('a sum of %i elements', (n) => {
    const xs = some(n, n, dtype)
    expect(run(backend, { kind: 'reduce', by: 'sum', axes: [0] }, given([n], xs, dtype))).toEqual([[sum(xs, r)]])
  })

  test('a sum over any axes takes their elements in row-major order', () => {
    const [a, b, c] = [3, 5, 7]
    const xs = some(5, a * b * c, dtype)
    const at = (i: number, j: number, k: number): number => xs[(i * b + j) * c + k]!
    const list = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
    const over = (axes: readonly number[]): unknown => run(backend, { kind: 'reduce', by: 'sum', axes }, given([a, b, c], xs, dtype))[0]
    expect(over([0, 2])).toEqual(list(b).map((j) => sum(list(a).flatMap((i) => list(c).map((k) => at(i, j, k))), r)))
    expect(over([2, 0])).toEqual(over([0, 2]))
    expect(over([0])).toEqual(list(b).flatMap((j) => list(c).map((k) => sum(list(a).map((i) => at(i, j, k)), r))))
    expect(over([0, 1, 2])).toEqual([sum(xs, r)])
  })

  test('a product adds in increasing k, whatever its sizes, transposes and batch', () => fc.assert(fc.property(
    fc.record({ m: fc.integer({ min: 1, max: 9 }), k: fc.integer({ min: 0, max: 19 }), n: fc.integer({ min: 1, max: 9 }), batch: fc.integer({ min: 1, max: 2 }), ta: fc.boolean(), tb: fc.boolean(), seed: fc.nat(1000) }),
    ({ m, k, n, batch, ta, tb, seed }) => {
      const [a, b] = [some(seed, batch * m * k, dtype), some(seed + 1, batch * k * n, dtype)]
      const expected = Array.from({ length: batch * m * n }, (_, at) => {
        const [p, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
        const ks = Array.from({ length: k }, (_x, l) => l)
        return dot(ks.map((l) => a[p * m * k + (ta ? l * m + i : i * k + l)]!), ks.map((l) => b[p * k * n + (tb ? j * k + l : l * n + j)]!), r)
      })
      const [actual] = run(backend, { kind: 'contract', transposeA: ta, transposeB: tb },
        given([batch, ...(ta ? [k, m] : [m, k])], a, dtype), given([batch, ...(tb ? [n, k] : [k, n])], b, dtype))
      expect(actual).toEqual(expected)
    }), { numRuns: 60 }))

  test('fold adds the values of an element in row-major order of the window', () => {
    const [size, window] = [6, 4]
    const places = size - window + 1
    const xs = some(3, places * places * window * window, dtype)
    const value = (y: number, x: number, v: number, u: number): number => xs[((y * places + x) * window + v) * window + u]!
    const cells = Array.from({ length: size * size }, (_, at) => [Math.floor(at / size), at % size] as const)
    const offsets = Array.from({ length: window * window }, (_, at) => [Math.floor(at / window), at % window] as const)
    const expected = cells.map(([y, x]) => offsets
      .filter(([v, u]) => y - v >= 0 && y - v < places && x - u >= 0 && x - u < places)
      .reduce((s, [v, u]) => r(s + value(y - v, x - u, v, u)), 0))
    const primitive = { kind: 'fold', sizes: [size, size], window: [window, window], stride: [1, 1], dilation: [1, 1] } as const
    expect(run(backend, primitive, given([1, places, places, window, window, 1], xs, dtype))).toEqual([expected])
  })

  test('scatterAdd adds in increasing position', () => {
    const xs = some(4, 24, dtype)
    const where = xs.map((_, i) => (i * 5) % 3)
    const expected = [0, 1, 2].map((row) => xs.filter((_, i) => where[i] === row).reduce((s, x) => r(s + x), 0))
    expect(run(backend, { kind: 'scatterAdd', rows: 3 }, given([24], xs, dtype), given([24], where, 'i32'))).toEqual([expected])
  })

  test('a row has the same bits in every batch', () => {
    const [k, n] = [13, 6]
    const [rows, w] = [some(1, 7 * k, dtype), given([k, n], some(2, k * n, dtype), dtype)]
    const product = (from: number, to: number): readonly number[] =>
      run(backend, { kind: 'contract', transposeA: false, transposeB: false }, given([to - from, k], rows.slice(from * k, to * k), dtype), w)[0]!
    const whole = product(0, 7)
    for (let i = 0; i < 7; i++) expect(product(i, i + 1)).toEqual(whole.slice(i * n, (i + 1) * n))
  })
})
