/** `pad` and `concatenate`: copies in rows. */
import { describe, test } from 'vitest'
import { type } from '../../program/build.js'
import { dtypes } from '../arbitrary.js'
import { expectSameRuns } from './same.js'

type Row = readonly [about: string, shape: readonly number[], low: readonly number[], high: readonly number[], interior: readonly number[]]
const pads: readonly Row[] = [
  ['images', [2, 5, 7, 3], [0, 2, 1, 0], [0, 1, 2, 0], [0, 0, 0, 0]],
  ['images of eight channels', [2, 4, 4, 8], [0, 2, 2, 0], [0, 2, 2, 0], [0, 0, 0, 0]],
  ['between elements of every axis', [3, 4, 2], [0, 0, 0], [0, 0, 0], [1, 2, 3]],
  ['everywhere', [3, 2, 5], [1, 2, 3], [3, 1, 2], [2, 1, 1]],
  ['far apart', [3, 5], [0, 1], [1, 0], [7, 40]],
  ['a vector', [11], [1], [2], [0]],
  ['a vector with gaps', [13], [2], [1], [2]],
  ['a long vector', [3001], [17], [1030], [0]],
  ['a long vector, far apart', [5], [300], [1], [400]],
  ['rows', [17, 3], [2, 0], [3, 0], [1, 0]],
  ['long rows', [3, 700], [1, 0], [1, 0], [1, 0]],
  ['the batch', [2, 3, 3], [1, 0, 0], [2, 0, 0], [0, 0, 0]],
  ['nothing', [3, 4], [0, 0], [0, 0], [0, 0]],
  ['one element', [1, 1], [2, 3], [1, 0], [4, 4]],
  ['a scalar', [], [], [], []],
  ['an empty operand', [0, 3], [2, 1], [3, 0], [1, 1]],
  ['an empty result', [0, 3], [0, 1], [0, 0], [2, 0]],
]

describe.each(dtypes)('%s', (dtype) => {
  const values = dtype === 'bool' ? [0, 1] : dtype === 'f32' || dtype === 'f64' ? [0, -0, 1.1, NaN, -Infinity] : [0, 1, 2147483647]
  test.each(pads)('pad: %s', (_, shape, low, high, interior) => {
    for (const value of values) expectSameRuns({ kind: 'pad', low, high, interior, value }, [type(shape, dtype)])
  })

  test.each<readonly [string, number, readonly (readonly number[])[]]>([
    ['vectors', 0, [[3], [1], [8], [0], [5]]],
    ['one', 0, [[7, 3]]],
    ['rows', 0, [[2, 3], [5, 3], [1, 3]]],
    ['columns', 1, [[3, 2], [3, 1], [3, 0], [3, 7]]],
    ['channels', 3, [[2, 3, 3, 8], [2, 3, 3, 16]]],
    ['the middle', 1, [[2, 3, 5], [2, 1, 5], [2, 0, 5]]],
    ['long rows', 1, [[2, 2000], [2, 3]]],
    ['long vectors', 0, [[20011], [7], [9001]]],
    ['nothing', 0, [[0, 3], [0, 3]]],
    ['no columns', 1, [[0, 3], [0, 2]]],
  ])('concatenate: %s', (_, axis, shapes) => expectSameRuns({ kind: 'concatenate', axis }, shapes.map((shape) => type(shape, dtype))))

  test.each([1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 200, 257])('rows of %i elements', (n) => {
    expectSameRuns({ kind: 'concatenate', axis: 1 }, [type([3, n], dtype), type([3, 1], dtype)])
    expectSameRuns({ kind: 'pad', low: [0, n], high: [0, 1], interior: [0, 0], value: 1 }, [type([3, n], dtype)])
  })
})
