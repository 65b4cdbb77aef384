/** Categories as vectors: 1 at the category, 0 elsewhere. */
import * as t from 'io-ts'
import { allocate } from '../../program/elements.js'
import { fail } from '../../shape/error.js'
import { aNumber, check, checkOptions, listOf, oneOf } from '../../shape/options.js'
import type { DType, Float, Shape } from '../../shape/shape.js'
import { checkDtype, expectTensor, floats } from '../../tensor/argument.js'
import { concrete, elements, type Tensor } from '../../tensor/tensor.js'
import { finite } from './finite.js'

/** The categories that training data have, in increasing order, and what becomes of others: an error, or zeros. */
export interface Categories {
  readonly categories: readonly number[]
  readonly unknown: 'error' | 'zeros'
}

/**
 * The codec of categories, to keep them beside a model.
 *
 * @example
 * categoriesCodec.decode({ categories: [3, 7], unknown: 'error' }) // Right
 */
export const categoriesCodec: t.Type<Categories, unknown, unknown> = t.strict({
  categories: t.readonlyArray(finite),
  unknown: t.keyof({ error: null, zeros: null }),
})

/**
 * The categories of training data of any shape: every value that occurs. Values that are not finite are an error.
 *
 * @example
 * fitCategories()(t.of([3], [7, 3, 7])) // { categories: [3, 7], unknown: 'error' }
 */
export const fitCategories = (options: Partial<Pick<Categories, 'unknown'>> = {}) =>
  <S extends Shape, D extends DType>(x: Tensor<S, D>): Categories => {
    const { unknown = 'error' } =
      checkOptions<typeof options>('preprocess.fitCategories', options, { unknown: oneOf('error', 'zeros') })
    expectTensor('preprocess.fitCategories', 'x', x)
    const categories = [...new Set(elements(x))].map((value) => value + 0).sort((a, b) => a - b)
    const odd = categories.find((value) => !Number.isFinite(value))
    if (odd !== undefined) fail('preprocess.fitCategories', { argument: 'x', expected: 'finite numbers', received: odd })
    return { categories, unknown }
  }

/**
 * Values [...] to [..., categories], 1 at the category and 0 elsewhere. A value that is none of them is an error, or zeros
 * everywhere, as `unknown` says.
 *
 * @example
 * oneHot({ categories: [3, 7], unknown: 'zeros' })(t.of([3], [7, 3, 5])) // [[0, 1], [1, 0], [0, 0]]
 */
export const oneHot = <F extends Float = 'f32'>(from: Categories, dtype?: F) => {
  const kinds = { categories: listOf('finite numbers', aNumber), unknown: oneOf('error', 'zeros') }
  const { categories, unknown } = checkOptions<Categories>('preprocess.oneHot', from, kinds, 'categories')
  check('preprocess.oneHot', { categories, unknown }, kinds)
  checkDtype('preprocess.oneHot', dtype, floats)
  const places = new Map(categories.map((value, i) => [value, i]))
  const expected = `one of the categories ${categories.join(', ')}`
  const type: Float = dtype ?? 'f32'
  return <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<readonly [...S, number], F> => {
    const values = elements(expectTensor('preprocess.oneHot', 'x', x))
    const out = allocate(type, values.length * places.size)
    values.forEach((value, i) => {
      const place = places.get(value)
      if (place !== undefined) out[i * places.size + place] = 1
      else if (unknown === 'error') fail('preprocess.oneHot', { argument: `element ${i}`, expected, received: value })
    })
    return concrete({ shape: [...x.shape, places.size], dtype: type }, out) as Tensor<readonly [...S, number], F>
  }
}
