/** Matrix products: every combination of transposes, small sizes, primes, and sizes about those of a tile. */
import { describe, test } from 'vitest'
import { exp } from '../../../src/program/elementary/functions.js'
import { expression } from '../../../src/program/expression.js'
import { add, constant, div, max, mul, sqrt, type Scalar } from '../../../src/program/scalar.js'
import { build, type } from '../../program/build.js'
import { expectSameGroup, expectSameRuns } from './same.js'

const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1], [1, 7, 1], [2, 3, 5], [4, 4, 4], [5, 1, 3], [3, 0, 4], [0, 3, 2], [7, 11, 13], [1, 33, 17], [17, 33, 1], [8, 8, 8], [32, 10, 10], [9, 64, 10],
  [16, 16, 16], [31, 37, 41], [64, 5, 33], [6, 128, 24], [10, 32, 128], [53, 3, 59],
  // So long that sums go to memory in between, where that divides them.
  [17, 768, 9], [5, 521, 3],
]

describe.each(['f32', 'f64'] as const)('%s', (dtype) => {
  test.each(sizes)('[%i × %i] · [· × %i]', (m, k, n) => {
    for (const transposeA of [false, true]) for (const transposeB of [false, true]) for (const batch of [[], [2], [2, 3]])
      expectSameRuns({ kind: 'contract', transposeA, transposeB }, [
        type([...batch, ...(transposeA ? [k, m] : [m, k])], dtype), type([...batch, ...(transposeB ? [n, k] : [k, n])], dtype),
      ])
  }, 60_000)

  test.each([16, 32, 64])('a long sum over places of windows of %i channels, cut within an axis', (channels) => {
    const windows = { window: [3, 2], stride: [1, 1], dilation: [1, 1] }
    expectSameGroup(build([type([2, 18, 21, channels], dtype), type([640, 8], dtype)], ({ emit }) => {
      const rows = emit({ kind: 'reshape', shape: [640, 6 * channels] }, emit({ kind: 'unfold', ...windows }, 0))
      return [emit({ kind: 'contract', transposeA: true, transposeB: false }, rows, 1)]
    }))
  })

  test.each([[5, 7, 11], [33, 300, 29]])('[%i × %i] · [· × %i] with what it ends in', (m, k, n) => {
    for (const transposeA of [false, true]) for (const transposeB of [false, true]) {
      const operands = [type(transposeA ? [k, m] : [m, k], dtype), type(transposeB ? [n, k] : [k, n], dtype), type([n], dtype), type([m, n], dtype)]
      expectSameGroup(build(operands, ({ emit }) => {
        const product = emit({ kind: 'contract', transposeA, transposeB }, 0, 1)
        const bias = emit({ kind: 'broadcast', shape: [m, n] }, 2)
        const first = emit({ kind: 'map', expression: expression([dtype, dtype], (x, y) => max(add(x, y), constant(dtype, 0))) }, product, bias)
        return [first, emit({ kind: 'map', expression: expression([dtype, dtype], (x, y) => mul(x, y)) }, first, 3)]
      }))
    }
  })

  // Worked where the sums are, vector by vector of a tile's row, and in a loop: each takes more instructions than the one before.
  test.each([
    ['few', (x: Scalar) => add(x, constant(dtype, 1))],
    ['some', (x: Scalar) => [1, 2, 3, 4].reduce((y) => div(mul(y, sqrt(y)), x), x)],
    ['many', (x: Scalar) => exp(exp(x))],
  ] as const)('what it ends in takes %s instructions', (_, end) => {
    for (const [m, k, n] of [[5, 7, 11], [9, 70, 40]] as const) expectSameGroup(
      build([type([m, k], dtype), type([k, n], dtype), type([n], dtype)], ({ emit }) => {
        const product = emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)
        const bias = emit({ kind: 'broadcast', shape: [m, n] }, 2)
        return [emit({ kind: 'map', expression: expression([dtype, dtype], (x, y) => end(add(x, y))) }, product, bias)]
      }))
  })
})
