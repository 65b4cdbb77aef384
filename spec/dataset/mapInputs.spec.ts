import { pipe } from 'fp-ts/lib/function.js'
import { expect, expectTypeOf, test } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import type { Dataset } from '../../src/dataset/index.js'
import * as preprocess from '../../src/dataset/preprocess/index.js'
import * as t from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'

const data = dataset.of({ inputs: t.of([2, 1], [1, 3]), targets: t.of([2], [0, 1], 'i32') })
const transform = preprocess.fit([preprocess.minMax()])(data.inputs)

test('a transform maps data sets inside of a pipe and outside, of any shape', () => {
  const inside = pipe(data, dataset.mapInputs(preprocess.apply(transform)))
  const prepare = dataset.mapInputs(preprocess.apply(transform))
  const outside = prepare(data)
  for (const mapped of [inside, outside]) expect(t.toArray(mapped.inputs)).toEqual([0, 1])
  expectTypeOf(inside).toEqualTypeOf<Dataset<readonly [1], readonly [], 'i32'>>()
  expectTypeOf(outside).toEqualTypeOf<Dataset<readonly [1], readonly [], 'i32'>>()
  const more = dataset.of({ inputs: t.of([1, 3, 1], [1, 2, 3]), targets: t.of([1], [1], 'i32') })
  expectTypeOf(prepare(more)).toEqualTypeOf<Dataset<readonly [3, 1], readonly [], 'i32'>>()
})

test('a function of one shape maps data sets of that shape', () => {
  const twice = dataset.mapInputs((x: Tensor<readonly [number, 1]>) => pipe(x, t.mul(2)))
  expect(t.toArray(twice(data).inputs)).toEqual([2, 6])
  const wide = pipe(data, dataset.mapInputs((x) => t.reshape([-1, 1, 1])(x) as Tensor<readonly [number, 1, 1]>))
  expectTypeOf(wide).toEqualTypeOf<Dataset<readonly [1, 1], readonly [], 'i32'>>()
  // @ts-expect-error inputs of another shape
  expect(() => twice(dataset.of({ inputs: t.zeros([2, 3]), targets: t.zeros([2], 'i32') }))).not.toThrow()
})
