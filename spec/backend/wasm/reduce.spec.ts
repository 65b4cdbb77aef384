/** Reductions in the contract's order, whatever axes are reduced. */
import { describe, test } from 'vitest'
import type { Reduction } from '../../../src/program/primitive.js'
import { type } from '../../program/build.js'
import { expectSameRuns } from './same.js'

const shapes: readonly (readonly number[])[] = [
  [], [1], [2], [7], [8], [9], [31], [64], [1000], [3, 5], [5, 8], [8, 3], [17, 33], [1, 40], [40, 1], [2, 3, 4], [3, 1, 9], [2, 16, 5], [4, 2, 64], [2, 3, 2, 5],
]
const subsets = (n: number): readonly (readonly number[])[] =>
  Array.from({ length: 1 << n }, (_, bits) => Array.from({ length: n }, (_i, i) => i).filter((i) => (bits >> i) % 2 === 1))

describe.each(['f32', 'f64', 'i32', 'u32'] as const)('%s', (dtype) => {
  test.each(shapes.map((shape) => [shape.join(), shape] as const))('[%s]', (_, shape) => {
    for (const by of ['sum', 'max', 'min', 'argmax'] as readonly Reduction[]) for (const axes of subsets(shape.length))
      expectSameRuns({ kind: 'reduce', by, axes }, [type(shape, dtype)])
  }, 60_000)

  test('of nothing', () => {
    for (const by of ['sum', 'max', 'min'] as const) for (const [shape, axes] of [[[0], [0]], [[3, 0], [1]], [[3, 0], [0]], [[0, 3], [0]]] as const)
      expectSameRuns({ kind: 'reduce', by, axes }, [type(shape, dtype)])
  })
})
