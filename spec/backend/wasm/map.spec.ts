/** `map` and the copies through views: whole rows, tails, strides, and every order of axes. */
import { describe, test } from 'vitest'
import { exp } from '../../../src/program/elementary/functions.js'
import { expression } from '../../../src/program/expression.js'
import { add, constant, convert, max, min, select, lt, like } from '../../../src/program/scalar.js'
import { build, type } from '../../program/build.js'
import { dtypes } from '../arbitrary.js'
import { expectSameGroup, expectSameRuns } from './same.js'

const shapes: readonly (readonly number[])[] = [[], [1], [2], [3], [4], [5], [7], [8], [11], [16], [255], [256], [257], [515], [3, 5], [2, 3, 7], [1, 1, 3], [13, 1], [0], [4, 0, 3]]

describe.each(dtypes)('%s', (dtype) => {
  test.each(shapes.map((shape) => [shape.join(), shape] as const))('[%s]', (_, shape) => {
    const x = type(shape, dtype)
    for (const to of dtypes) if (to !== dtype) expectSameRuns({ kind: 'map', expression: expression([dtype], (a) => convert(a, to)) }, [x])
    if (dtype !== 'bool') expectSameRuns({ kind: 'map', expression: expression([dtype, dtype, 'f64'], (a, b, c) =>
      add(convert(select(lt(a, b), max(a, b), like(a, 3)), 'f64'), c)) }, [x, x, type(shape, 'f64')])
    expectSameRuns({ kind: 'broadcast', shape: [3, ...shape] }, [x])
    expectSameRuns({ kind: 'permute', order: shape.map((_n, i) => shape.length - 1 - i) }, [x])
    expectSameRuns({ kind: 'slice', start: shape.map((n) => (n > 1 ? 1 : 0)), stop: shape, step: shape.map((_n, i) => 1 + (i % 2)) }, [x])
    expectSameRuns({ kind: 'slice', start: shape.map(() => 0), stop: shape, step: shape.map(() => 3) }, [x])
  })

  test('every order of three axes', () => {
    for (const shape of [[2, 3, 5], [4, 8, 4], [1, 7, 2]]) for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
      expectSameRuns({ kind: 'permute', order }, [type(shape, dtype)])
  })

  test('sizes of 1 repeat', () => {
    for (const [from, to] of [[[1, 3, 1], [4, 3, 5]], [[5, 1], [5, 9]], [[1], [17]], [[3, 1, 2, 1], [2, 3, 4, 2, 3]]] as const)
      expectSameRuns({ kind: 'broadcast', shape: to }, [type(from, dtype)])
  })

  test('unfold', () => {
    for (const [shape, window, stride, dilation] of [
      [[2, 6, 7, 3], [3, 2], [1, 2], [1, 2]], [[1, 9, 8], [4], [2], [2]], [[2, 5, 5, 1], [2, 2], [2, 2], [1, 1]], [[2, 4, 4, 4], [3, 3], [1, 1], [1, 1]],
    ] as const) expectSameRuns({ kind: 'unfold', window, stride, dilation }, [type(shape, dtype)])
  })
})

test.each(shapes.filter((shape) => shape.length > 0).map((shape) => [shape.join(), shape] as const))('iota of [%s]', (_, shape) => {
  for (const axis of shape.keys()) expectSameRuns({ kind: 'iota', shape, axis }, [])
})

describe.each(['f32', 'f64'] as const)('%s', (dtype) => {
  test.each([0, -0, 1, -1.5, Infinity, -Infinity, NaN])('the lesser and the greater of what there is and %d', (bound) => {
    const c = constant(dtype, bound)
    for (const between of [min, max]) for (const made of [expression([dtype], (x) => between(x, c)), expression([dtype], (x) => between(c, x))])
      expectSameRuns({ kind: 'map', expression: made }, [type([257], dtype)])
  })

  // In rows and in one line, of which some vectors are worked on in turns: four, two, or one with what is left.
  test.each([4, 8, 12, 16, 20, 32, 48, 260, 272, 1000, 1024, 1027])('a long chain of %i in a row', (n) => {
    const chain = { kind: 'map', expression: expression([dtype, dtype], (x, y) => exp(add(x, y))) } as const
    expectSameRuns(chain, [type([n], dtype), type([n], dtype)])
    expectSameGroup(build([type([3], dtype), type([3, n], dtype)], ({ emit }) => {
      const columns = emit({ kind: 'broadcast', shape: [3, n] }, emit({ kind: 'reshape', shape: [3, 1] }, 0))
      return [emit(chain, columns, 1)]
    }))
  })
})
